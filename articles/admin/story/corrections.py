"""Change or remove a published correction: for those who may publish the story."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from articles.admin.common.json_views import json_view
from articles.admin.story.preview import accessible_story
from articles.models import Article, Correction, NotAllowed, Right, may
from articles.models.common.texts import LineField, LinesField

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

TEMPLATE = "admin/articles/article/corrections.html"
MAX_ID = 2**63


class CorrectionForm(forms.Form):
    """A correction's text and kind, and the reason for the change."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Correction.Kind.choices)
    text = LinesField(
        label=gettext_lazy("Text for readers"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    #: What it said when the form was opened.
    was = forms.CharField(widget=forms.HiddenInput, required=False)
    why = LineField(
        label=gettext_lazy("Reason for the change"),
        max_length=300,
        help_text=gettext_lazy("Kept in the story’s history, with the former text."),
    )

    def __init__(self, one: Correction, posted: Any = None) -> None:
        now = {"kind": one.kind, "text": one.text, "was": one.text}
        super().__init__(posted, initial=now, prefix=f"c{one.pk}")
        self.one = one

    def do(self, request: HttpRequest) -> str:
        """Amend or remove it, as the button says; what is to be said of it. Raises NotAllowed."""
        given = self.cleaned_data
        if "remove" in request.POST:
            self.one.remove(request.user, given["why"], given["was"])
            return _("Correction removed.")
        words = {"kind": given["kind"], "text": given["text"]}
        self.one.amend(request.user, **words, why=given["why"], was=given["was"])
        return _("Correction changed.")


def urls(admin: ModelAdmin[Any]) -> list[URLPattern]:
    """The doors, for the stories' admin."""
    site = admin.admin_site
    shown, changed = require_safe(partial(page, admin)), require_POST(partial(change, admin))
    at = "<int:pk>/corrections/"
    return [
        path(at, json_view(site, shown), name="articles_article_corrections"),
        path(f"{at}<int:number>/", json_view(site, changed), name="articles_article_correction"),
    ]


def page(
    admin: ModelAdmin[Any], request: HttpRequest, pk: int, wrong: CorrectionForm | None = None
) -> HttpResponse:
    """All corrections of the story, each with its form for those who may publish it."""
    story = accessible_story(request, pk, Right.VIEW)
    told = list(story.corrections.order_by("-published_at", "-pk"))
    forms_of = {one.pk: CorrectionForm(one) for one in told}
    if wrong is not None:
        forms_of[wrong.one.pk] = wrong
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Corrections of “%(story)s”") % {"story": story},
        "opts": Article._meta,
        "story": story,
        "told": [(one, forms_of[one.pk]) for one in told],
        "may_change": may(request.user, Right.PUBLISH, story),
    }
    return TemplateResponse(request, TEMPLATE, context, status=422 if wrong else 200)


def change(admin: ModelAdmin[Any], request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Amend it, or remove it; what was wrong is said beside what was typed."""
    story = accessible_story(request, pk, Right.PUBLISH)
    one = story.corrections.filter(pk=number).first() if number < MAX_ID else None
    if one is None:
        raise Http404(_("This correction no longer exists."))
    one.article = story
    form = CorrectionForm(one, request.POST)
    if form.is_valid():
        try:
            messages.success(request, form.do(request))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            address = reverse("admin:articles_article_corrections", args=[story.pk])
            return HttpResponseRedirect(address)
    return page(admin, request, pk, form)
