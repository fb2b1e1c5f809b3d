"""What stands beside a story's row, read in one query by whatever changes the story."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet, Value

from articles.models.appointments import Appointment
from articles.models.audit import Entry

if TYPE_CHECKING:
    from articles.models.article import Article

#: What is due, and what has failed: settled by whatever comes in its place.
OPEN = (Appointment.State.DUE, Appointment.State.FAILED)


@dataclass
class Beside:
    """A story's names, topics and all the rest that a verb has to know of and may change.

    Whoever changes these rows under the story's lock changes this too.
    """

    #: Numbers of the names over the story, in order.
    authors: list[int] = field(default_factory=list)
    #: Names of its topics, by number.
    topics: dict[int, str] = field(default_factory=dict)
    #: Numbers of the pictures that its uses are noted of.
    pictures: set[int] = field(default_factory=set)
    #: Whether it has appointments that are open.
    appointed: bool = False
    #: Whether the log says that it was published.
    published: bool = False
    #: The number of the last revision, those set aside among them.
    last_number: int = 0

    @classmethod
    def of(cls, story: Article) -> Beside:
        """As it is now."""
        found: dict[str, list[tuple[int, str]]] = {}
        for what, number, _place, text in _rows(story):
            found.setdefault(what, []).append((number, text))
        numbers = {what: [number for number, _text in rows] for what, rows in found.items()}
        newest = story.working.number if story.working else 0
        return cls(
            authors=numbers.get("author", []),
            topics=dict(found.get("topic", [])),
            pictures=set(numbers.get("picture", [])),
            appointed="appointment" in found,
            published="entry" in found,
            last_number=max([newest, *numbers.get("revision", [])]),
        )


def _rows(story: Article) -> list[tuple[str, int, int, str]]:
    """Everything as (what, number, place, text), by place."""
    nowhere, nothing = Value(0), Value("")
    newest = story.working.number if story.working else 0
    open_ones = story.appointments.filter(state__in=OPEN)
    told = story.entries.filter(verb=Entry.Verb.PUBLISH)
    # After the working copy's come the numbers of what was set aside, of which there is little.
    later = story.revisions.filter(number__gt=newest)
    parts: list[QuerySet[Any, Any]] = [
        query.order_by().values_list(Value(what), number, place, text)
        for what, query, number, place, text in (
            ("author", story.byline_set, "author_id", F("order"), nothing),
            ("topic", story.taggings, "tag_id", nowhere, F("tag__name")),
            ("picture", story.picture_uses, "picture_id", nowhere, nothing),
            ("appointment", open_ones, "pk", nowhere, nothing),
            ("entry", told, "pk", nowhere, nothing),
            ("revision", later, "number", nowhere, nothing),
        )
    ]
    rows = list(parts[0].union(*parts[1:], all=True))
    return sorted(rows, key=lambda row: row[2])
