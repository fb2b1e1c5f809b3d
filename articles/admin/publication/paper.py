"""The publication's settings on the desk: one page, with former values to go back to."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin.common.allowed_lookups import AllowedLookupsAdmin
from articles.admin.common.json_views import json_view
from articles.admin.common.logged import labels_of
from articles.admin.publication import policies
from articles.admin.publication.form import (
    EDITED,
    FILES,
    PaperForm,
    accent_sentence,
    band_sentence,
    keep_files,
)
from articles.lib.branding import colours, typefaces
from articles.models import Category, Entry, Paper
from articles.models.changes.log import record_change

#: So many changes are listed, each to be taken back.
MAX_CHANGES = 10


@admin.register(Paper)
class PaperAdmin(AllowedLookupsAdmin[Paper]):
    """The publication's settings: a single row, which need not exist yet."""

    form = PaperForm
    change_form_template = "admin/articles/paper/change_form.html"
    fieldsets = (
        (_("Name"), {"fields": ("name", "tagline")}),
        (_("Colours"), {"fields": ("accent", "accent_night", "band")}),
        (_("Fonts"), {"fields": ("headline_face", "text_face")}),
        (_("Footer"), {"fields": ("footer", "links", "profiles", "contact")}),
        (_("Publishing"), {"fields": ("ai_pictures",)}),
        (_("Help of AI"), {"fields": ("tells_of_ai", "ai_words", "model_rules")}),
    )

    def get_urls(self) -> list[URLPattern]:
        """With what the preview asks, and the way back."""

        def at(view: Any) -> Any:
            return json_view(self.admin_site, view)

        return [
            path("policies/", at(partial(policies.page, self)), name="articles_paper_policies"),
            path(
                "policies/back/<int:pk>/",
                at(require_POST(policies.put_back)),
                name="articles_paper_policies_back",
            ),
            path("colours/", at(self.colours), name="articles_paper_colours"),
            path("back/<int:pk>/", at(require_POST(self.put_back)), name="articles_paper_put_back"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one already."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Paper | None = None) -> bool:
        """It stays."""
        return False

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Paper | None:
        """The paper, also while all of it is as designed."""
        return Paper.current() if object_id == "1" else None

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A list of one is that one."""
        return HttpResponseRedirect(reverse("admin:articles_paper_change", args=[1]))

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; files are stored before the transaction of a save."""
        if request.method == "POST" and self.has_change_permission(request):
            keep_files(request.FILES)
        return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form as it stands."""
        return PaperForm

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> TemplateResponse:
        """With the preview's sections, what the files are, and the last changes."""
        form, paper = context["adminform"].form, kwargs["obj"]
        can = self.has_change_permission(request)
        context |= {
            "sections": list(Category.objects.all()[:6]),
            "files": [_file(form, paper, name) for name in FILES] if can else [],
            "stacks": typefaces.STACKS,
            "changes": list(_changes()),
            "title": _("Site settings"),
            "subtitle": None,
        }
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[return-value]

    def save_model(
        self, request: HttpRequest, obj: Paper, form: ModelForm[Paper], change: bool
    ) -> None:
        """Save it with its files, which are stored by now, and log what was and what is."""
        assert isinstance(form, PaperForm)
        form.put_files()
        self._put(request, obj)

    def construct_change_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The log of ours says what was changed."""
        return []

    def log_change(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The log of ours is enough."""

    def response_change(self, request: HttpRequest, obj: Paper) -> HttpResponse:
        """Back to the same page: there is nowhere else."""
        self.message_user(request, _("Saved. It is live now."), messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def _put(self, request: HttpRequest, paper: Paper, note: str = "") -> None:
        known = Paper.objects.filter(pk=1).first() or Paper()
        before = {name: getattr(known, name) for name in EDITED}
        changed = [name for name in EDITED if getattr(paper, name) != before[name]]
        if not changed:
            return
        paper.version += 1
        paper.save()
        labels = labels_of(Paper, changed)
        record_change(
            Entry.Verb.PAPER,
            request.user,
            {name: before[name] for name in changed},
            {name: getattr(paper, name) for name in changed},
            labels=labels,
            title=", ".join(labels.values()),
            note=note,
        )

    def put_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the paper again what it had before a change."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        with transaction.atomic():
            entry = Entry.objects.filter(pk=pk, verb=Entry.Verb.PAPER).first()
            if entry is None:
                raise Http404(_("This change no longer exists."))
            paper = Paper.objects.select_for_update().filter(pk=1).first() or Paper()
            for name, value in entry.details["before"].items():
                if name in EDITED:
                    setattr(paper, name, value)
            self._put(request, paper, note=_("Earlier change undone"))
        self.message_user(request, _("Change undone."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_paper_change", args=[1]))

    def colours(self, request: HttpRequest) -> HttpResponse:
        """What becomes of the colours `accent`, `night` and `band`, and what is wrong with them."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        asked = {name: request.GET.get(name, "").lower() for name in ("accent", "night", "band")}
        given = {name: value for name, value in asked.items() if colours.is_one(value)}
        answer: dict[str, Any] = {"wrong": {}, "nearest": {}}
        grounds = {"accent": colours.DAY, "night": colours.NIGHT, "band": (colours.ON_BAND,)}
        for name, value in given.items():
            sentence = (
                band_sentence(value) if name == "band" else accent_sentence(value, grounds[name])
            )
            if sentence:
                answer["wrong"][name] = sentence
                answer["nearest"][name] = colours.readable(value, grounds[name])
        if "accent" in given:
            answer["night"] = given.get("night") or colours.by_night(given["accent"])
        if "band" in given:
            answer["band_night"] = colours.dimmed(given["band"])
        return JsonResponse(answer)


def _file(form: Any, paper: Paper, name: str) -> dict[str, Any]:
    """One of the paper's files, with its two fields."""
    return {
        "name": name,
        "new": form[f"new_{name}"],
        "no": form[f"no_{name}"],
        "url": paper.url_of(getattr(paper, name)),
    }


def _changes() -> list[Entry]:
    """The last changes of the paper."""
    return list(Entry.objects.filter(verb=Entry.Verb.PAPER).order_by("-at", "-pk")[:MAX_CHANGES])
