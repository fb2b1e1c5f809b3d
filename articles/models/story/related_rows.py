"""What stands beside a story's row, read in one query by whatever changes the story."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from django.db.models import F, QuerySet, Value

from articles.models.changes.log import Entry
from articles.models.common.prepared import PreparedValues
from articles.models.lifecycle.appointments import Appointment
from articles.models.lifecycle.submission import Submission
from articles.models.links.link import StoryLink
from articles.models.people.bylines import Byline
from articles.models.pictures.uses import PictureUse
from articles.models.story.revision import Revision
from articles.models.topics.taxonomy import Tagging
from articles.models.translations.translation import Translation, member

#: What is due, and what has failed: settled by whatever comes in its place.
OPEN = (Appointment.State.DUE, Appointment.State.FAILED)


@dataclass
class Related:
    """A story's names, topics and all the rest that a verb has to know of and may change.

    Whoever changes these rows under the story's lock changes this too.
    """

    #: Numbers of the names over the story, in order.
    authors: list[int] = field(default_factory=list)
    #: What they are called, by number.
    names: dict[int, str] = field(default_factory=dict)
    #: The accounts that these names belong to.
    accounts: set[int] = field(default_factory=set)
    #: Names of its topics, by number.
    topics: dict[int, str] = field(default_factory=dict)
    #: The number of the source of its versions in other languages, if there are any.
    versions: set[int] = field(default_factory=set)
    #: Numbers of the pictures that its uses are noted of.
    pictures: set[int] = field(default_factory=set)
    #: Numbers of the stories that it is noted to link to.
    links: set[int] = field(default_factory=set)
    #: Whether it has appointments that are open.
    appointed: bool = False
    #: Whether the log says that it was published.
    published: bool = False
    #: Whether changes were submitted, or returned.
    submitted: bool = False
    #: The number of the last revision, those set aside among them.
    last_number: int = 0

    @classmethod
    def of(cls, story: int, newest: int) -> Related:
        """As it is now, of the story of that number; `newest` is that of its working copy."""
        found: dict[str, list[tuple[int, str]]] = {}
        for what, number, _place, text in sorted(ROWS(story, newest), key=itemgetter(2)):
            found.setdefault(what, []).append((number, text))
        numbers = {what: [number for number, _text in rows] for what, rows in found.items()}
        return cls(
            authors=numbers.get("author", []),
            names=dict(found.get("author", [])),
            accounts=set(numbers.get("account", [])),
            topics=dict(found.get("topic", [])),
            versions=set(numbers.get("versions", [])),
            pictures=set(numbers.get("picture", [])),
            links=set(numbers.get("link", [])),
            appointed="appointment" in found,
            published="entry" in found,
            submitted="submission" in found,
            last_number=max([newest, *numbers.get("revision", [])]),
        )


def _rows(story: int, newest: int) -> QuerySet[Any, Any]:
    """Everything as (what, number, place, text); `newest` is the number of the working copy."""
    nowhere, nothing = Value(0), Value("")
    names = Byline.objects.filter(article=story)
    accounts = names.filter(author__user__isnull=False)
    taggings = Tagging.objects.filter(content_object=story)
    open_ones = Appointment.objects.filter(article=story, state__in=OPEN)
    told = Entry.objects.filter(article=story, verb=Entry.Verb.PUBLISH)
    # After the working copy's come the numbers of what was set aside, of which there is little.
    later = Revision.objects.filter(article=story, number__gt=newest)
    parts: list[QuerySet[Any, Any]] = [
        query.order_by().values_list(Value(what), number, place, text)
        for what, query, number, place, text in (
            ("author", names, "author_id", F("order"), F("author__name")),
            ("account", accounts, "author__user_id", nowhere, nothing),
            ("topic", taggings, "tag_id", nowhere, F("tag__name")),
            ("picture", PictureUse.objects.filter(article=story), "picture_id", nowhere, nothing),
            ("versions", Translation.objects.filter(member(story)), "source_id", nowhere, nothing),
            ("link", StoryLink.objects.filter(article=story), "target", nowhere, nothing),
            ("appointment", open_ones, "pk", nowhere, nothing),
            ("entry", told, "pk", nowhere, nothing),
            ("submission", Submission.objects.filter(article=story), "pk", nowhere, nothing),
            ("revision", later, "number", nowhere, nothing),
        )
    ]
    return parts[0].union(*parts[1:], all=True)


ROWS = PreparedValues(_rows)
