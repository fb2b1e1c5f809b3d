"""The dashboard: my stories, what waits for me, what is scheduled, problems, activity.

Everything on it is within the reach of the person who looks, counts too, and costs the same
number of queries however much there is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import uuid4

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from articles.admin.breaking.board import board_for
from articles.admin.dashboard.fronts import fronts_for
from articles.admin.dashboard.problem import of_stories
from articles.admin.dashboard.problems import parts_down, problems_of
from articles.admin.story import submissions
from articles.admin.unsaved import texts
from articles.delivery.purging import report
from articles.models import (
    Appointment,
    Article,
    ArticleQuerySet,
    Comment,
    Entry,
    Heartbeat,
    Picture,
    Right,
    State,
    Status,
    may,
)
from articles.models.copies.duplicating import offered
from articles.models.desk.reading import (
    SAVED_LAST,
    begun_or_assigned,
    counted_by_status,
    first_rows,
    reached_by,
)
from articles.models.story.rights import ALL
from articles.search.upkeep import keeping

MAX_SHOWN = 6
#: Beyond, a count says "more than": counting an archive costs as much as the archive is long.
MAX_COUNTED = 1_000
#: How far back recent activity goes, and the planned things ahead.
RECENT = timedelta(days=7)
MAX_TIMELINE_ROWS = 12
#: Fewer are written into the index of search before anybody has read that they will be.
MANY_TO_INDEX = 100
#: For so long it is told that the rights of an account have changed.
WATCHED = timedelta(days=14)
#: Saving is what everybody does all day; what counts is what comes of it.
VERBS_NOT_SHOWN = (Entry.Verb.EDIT, Entry.Verb.MERGE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A story that waits for this person, and why."""

    story: Article
    #: Why it waits: `returned`, `changes_returned`, `assigned`, `mentioned`, `changes` or `review`.
    why: str
    #: Until when, or since when.
    moment: datetime | None
    words: str = ""
    late: bool = False


def dashboard_for(person: Any) -> dict[str, Any]:
    """All that the start page shows to `person`."""
    desk: dict[str, Any] = {"unsaved": texts.listed(person), "breaking": board_for(person)}
    desk |= {"templates": offered(person), "copy_key": str(uuid4())}
    if may(person, Right.VIEW):
        desk |= _stories(person)
    elif person.has_perm("articles.view_picture"):
        desk["pictures"] = list(Picture.objects.all()[: 2 * MAX_SHOWN])
    if person.has_perm("auth.change_user"):
        desk["accounts"] = list(
            Entry.objects.filter(verb=Entry.Verb.ACCOUNT).order_by("-at", "-pk")[:MAX_SHOWN]
        )
    if person.has_perm(ALL):
        desk["rights"] = list(_rights_given(person))
    desk["fronts"] = fronts_for(person)
    if may(person, Right.PUBLISH) or person.has_perm("articles.view_appointment"):
        desk["planned"] = reverse("admin:articles_appointment_changelist")
    ages = Heartbeat.ages()
    desk["problems"] = [*parts_down(ages), *problems_of(person)]
    desk["clock"] = clock(ages.get("ticker"))
    desk["caches"] = caches()
    desk["indexing"] = indexing()
    return desk


def _stories(person: Any) -> dict[str, Any]:
    within = Article.objects.within_reach_of(person)
    cards = within.select_related("section", "picture", "submission")
    cards = cards.defer("body", "search_text")
    now = timezone.now()
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    live = cards.visible(now).filter(publish_at__gte=today).newest_first()
    return {
        "counts": list(_counts(person, within, now)),
        "mine": list(_mine(cards, person)),
        "waiting": _waiting(cards, person, now),
        "review": list(submissions.in_review(cards)[:MAX_SHOWN]),
        "timeline": _timeline(within, now),
        "live": list(live[:MAX_SHOWN]),
        "activity": list(_activity(within, now)),
    }


def _counts(person: Any, within: ArticleQuerySet, now: datetime) -> Iterable[dict[str, Any]]:
    """How many of each state, in one query: each part counts up to the bound."""
    found = counted_by_status(within, reached_by(person, states=()), now, MAX_COUNTED + 1)
    stories = reverse("admin:articles_article_changelist")
    for status in Status:
        number = found[status]
        yield {
            "status": status.value,
            "label": status.label,
            "number": min(number, MAX_COUNTED),
            "more": number > MAX_COUNTED,
            "url": f"{stories}?status={status.value}",
        }


def _mine(cards: ArticleQuerySet, person: Any) -> QuerySet[Article]:
    """What I began or have assigned, and is not done with: last saved first."""
    return first_rows(cards.order_by(*SAVED_LAST), begun_or_assigned(person), MAX_SHOWN)


def _waiting(cards: ArticleQuerySet, person: Any, now: datetime) -> list[Waiting]:
    """Returned to me, assigned to me by its hour, where I am mentioned, what I may approve."""
    open_ones = Q(state__in=[State.DRAFT, State.IN_REVIEW, State.READY])
    given = Article.objects.filter(assignee=person.pk).order_by().values("pk")
    assigned = cards.filter(open_ones, pk__in=given)
    found = [
        Waiting(one, "assigned", one.due_at, late=one.due_at is not None and one.due_at <= now)
        for one in assigned.order_by("due_at", "-modified_at")[:MAX_SHOWN]
    ]
    # Nothing stands first in one database and last in the other.
    found.sort(key=lambda one: (one.moment is None, one.moment or now))
    mentions = Comment.objects.filter(
        Q(parent__isnull=True) | Q(parent__resolved_at__isnull=True),
        of_stories(cards),
        mentions=person.pk,
        resolved_at__isnull=True,
    )
    found += [
        Waiting(one.article, "mentioned", one.at, f"{one.by_name}: {one.text[:120]}")
        for one in mentions.select_related("article").order_by("-at")[:MAX_SHOWN]
    ]
    returned, changes = submissions.submissions_for(person, cards, MAX_SHOWN)
    back = [
        Waiting(one.article, "changes_returned", one.returned_at, one.words) for one in returned
    ]
    back += _returned(person)
    known = {one.story.pk for one in back}
    found = back + [one for one in found if one.why != "assigned" or one.story.pk not in known]
    found += [Waiting(one.article, "changes", one.at, one.words) for one in changes]
    return found + [
        Waiting(one, "review", one.modified_at) for one in _to_review(cards, person)[:MAX_SHOWN]
    ]


def _returned(person: Any) -> list[Waiting]:
    """Drafts of mine that an editor gave back, each with what the note says: one query."""
    mine = Q(created_by=person.pk) | Q(assignee=person.pk)
    given_back = Entry.objects.filter(
        of_stories(Article.objects.not_binned().filter(mine, state=State.DRAFT)),
        verb=Entry.Verb.RETURN,
        from_state__in=[State.IN_REVIEW, State.READY],
    ).exclude(by=person.pk)
    entries = given_back.select_related("article__section").defer(
        "article__body", "article__search_text"
    )
    newest: dict[int, Waiting] = {}
    for entry in entries.order_by("-at", "-pk")[: 2 * MAX_SHOWN]:
        assert entry.article is not None
        words = f"{entry.by_name}: {entry.note}" if entry.note else entry.by_name
        newest.setdefault(entry.article.pk, Waiting(entry.article, "returned", entry.at, words))
    return list(newest.values())[:MAX_SHOWN]


def _to_review(cards: ArticleQuerySet, person: Any) -> QuerySet[Article]:
    """In review, where this person says what readers get, and not their own."""
    if not person.has_perm(Right.PUBLISH.value):
        return cards.none()
    waiting = cards.filter(state=State.IN_REVIEW).exclude(created_by=person.pk)
    if not person.has_perm(ALL):
        waiting = waiting.filter(section__in=submissions.governed(person))
    return waiting.order_by("modified_at", "pk")


def _timeline(within: ArticleQuerySet, now: datetime) -> list[dict[str, Any]]:
    """What is to come, by day and hour of the newsroom's clock."""
    due = Appointment.objects.filter(
        of_stories(within), state=Appointment.State.DUE, next_try_at__gt=now
    )
    coming = due.select_related("article__section").defer("article__body", "article__search_text")
    items = list(coming.order_by("next_try_at", "pk")[:MAX_TIMELINE_ROWS])
    today = timezone.localtime(now).date()
    days = []
    for day, on_it in groupby(items, key=lambda one: timezone.localtime(one.at).date()):
        words = {today: _("Today"), today + timedelta(days=1): _("Tomorrow")}
        hours = [
            {"hour": hour, "items": list(at_it)}
            for hour, at_it in groupby(
                on_it, key=lambda one: date_format(timezone.localtime(one.at), "H:00")
            )
        ]
        days.append({"day": words.get(day) or date_format(day, "l j F"), "hours": hours})
    return days


def _rights_given(person: Any) -> QuerySet[Entry]:
    """What others did to accounts that reach content: who governs all stories is told, so that
    nobody gets at them unseen."""
    recent = Entry.objects.filter(verb=Entry.Verb.ACCOUNT, at__gte=timezone.now() - WATCHED)
    return (
        recent.filter(details__content=True)
        .exclude(by=person.pk)
        .order_by("-at", "-pk")[:MAX_SHOWN]
    )


def _activity(within: ArticleQuerySet, now: datetime) -> QuerySet[Entry]:
    """What was done to stories within reach, newest first."""
    recent = Entry.objects.filter(of_stories(within), at__gte=now - RECENT)
    recent = recent.exclude(verb__in=VERBS_NOT_SHOWN)
    return recent.order_by("-at", "-pk")[: MAX_SHOWN + 2]


def caches() -> str:
    """How quickly the last change was at readers behind the caches in front; "" without any."""
    if (last := report.latest()) is None:
        return ""
    if last.seconds is None:
        return _("The latest change isn’t live everywhere yet.")
    if last.seconds < 60:
        took = _("%(n)s s") % {"n": number_format(last.seconds, 1)}
    else:
        took = _("%(n)d min") % {"n": round(last.seconds / 60)}
    return _("Live everywhere %(took)s after publishing.") % {"took": took}


def indexing() -> str:
    """How many stories search does not have as they are, while its index is written anew; "" where
    it is as good as done. One query."""
    left = keeping.left()
    if left < MANY_TO_INDEX:
        return ""
    number = number_format(left, use_l10n=True, force_grouping=True)
    if left == keeping.COUNTED:
        return _("Search is being indexed: more than %(n)s stories to go") % {"n": number}
    return _("Search is being indexed: %(n)s stories to go") % {"n": number}


def clock(seconds: float | None) -> dict[str, Any]:
    """When the ticker last ran, in words, and whether that is too long ago."""
    if seconds is None:
        return {"late": True, "said": _("Scheduler: never run")}
    if seconds < 120:
        ago = _("%(n)d s") % {"n": max(0, round(seconds))}
    elif seconds < 7200:
        ago = _("%(n)d min") % {"n": round(seconds / 60)}
    else:
        ago = _("%(n)d h") % {"n": round(seconds / 3600)}
    return {
        "late": Heartbeat.is_late(seconds),
        "said": _("Scheduler: last run %(ago)s ago") % {"ago": ago},
    }
