"""Previews of unpublished stories: for the newsroom, and by link for others.

Nothing of these pages is kept or found: neither caches nor search engines may have them, and a
link out of them does not say where it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Article, Autosave, PreviewLink, Revision, Right, may
from articles.models.desk.preview_links import taken_away_at
from articles.models.story import content as contents
from articles.web.story.reading import Reading, page_context, reading_copy

SCHEMES = {"dark", "light"}
HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}
#: More digits than the number of a revision can have.
MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Shown:
    """What a preview says of itself: the story's state, which text it is, and from when."""

    status: str
    what: str
    at: datetime | None = None
    #: Whether readers have the same.
    is_public: bool = False


@require_safe
def story(request: HttpRequest, pk: str) -> HttpResponse:
    """A story for those who reach it: as it is written now, or as the request asks.

    `?key=` is what is being typed in that form, `?revision=` one of its revisions, `?now=1` what
    readers have; `?scheme=` is dark or light. For everyone else there is nothing here.
    """
    found = Article.objects.select_related("section", "picture", "working").filter(pk=int(pk))
    one = found.first()
    if one is None or not may_preview(request, one):
        return nothing_here(request)
    if request.GET.get("now"):
        return page(request, Reading(one), _row(one))
    if "revision" in request.GET:
        revision = _revision(one, request.GET["revision"])
        return from_revision(request, one, revision) if revision else nothing_here(request)
    typed = _typed(request, one) if "key" in request.GET else None
    return _from_autosave(request, one, typed) if typed else working_copy(request, one)


@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """What is being typed into the form of a story that was not saved yet; its own writer only."""
    user = request.user
    if not (user.is_authenticated and user.is_staff and may(user, Right.VIEW)):
        return nothing_here(request)
    if typed := _typed(request, None):
        return _from_autosave(request, Article(), typed)
    key = _key(request)
    saved = Article.objects.filter(form_key=key).first() if key else None
    if saved is not None and may_preview(request, saved):
        query = request.GET.urlencode()
        return _kept_from_all(redirect(f"{reverse('preview-story', args=[saved.pk])}?{query}"))
    return nothing_here(request)


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The story behind a link: the one revision that it is for, or always the newest.

    Whatever is wrong with a link, the answer is the same.
    """
    link = PreviewLink.find(token)
    if link is None or link.article.is_binned:
        return nothing_here(request)
    if not link.opens_since(taken_away_at(link.article)):
        return nothing_here(request)
    if link.revision is not None:
        return from_revision(request, link.article, link.revision)
    return working_copy(request, link.article)


def may_preview(request: HttpRequest, one: Article) -> bool:
    """Whether this person may see what readers can't. Asked only then, and no session is read of
    whoever has none, so that what readers get is the same for everyone."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    user = request.user
    return user.is_authenticated and user.is_staff and may(user, Right.VIEW, one)


def working_copy(request: HttpRequest, one: Article) -> HttpResponse:
    """The story as it is written now."""
    if one.working is not None:
        return from_revision(request, one, one.working)
    shown = Shown(one.status_label, _("Last saved version"), one.modified_at)
    return page(request, Reading(one), shown)


def from_revision(request: HttpRequest, one: Article, revision: Revision) -> HttpResponse:
    """The story as one of its revisions has it."""
    what = _("Revision %(number)d") % {"number": revision.number}
    if revision.pk == one.working_id and one.has_changes:
        what = _("%(revision)s, with unpublished changes") % {"revision": what}
    theirs = one.is_visible and revision.pk == one.released_id
    shown = Shown(one.status_label, what, revision.at, is_public=theirs)
    return page(request, reading_copy(one, revision.content), shown)


def page(request: HttpRequest, reading: Reading, shown: Shown) -> HttpResponse:
    """The story's real page, with a word that it is a preview and kept from everyone else."""
    scheme = request.GET.get("scheme", "")
    context = page_context(request, reading) | _apart(shown)
    context["scheme"] = scheme if scheme in SCHEMES else ""
    return _kept_from_all(render(request, "article.html", context))


def nothing_here(request: HttpRequest) -> HttpResponse:
    """404, in the same words for every reason."""
    return _kept_from_all(render(request, "preview_gone.html", _apart(None), status=404))


def _row(one: Article) -> Shown:
    if one.is_visible:
        return Shown(one.status_label, _("Published version"), is_public=True)
    return Shown(one.status_label, _("Version for readers"))


def _apart(shown: Shown | None) -> dict[str, Any]:
    """What keeps a preview apart from the public page: no address, no feed, no search engine."""
    return {"preview": shown, "canonical": "", "feed_url": "", "robots": "noindex"}


def _kept_from_all(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response[name] = value
    return response


def _from_autosave(request: HttpRequest, one: Article, typed: Autosave) -> HttpResponse:
    assert typed.content is not None
    status = one.status_label if one.pk else _("New story")
    shown = Shown(status, _("Being typed, not saved yet"), typed.saved_at)
    return page(request, reading_copy(one, contents.posted(typed.content)), shown)


def _typed(request: HttpRequest, one: Article | None) -> Autosave | None:
    """What this person has typed in the form of the `key`, for this story; None where nothing
    was, or it was saved since."""
    key = _key(request)
    if key is None:
        return None
    return Autosave.objects.filter(
        key=key, by=request.user.pk, article=one, content__isnull=False
    ).first()


def _key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("key", ""))
    except ValueError:
        return None


def _revision(one: Article, number: str) -> Revision | None:
    if not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
        return None
    return one.revisions.filter(number=int(number)).first()
