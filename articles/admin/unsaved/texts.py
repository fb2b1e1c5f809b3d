"""What somebody typed into stories and never saved: offered on the story's form, on the start page,
over the list of stories, and where a story was that is gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.admin.unsaved.autosaving import CLOSED_AFTER, restore_address
from articles.lib.html.canonical import plain_text
from articles.lib.text import visible
from articles.lib.text.graphemes import start_of
from articles.models import Article, Autosave, Right, may
from articles.models.desk.gone import deleted, deletions, in_bin_of, what_became
from articles.models.story import content as contents
from articles.models.story.content import Content

#: So many are shown beside other things, and on a page of their own.
FEW, MANY = 5, 200
#: The list of stories and the story's form are to begin on the first screen.
MAX_SHOWN_AT_TOP = 3
#: Characters by which one knows a text again; of them so many before what is different.
EXCERPT, LEAD = 160, 30
#: Of a body, looked at for its first words.
PREVIEW_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A text that was typed and not saved."""

    key: str
    at: datetime | None
    when: str
    headline: str
    words: str
    #: The story that it is of, as far as it is within reach; whether it was and is not any more,
    #: and who deleted it.
    pk: int | None
    is_gone: bool
    said: str
    #: Where one goes on with it.
    url: str
    #: Whether a form with it was heard of some seconds ago.
    is_open: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """The newest unsaved texts, and the keys of all."""

    rows: Sequence[Unsaved]
    keys: Sequence[str]

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.keys)


def urls(desk: Any) -> list[URLPattern]:
    """The page with all of them, for the stories' admin."""
    view = desk.admin_site.admin_view(page)
    return [path("unsaved/", view, name="articles_article_unsaved_list")]


def page(request: HttpRequest) -> HttpResponse:
    """All of somebody's unsaved texts, and those let go in the last days."""
    person: Any = request.user
    if (all_of_them := listed(person, MANY)) is None:
        raise PermissionDenied(_("You may not write stories."))
    let_go = Autosave.objects.filter(
        by_id=person.pk, content__isnull=False, discarded_at__isnull=False
    ).order_by("-discarded_at", "-pk")
    context = {
        **admin.site.each_context(request),
        "title": _("Unsaved text"),
        "unsaved": all_of_them,
        "discarded": _rows(let_go[:MANY], person),
    }
    return TemplateResponse(request, "admin/articles/article/unsaved_page.html", context)


def listed(person: Any, most: int = FEW, story_number: int | None = None) -> Listing | None:
    """The texts of `person`, newest first, or those of one story; None for those who write none.

    Four queries at most."""
    if not (may(person, Right.EDIT) or person.has_perm("articles.add_article")):
        return None
    texts = Autosave.objects.typed_by(person)
    if story_number is not None:
        texts = texts.filter(story_number=story_number)
    keys = [str(key) for key in texts.order_by().values_list("key", flat=True)]
    newest = texts.order_by("-saved_at", "-pk")[:most]
    return Listing(_rows(newest, person) if keys else [], keys)


def _rows(texts: Iterable[Autosave], person: Any) -> list[Unsaved]:
    found = list(texts)
    numbers = {one.story_number for one in found if one.story_number}
    there = Article.objects.within_reach_of(person).filter(pk__in=numbers) if numbers else None
    reached = set(there.values_list("pk", flat=True)) if there is not None else set()
    deeds = deletions(numbers - reached) if numbers - reached else {}
    since = timezone.now() - CLOSED_AFTER
    rows = []
    for one in found:
        number, content = one.story_number, one.content or {}
        is_gone = bool(number) and number not in reached
        headline, body = ((content.get(name) or [""])[-1] for name in ("headline", "body"))
        way = _way(number if number in reached else None)
        rows.append(
            Unsaved(
                key=str(one.key),
                at=one.saved_at,
                when=stamp(one.saved_at),
                headline=visible.line(headline)[:300],
                words=start_of(" ".join(plain_text(body[:PREVIEW_CHARACTERS]).split()), EXCERPT),
                pk=number if number in reached else None,
                is_gone=is_gone,
                said=deleted(deeds[number], person) if number in deeds else "",
                url=f"{way}?unsaved={one.key}",
                is_open=one.seen_at >= since,
            )
        )
    return rows


def stamp(moment: datetime | None) -> str:
    """The hour, and the day as well where it is another one; as the desk's scripts say it."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return date_format(local, "H:i" if local.date() == timezone.localdate() else "j F, H:i")


def _way(number: int | None) -> str:
    if number is None:
        return reverse("admin:articles_article_add")
    return reverse("admin:articles_article_change", args=[number])


# --- On the story's form ----------------------------------------------------------------------


def of_form(story: Article | None) -> Q:
    """Which texts are of this story's form; without one, of the form of a new story."""
    return Q(story_number=story.pk) if story else Q(story_number__isnull=True)


def texts_of(person: Any, story: Article | None) -> QuerySet[Autosave]:
    """What `person` typed into the story's form and never saved, newest first."""
    return Autosave.objects.typed_by(person).filter(of_form(story)).order_by("-saved_at", "-pk")


def for_form(request: HttpRequest, story: Article | None) -> list[dict[str, Any]]:
    """The newest that do not say the same as the story. Asks nothing of a story that knows from
    `any_unsaved` that there is none."""
    if story and not getattr(story, "any_unsaved", True):
        return []
    now = story.content() if story else contents.blank()
    since = timezone.now() - CLOSED_AFTER
    offers = []
    for one in texts_of(request.user, story)[:MAX_SHOWN_AT_TOP]:
        typed = contents.posted(one.content or {})
        if typed != now:
            offers.append(
                {
                    "key": str(one.key),
                    "at": one.saved_at,
                    "when": stamp(one.saved_at),
                    "words": differing(typed, now),
                    "is_open": one.seen_at >= since,
                    "url": reverse("admin:articles_article_unsaved", args=[one.key]),
                }
            )
    return offers


def differing(typed: Content, now: Content) -> str:
    """The words by which a text differs from the story, or its first, to know it again."""
    names = ("headline", "standfirst", "body")
    name = next((one for one in names if typed[one] and typed[one] != now[one]), "headline")
    words, known = (" ".join(plain_text(one[name]).split()) for one in (typed, now))
    same = next(
        (at for at, (a, b) in enumerate(zip(words, known, strict=False)) if a != b),
        min(len(words), len(known)),
    )
    start = words.rfind(" ", 0, same - LEAD) + 1 if same > LEAD else 0
    shown = start_of(words[start:], EXCERPT)
    return f"{'…' if start else ''}{shown}{'…' if start + len(shown) < len(words) else ''}"


# --- Where a story was ------------------------------------------------------------------------


def gone_page(request: HttpRequest, number: int) -> TemplateResponse:
    """The address of a story that is not there, or not theirs: what became of it, and what they
    had typed into it."""
    binned = in_bin_of(request.user, number)
    context = {
        **admin.site.each_context(request),
        "title": _("This story can’t be opened"),
        "binned": binned,
        "restore": restore_address(request.user, binned) if binned else "",
        "said": what_became(number, request.user),
        "number": number,
        "unsaved": listed(request.user, MANY, number),
    }
    template = "admin/articles/article/gone.html"
    return TemplateResponse(request, template, context, status=404)
