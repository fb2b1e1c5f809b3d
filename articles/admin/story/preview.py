"""The preview of a story in all its shapes, and the links that show it to somebody without an
account. The pages themselves are served by the public side; this one stands around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from articles.admin.common.json_views import json_view
from articles.lib.addresses import absolute
from articles.lib.branding.sections import BY_DAY
from articles.lib.cards.drawing import ground
from articles.lib.text.graphemes import shortened
from articles.models import Article, Paper, PreviewLink, Right, may
from articles.models.changes.log import Entry, name_of
from articles.models.common.texts import LineField
from articles.models.desk.preview_links import taken_away_at
from articles.models.story import content as contents

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

#: Where search engines cut, and about what cards show, in what readers see as one character.
TITLE, DESCRIPTION, CARD_WORDS = 60, 155, 110
#: Of the links, the newest are shown; nobody reads more.
MAX_LINKS_SHOWN = 50
WIDTHS = {"375": gettext_lazy("Phone"), "1280": gettext_lazy("Desktop")}
SCHEMES = {"light": gettext_lazy("Light"), "dark": gettext_lazy("Dark")}
SHAPES = {
    "page": gettext_lazy("The page"),
    "search": gettext_lazy("Search result"),
    "social": gettext_lazy("Social card"),
}


def urls(admin: ModelAdmin[Any]) -> list[URLPattern]:
    """The doors, for the stories' admin."""
    site = admin.admin_site
    rooms: list[tuple[str, Callable[..., HttpResponse], str]] = [
        ("<int:pk>/preview/", require_safe(never_cache(partial(shell, admin))), "preview"),
        ("<int:pk>/share/", share, "share"),
        ("<int:pk>/share/<int:number>/revoke/", revoke, "revoke"),
    ]
    return [
        path(address, json_view(site, view), name=f"articles_article_{name}")
        for address, view, name in rooms
    ]


class ShareForm(forms.Form):
    """A new preview link: for whom, of which version, valid for how long."""

    label = LineField(label=gettext_lazy("For whom"), max_length=100, required=False)
    shows = forms.ChoiceField(
        label=gettext_lazy("Shows"),
        choices=[
            ("newest", gettext_lazy("Always the newest version")),
            ("exactly", gettext_lazy("Exactly this version")),
        ],
        initial="newest",
        widget=forms.RadioSelect,
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Valid for"),
        choices=[
            (1, gettext_lazy("1 day")),
            (7, gettext_lazy("7 days")),
            (30, gettext_lazy("30 days")),
        ],
        coerce=int,
        initial=7,
        widget=forms.RadioSelect,
    )


@dataclass(frozen=True, slots=True)
class Shared:
    """A preview link, its address, and whether it is still valid."""

    link: PreviewLink
    address: str
    by: str
    opens: bool


def shell(admin: ModelAdmin[Any], request: HttpRequest, pk: int) -> HttpResponse:
    """The story's page at the width and in the colours that were chosen, or as others show it."""
    return _shell(admin, request, accessible_story(request, pk, Right.VIEW), ShareForm())


@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link for somebody without an account."""
    story = accessible_story(request, pk, Right.EDIT)
    form = ShareForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what the link shows, and for how long."))
        return _back(story)
    wanted = form.cleaned_data
    exactly = wanted["shows"] == "exactly"
    if exactly and story.working is None:
        messages.error(request, _("Save the story first: there is no version to link to yet."))
        return _back(story)
    with transaction.atomic():
        link = PreviewLink.objects.create(
            article=story,
            revision=story.working if exactly else None,
            label=wanted["label"].strip(),
            by_id=request.user.pk,
            expires_at=timezone.now() + timedelta(days=wanted["days"]),
        )
        story.log(Entry.Verb.SHARE, request.user, note=link.label, link=link.pk)
    messages.success(request, _("Link created. Anyone who has it can read the story."))
    return _back(story)


@require_POST
def revoke(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Have a link open nothing any more; once is enough."""
    story = accessible_story(request, pk, Right.EDIT)
    with transaction.atomic():
        links = story.preview_links.select_for_update()
        link = links.filter(pk=number).first()
        if link is None:
            raise Http404
        if link.revoked_at is None:
            link.revoked_at = timezone.now()
            link.save(update_fields=["revoked_at"])
            story.log(Entry.Verb.REVOKE, request.user, note=link.label, link=link.pk)
    messages.success(request, _("Link revoked."))
    return _back(story)


def accessible_story(request: HttpRequest, pk: int, right: Right) -> Article:
    """The story, for those who have `right` over it.

    Raises PermissionDenied, and Http404 for a story out of reach as for one that is not there.
    """
    if not may(request.user, Right.VIEW):
        raise PermissionDenied
    stories = Article.objects.select_related("section", "picture", "working")
    story = stories.filter(pk=pk).first() if pk < 2**63 else None
    if story is None or not may(request.user, Right.VIEW, story):
        raise Http404
    if not may(request.user, right, story):
        raise PermissionDenied
    return story


def _back(story: Article) -> HttpResponse:
    address = reverse("admin:articles_article_preview", args=[story.pk])
    return HttpResponseRedirect(f"{address}#links")


def _shell(
    admin: ModelAdmin[Any], request: HttpRequest, story: Article, form: ShareForm
) -> HttpResponse:
    width = _chosen(request, "width", WIDTHS)
    shape = _chosen(request, "as", SHAPES)
    scheme = _chosen(request, "scheme", SCHEMES)
    copy = _copy(story)
    page = reverse("preview-story", args=[story.pk])
    may_share = may(request.user, Right.EDIT, story)
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Preview"),
        "opts": Article._meta,
        "story": story,
        "copy": copy,
        "width": width,
        "scheme": scheme,
        "shape": shape,
        "widths": WIDTHS,
        "schemes": SCHEMES,
        "shapes": SHAPES,
        "page": f"{page}?scheme={scheme}",
        "host": absolute(request, "").partition("://")[2],
        "site_name": Paper.current().called,
        **_elsewhere(copy),
        "links": _links(request, story) if may_share else [],
        "share_form": form if may_share else None,
        "has_revision": story.working is not None,
    }
    return TemplateResponse(request, "admin/articles/article/preview.html", context)


def _elsewhere(copy: Article) -> dict[str, Any]:
    """What search engines and social networks show of it."""
    words = copy.standfirst or copy.trail_text
    colour = BY_DAY.get(copy.section.colour, "") if copy.section else ""
    return {
        "found_title": shortened(copy.search_title or copy.headline, TITLE),
        "found_words": shortened(copy.search_description or words, DESCRIPTION),
        "found_day": copy.publish_at or timezone.now(),
        "social_words": shortened(copy.social_description or words, CARD_WORDS),
        "ground": ground(colour),
    }


def _chosen(request: HttpRequest, name: str, known: dict[str, Any]) -> str:
    """What the address asks for, if there is such a thing; else the first."""
    wanted = request.GET.get(name, "")
    return wanted if wanted in known else next(iter(known))


def _copy(story: Article) -> Article:
    """An unsaved story with the working copy's words, for what others show of it."""
    fields = {field.attname for field in Article._meta.concrete_fields}
    copy = Article(**{name: getattr(story, name) for name in fields})
    contents.fill(copy, story.content())
    copy.derive()
    return copy


def _links(request: HttpRequest, story: Article) -> list[Shared]:
    taken_away = taken_away_at(story)
    found = story.preview_links.select_related("by", "revision").defer("revision__content")
    makers: dict[int | None, Any] = {}
    shared = []
    for link in found[:MAX_LINKS_SHOWN]:
        link.article = story
        # Their rights are read once.
        link.by = makers.setdefault(link.by_id, link.by)
        address = absolute(request, reverse("preview-shared", args=[link.token]))
        opens = link.opens_since(taken_away)
        shared.append(Shared(link, address, name_of(link.by), opens))
    return shared
