"""The history of a story: who changed what, when and why; any two versions compared; any of
them brought back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin.history.difference import FieldDifference, Names, differences
from articles.admin.history.timeline import timeline
from articles.models import Article, NotAllowed, Revision, Right, Status, may
from articles.models.story import content as contents

FOLDER = "admin/articles/article"
#: Heavy, and not shown here.
LEFT_OUT = ("body", "search_text", "working__content", "released__content")


def urls(desk: Any) -> list[URLPattern]:
    """The doors, for the stories' admin; the first one replaces Django's own history."""
    wrap = desk.admin_site.admin_view
    return [
        path(
            "<int:pk>/history/",
            wrap(partial(history, desk)),
            name="articles_article_history",
        ),
        path(
            "<int:pk>/compare/",
            wrap(partial(compare, desk)),
            name="articles_article_compare",
        ),
        path(
            "<int:pk>/bring-back/<int:number>/",
            wrap(require_POST(bring_back)),
            name="articles_article_bring_back",
        ),
    ]


def accessible_story(request: HttpRequest, pk: int, right: Right = Right.VIEW) -> Article:
    """The story, for those who have `right` over it.

    Raises PermissionDenied, and Http404 for a story out of reach as for one that is not there.
    """
    if not may(request.user, Right.VIEW):
        raise PermissionDenied
    beside = ("section", "working", "released", "submission")
    stories = Article.objects.select_related(*beside).defer(*LEFT_OUT)
    story = stories.filter(pk=pk).first()
    if story is None or not may(request.user, Right.VIEW, story):
        raise Http404(_("This story no longer exists."))
    if not may(request.user, right, story):
        raise PermissionDenied
    return story


# --- The pages --------------------------------------------------------------------


def history(desk: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """What was done, newest first, in pages; above it what was changed last."""
    story = accessible_story(request, pk)
    page = _whole(request.GET.get("page")) or 1
    moments, more = timeline(story, page)
    pair = _opening_pair(story)
    context = _context(desk, request, story) | {
        "title": _("History"),
        "days": moments,
        "page": page,
        "more": more,
        "comparison": _comparison(story, *pair) if pair else None,
        "waiting": _waiting(story),
    }
    return TemplateResponse(request, f"{FOLDER}/history.html", context)


def compare(desk: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Any two revisions, `?from=` and `?to=`; without the first, `to` and what it began from.

    Number 0 is the story before its first revision.
    """
    story = accessible_story(request, pk)
    context = _context(desk, request, story) | {"title": _("Compare")}
    status = 200
    try:
        older, newer = _asked(story, request)
        context["comparison"] = _comparison(story, older, newer)
        context |= _steps(story, newer)
    except _CannotCompare as why:
        context["problem"], status = str(why), 404
    return TemplateResponse(request, f"{FOLDER}/compare.html", context, status=status)


def bring_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Make a revision the newest again, as a new one."""
    story = accessible_story(request, pk, Right.EDIT)
    seen = _whole(request.POST.get("newest"))
    # The verb writes the row, so it is read whole.
    story = Article.objects.get(pk=story.pk)
    with transaction.atomic():
        story.lock()
        old = story.revisions.filter(number=number).first()
        if old is None:
            messages.error(request, _("This revision no longer exists."))
        elif contents.cleaned(old.content) == story.content():
            messages.info(
                request, _("The newest version is the same as revision %d already.") % number
            )
        elif seen != story.base_number():
            messages.error(
                request, _("The story has been saved meanwhile. Check it, and try again.")
            )
        else:
            _bring_back(request, story, number)
    return HttpResponseRedirect(reverse("admin:articles_article_history", args=[story.pk]))


def _bring_back(request: HttpRequest, story: Article, number: int) -> None:
    try:
        made = story.bring_back(number, request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return
    said = _("Revision %(old)d is the newest version again, as revision %(new)d.")
    text = said % {"old": number, "new": made.number}
    if story.has_changes:
        text = f"{text} {_('Readers see nothing of it until it is published.')}"
    messages.success(request, text)


# --- What is compared -------------------------------------------------------------


class _CannotCompare(Exception):
    """The two revisions can't be compared; the text says why."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two revisions and where they differ; `older` is None for the empty story before the first."""

    older: Revision | None
    newer: Revision
    fields: list[FieldDifference]
    #: Whether readers have the older one, and not yet what was changed since.
    unpublished: bool = False


def _comparison(story: Article, older: int, newer: int) -> Comparison:
    """Raises _CannotCompare where the story has no such revisions."""
    wanted = {older, newer} - {0}
    found = {one.number: one for one in story.revisions.filter(number__in=wanted)}
    if missing := sorted(wanted - set(found)):
        raise _CannotCompare(_("This story has no revision %d.") % missing[0])
    before = found.get(older)
    given: list[Mapping[str, Any]] = [one.content for one in found.values()]
    old = before.content if before else contents.blank()
    fields = differences(old, found[newer].content, Names(*given))
    unpublished = story.has_changes and before is not None and before.pk == story.released_id
    return Comparison(
        before, found[newer], fields, unpublished and found[newer].pk == story.working_id
    )


def _opening_pair(story: Article) -> tuple[int, int] | None:
    """What readers have and what they don't have yet; else the newest and the one before."""
    if story.working is None:
        return None
    if story.has_changes and story.released is not None:
        return story.released.number, story.working.number
    before = _before(story, story.working.number)
    return (before, story.working.number) if before else None


def _before(story: Article, number: int) -> int:
    """The revision of the story's line before this one; of one set aside, what it began from."""
    one = story.revisions.filter(number=number).select_related("based_on").defer("content").first()
    if one and one.kind == Revision.Kind.ASIDE:
        return one.based_on.number if one.based_on else 0
    return _line(story).filter(number__lt=number).values_list("number", flat=True).first() or 0


def _line(story: Article) -> Any:
    return story.revisions.exclude(kind=Revision.Kind.ASIDE)


def _asked(story: Article, request: HttpRequest) -> tuple[int, int]:
    """The two numbers of the address, the older first."""
    given = [request.GET.get(name, "").strip() for name in ("from", "to")]
    first, second = (_whole(text) for text in given)
    if any(text and number is None for text, number in zip(given, (first, second), strict=True)):
        raise _CannotCompare(_("Please choose two revisions by their numbers."))
    newer = story.base_number() if second is None else second
    older = _before(story, newer) if first is None else first
    if older == newer:
        raise _CannotCompare(_("Please choose two different revisions."))
    return min(older, newer), max(older, newer)


def _steps(story: Article, newer: int) -> dict[str, int | None]:
    """The revisions before and after this one, to step through the changes."""
    numbers = _line(story).order_by("number").values_list("number", flat=True)
    return {
        "earlier": numbers.filter(number__lt=newer).last(),
        "later": numbers.filter(number__gt=newer).first(),
    }


# --- What every page of it shows --------------------------------------------------


def _context(desk: Any, request: HttpRequest, story: Article) -> dict[str, Any]:
    context: dict[str, Any] = desk.admin_site.each_context(request)
    return context | {
        "opts": desk.opts,
        "story": story,
        "newest": story.base_number(),
        "can_edit": may(request.user, Right.EDIT, story),
        "is_live": story.status == Status.LIVE,
    }


def _waiting(story: Article) -> list[Revision]:
    waiting = story.revisions.filter(kind=Revision.Kind.ASIDE, settled_by__isnull=True)
    return list(waiting.defer("content").order_by("number")[:20])


def _whole(text: str | None) -> int | None:
    """A number as an address holds it; None for what is none or out of all bounds."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
