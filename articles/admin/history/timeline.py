"""A story's timeline, newest first: its revisions and the entries of the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Appointment, Article, Entry, Revision, Status

ROWS_PER_PAGE = 50
#: Every revision speaks for itself.
WRITING = (Entry.Verb.EDIT, Entry.Verb.MERGE, Entry.Verb.SET_ASIDE, Entry.Verb.BRING_BACK)
#: What the revision is to readers that the row holds.
RELEASED = {
    Status.LIVE: gettext_lazy("Published version"),
    Status.SCHEDULED: gettext_lazy("Scheduled version"),
    Status.EXPIRED: gettext_lazy("Last published version"),
    Status.WITHDRAWN: gettext_lazy("Last published version"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A row of the timeline: a revision or an entry of the log."""

    at: datetime
    revision: Revision | None = None
    entry: Entry | None = None
    #: What the revision is now, each with the state whose colour it has.
    marks: list[tuple[str, str]] = field(default_factory=list)
    #: Whether it waits until somebody has chosen.
    waits: bool = False


def timeline(story: Article, page: int = 1) -> tuple[list[tuple[date, list[Moment]]], bool]:
    """A page of the story's moments by day, and whether there are older ones.

    Five queries however long the history is; none fetches the content of a revision.
    """
    rows = _rows(story, (page - 1) * ROWS_PER_PAGE)
    revisions = _revisions(story, [pk for _at, source, pk in rows if source == "r"])
    entries = Entry.objects.in_bulk([pk for _at, source, pk in rows if source == "e"])
    plan = _plan(story)
    moments = [
        _of_revision(story, revisions[pk], plan)
        if source == "r"
        else Moment(entries[pk].at, entry=entries[pk])
        for _at, source, pk in rows[:ROWS_PER_PAGE]
    ]
    days = groupby(moments, key=lambda moment: timezone.localtime(moment.at).date())
    return [(day, list(those)) for day, those in days], len(rows) > ROWS_PER_PAGE


def _rows(story: Article, start: int) -> list[tuple[Any, ...]]:
    """When, what and which number, of the page and one more."""

    def numbers(found: Any, source: str) -> Any:
        named = found.order_by().annotate(source=Value(source, output_field=CharField()))
        return named.values_list("at", "source", "id")

    verbs = story.entries.exclude(verb__in=WRITING)
    both = numbers(story.revisions, "r").union(numbers(verbs, "e"), all=True)
    return list(both.order_by("-at", "source", "-id")[start : start + ROWS_PER_PAGE + 1])


def _revisions(story: Article, pks: list[int]) -> dict[int, Any]:
    settling = Revision.objects.filter(settles=OuterRef("pk")).order_by("number")
    found = story.revisions.filter(pk__in=pks).defer("content")
    return {
        one.pk: one
        for one in found.annotate(
            base=F("based_on__number"), settled_as=Subquery(settling.values("number")[:1])
        )
    }


def _plan(story: Article) -> tuple[int | None, datetime] | None:
    """Which revision is to be published later, and when; without its content."""
    due = story.appointments.filter(
        verb=Appointment.Verb.CHANGES, state=Appointment.State.DUE, revision__isnull=False
    )
    return due.values_list("revision_id", "at").first()


def _of_revision(story: Article, one: Any, plan: tuple[int | None, datetime] | None) -> Moment:
    marks: list[tuple[str, str]] = []
    if one.pk == story.working_id:
        marks.append(("draft", _("Working copy")))
    if one.pk == story.released_id and (said := RELEASED.get(story.status)):
        marks.append(("live" if story.status == Status.LIVE else "scheduled", str(said)))
    if one.pk == story.approved_id:
        marks.append(("ready", _("Approved")))
    if plan and one.pk == plan[0]:
        when = date_format(timezone.localtime(plan[1]), "j F, H:i")
        marks.append(("scheduled", _("Scheduled for %(when)s") % {"when": when}))
    aside = one.kind == Revision.Kind.ASIDE
    if aside and one.settled_as is None:
        marks.append(("in_review", _("Waiting for a choice")))
    return Moment(one.at, revision=one, marks=marks, waits=aside and one.settled_as is None)
