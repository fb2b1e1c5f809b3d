"""The publication's own pages, such as “About us”, on the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from js_asset import Media

from articles.admin.common.allowed_lookups import AllowedLookupsAdmin
from articles.admin.common.json_views import json_view
from articles.admin.common.logged import labels_of
from articles.admin.common.readdressing import say_moved
from articles.admin.common.widgets import PictureInput
from articles.admin.story.body_editor import body_field
from articles.lib.addresses import readable
from articles.models import Entry, Page
from articles.models.changes.log import differences, record
from articles.models.story import bounds

#: What the log keeps of a change, and what can be brought back.
EDITED = (
    "title", "slug", "description", "body", "with_people", "is_published", "in_footer", "order",
    "language",
)  # fmt: skip
#: So many former versions are offered.
MAX_FORMER_SHOWN = 10


class PageForm(forms.ModelForm[Page]):
    """A page. One that somebody else has saved meanwhile is not gone over without a word."""

    body = body_field(required=False, label=_("Text"))
    language = forms.ChoiceField(
        required=False, label=_("Language"), help_text=_("If it isn’t the site’s language.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Page
        fields = [name for name in EDITED if name != "language"]
        widgets = {"description": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        self.initial["language"] = self.instance.language
        choices = [("", _("The site’s language")), *settings.LANGUAGES]
        if self.instance.language not in dict(choices):
            choices.append((self.instance.language, self.instance.language))
        self.fields["language"].choices = choices  # type: ignore[attr-defined]

    def clean_body(self) -> str:
        """The text, as long as it is short enough."""
        body = str(self.cleaned_data["body"])
        if said := bounds.too_long(body, self.instance.body):
            raise ValidationError(said)
        return body

    def clean(self) -> dict[str, Any]:
        """Say that somebody else was here since the form was opened; a second save goes over it."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self.instance.language = given.get("language", "")
        if given.get("title") and not given.get("slug"):
            given["slug"] = Page(pk=self.instance.pk, title=given["title"]).free_slug()
        if self.instance.pk is None or given.get("version") is None:
            return given
        now = Page.objects.select_for_update().filter(pk=self.instance.pk).first()
        if now is None:
            raise ValidationError(_("This page has been deleted."))
        if given["version"] != now.version:
            # Shown again, the form is one of the present version.
            self.data = {**self.data.dict(), "version": str(now.version)}  # type: ignore[attr-defined]
            raise ValidationError(
                _(
                    "Someone saved this page while you were writing. Save again to replace "
                    "their text with yours; theirs stays under “Former versions”."
                )
            )
        self.instance.version = now.version
        return given


@admin.register(Page)
class PageAdmin(AllowedLookupsAdmin[Page]):
    """Pages on the desk."""

    form = PageForm
    change_form_template = "admin/articles/page/change_form.html"
    list_display = ("title", "address", "is_published", "in_footer", "order")
    list_editable = ("order",)
    list_display_links = ("title",)
    search_fields = ("title",)
    prepopulated_fields = {"slug": ("title",)}
    show_full_result_count = False
    actions = None
    view_on_site = True
    fieldsets = (
        (None, {"fields": ("title", "body", "with_people")}),
        (_("Location"), {"fields": ("is_published", "slug", "in_footer", "order", "language")}),
        (_("For search engines"), {"fields": ("description",)}),
    )

    def get_urls(self) -> list[URLPattern]:
        """With the way back to a former version."""
        back = json_view(self.admin_site, require_POST(self.bring_back))
        return [
            path("<int:pk>/back/<int:number>/", back, name="articles_page_bring_back"),
            *super().get_urls(),
        ]

    @admin.display(description=_("address"))
    def address(self, page: Page) -> str:
        """As readers see it."""
        return readable(page.get_absolute_url())

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form as it stands."""
        return PageForm

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> TemplateResponse:
        """With the editor's import map allowed, its dialogs, and the former versions."""
        page: Page | None = kwargs.get("obj")
        media = context["adminform"].form.media + PictureInput().media + context["media"]
        context |= {
            "media": Media.from_media(media).with_nonce(str(request.csp_nonce)),  # type: ignore[attr-defined]
            "former": _former(page) if page else [],
        }
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[return-value]

    # --- Saving, each time with a word in the log -------------------------------------

    def save_model(
        self, request: HttpRequest, obj: Page, form: ModelForm[Page], change: bool
    ) -> None:
        """Save it, and log what it was; say where a former address leads."""
        put(request.user, obj)
        say_moved(request, form, obj)

    def delete_model(self, request: HttpRequest, obj: Page) -> None:
        """Delete it; the log keeps all of it."""
        record(Entry.Verb.PAGE_DELETE, request.user, title=obj.title, before=_content(obj))
        obj.delete()

    def bring_back(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Give the page again what it had before a change; whether it is out stays as it is."""
        with transaction.atomic():
            page = Page.objects.select_for_update().filter(pk=pk).first()
            entry = Entry.objects.filter(pk=number, verb=Entry.Verb.PAGE, details__page=pk).first()
            if page is None or entry is None or not entry.details.get("before"):
                raise Http404(_("This version no longer exists."))
            if not self.has_change_permission(request, page):
                raise PermissionDenied
            for name, value in entry.details["before"].items():
                if name in EDITED and name not in {"is_published", "slug"}:
                    setattr(page, name, value)
            put(request.user, page, note=said("Restored"))
        self.message_user(request, said("The former version has been restored."))
        return HttpResponseRedirect(reverse("admin:articles_page_change", args=[pk]))


def put(by: Any, page: Page, note: str = "") -> None:
    """Save the page and log it, with what it was before."""
    row = Page.objects.filter(pk=page.pk).first() if page.pk else None
    before = _content(row) if row else {}
    if row:
        page.changed_at, page.version = timezone.now(), row.version + 1
    page.save()
    if before != (after := _content(page)):
        told = "; ".join(filter(None, [note, *differences(before, after, labels_of(Page, EDITED))]))
        record(Entry.Verb.PAGE, by, title=page.title, note=told, page=page.pk, before=before)


def _content(page: Page) -> dict[str, Any]:
    return {name: getattr(page, name) for name in EDITED}


def _former(page: Page) -> list[Entry]:
    """The last changes of the page, each with what it had before."""
    entries = Entry.objects.filter(verb=Entry.Verb.PAGE, details__page=page.pk)
    return [
        one for one in entries.order_by("-at", "-pk")[:MAX_FORMER_SHOWN] if one.details["before"]
    ]
