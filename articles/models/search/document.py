"""The document of a story: what search looks in, whatever the database.

A document is a row of words with blanks between them. First come the words of the headline, of the
standfirst and of the story, in their order; then the names over the story and of its topics; then
the words of the headline once more, marked as such; then what is no word: section, names, topics,
kind, state, month and year, whose it is. Everything that may be asked of a story is so one look at
one index: a word, a word in a headline, a word among a section's stories of a year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import F, Q

from articles.lib.searching import marks
from articles.lib.searching.folding import VERSION, fold, key
from articles.models.lifecycle.workflow import State
from articles.models.search.telling import has_engine, tell


class Place(models.BigIntegerField):  # type: ignore[type-arg]
    """A number by which rows lie in the table: on SQLite the row's own, without an index."""

    def db_type(self, connection: Any) -> str:
        """As each database calls it."""
        return "integer" if connection.vendor == "sqlite" else "bigint"


class SearchDocument(models.Model):
    """A story as search sees it: one row each, in any state, written with the story."""

    class Learnt(models.IntegerChoices):
        """Whether the vocabulary has the words of the story."""

        NOT = 0
        YES = 1
        CHANGED = 2

    #: By date: the newest is the last (`place_of`).
    place = Place(primary_key=True)
    # No constraint: a former release, which knows nothing of the table, deletes stories, too.
    story = models.OneToOneField(
        "articles.Article",
        on_delete=models.CASCADE,
        related_name="+",
        db_constraint=False,
    )
    #: Folded; what ranking looks at of a candidate.
    title = models.TextField()
    lead = models.TextField()
    names = models.TextField()
    #: All of it, as said above.
    text = models.TextField()
    #: Of the whole headline, so that it is found at once by whoever types it.
    title_key = models.BigIntegerField()
    is_public = models.BooleanField()
    learnt = models.PositiveSmallIntegerField(choices=Learnt.choices, default=Learnt.NOT)
    #: Of the folding that made it.
    version = models.PositiveSmallIntegerField(db_index=True)

    class Meta:
        default_permissions = ()
        indexes = [
            # The newest with the very headline.
            models.Index("title_key", F("place").desc(), name="search_document_headline"),
            # What the vocabulary has yet to learn: few, however long the archive is.
            models.Index(
                "place",
                condition=Q(is_public=True) & ~Q(learnt=1),
                name="search_document_to_learn",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SearchDue(models.Model):
    """A story whose document has to be written anew, since a name in it is another one now."""

    story = models.BigIntegerField(primary_key=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.story)


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that is to be written; its fields are the columns, in this order."""

    place: int
    story: int
    title: str
    lead: str
    names: str
    text: str
    title_key: int
    is_public: bool
    learnt: int = SearchDocument.Learnt.NOT
    version: int = VERSION


#: Bits of a place that are a story's number, and what is in front of them: minutes since a time
#: before all newspapers. The fewer they are, the smaller is the index on SQLite.
_BITS, _MINUTES, _NUMBERS = 24, 2**28 - 1, 2**24 - 1
_BEFORE = 200_000_000
COLUMNS = "place, story_id, title, lead, names, text, title_key, is_public, learnt, version"
#: Where a row is there already: only what differs is written. The vocabulary hears of a change.
_ANEW = """
ON CONFLICT (story_id) DO UPDATE SET title = excluded.title, lead = excluded.lead,
    names = excluded.names, text = excluded.text, title_key = excluded.title_key,
    place = excluded.place, is_public = excluded.is_public, version = excluded.version,
    learnt = CASE WHEN {table}.learnt = 1 THEN 2 ELSE {table}.learnt END
WHERE {table}.text <> excluded.text OR {table}.place <> excluded.place
    OR {table}.is_public <> excluded.is_public OR {table}.version <> excluded.version
"""


def draft(story: Any, authors: Mapping[int, str], topics: Mapping[int, str]) -> Draft:
    """The document of `story`, under these names of authors and topics, by their numbers; all words
    of it are folded already, in `search_text`."""
    # In one order, however they were read: else the same would look different.
    authors, topics = dict(sorted(authors.items())), dict(sorted(topics.items()))
    title, lead = fold(story.headline), fold(story.standfirst)
    names = " ".join(filter(None, map(fold, [*authors.values(), *topics.values()])))
    moment = (story.publish_at or story.created_at).astimezone(UTC)
    is_public = story.state == State.PUBLISHED
    marked = [
        *map(marks.in_title, dict.fromkeys(title.split())),
        *map(marks.author, authors),
        *map(marks.topic, topics),
        *(marks.person(pk) for pk in sorted({story.created_by_id, story.assignee_id} - {None})),
        *marks.of_time(moment),
        marks.kind(story.kind),
    ]
    if story.section_id:
        marked.append(marks.section(story.section_id))
    if is_public:
        marked.append(marks.PUBLIC)
    text = " ".join(filter(None, (story.search_text, names, *marked)))
    place = place_of(moment, story.pk)
    return Draft(place, story.pk, title, lead, names, text, key_of(key(story.headline)), is_public)


def place_of(moment: datetime, story: int) -> int:
    """By what documents lie: the minute in which the story is, or was to be, published, or else was
    begun; and among those of one minute its number."""
    minutes = int(moment.timestamp()) // 60 + _BEFORE
    return max(0, min(minutes, _MINUTES)) << _BITS | story & _NUMBERS


def moment_of(place: int) -> datetime:
    """The minute of a place."""
    return datetime.fromtimestamp(((place >> _BITS) - _BEFORE) * 60, UTC)


def key_of(headline: str) -> int:
    """What a headline is found by as a whole, given as its `folding.key`."""
    digest = blake2b(headline.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


#: Not `astuple`, which copies each text.
_VALUES = attrgetter(*(one.name for one in fields(Draft)))


def write(drafts: list[Draft], using: str = "default") -> None:
    """Write documents, where they are other than what is there: one statement, and where there is
    an engine to tell, a second one."""
    if not drafts:
        return
    connection = connections[using]
    table = connection.ops.quote_name(SearchDocument._meta.db_table)
    row = f"({', '.join(['%s'] * len(COLUMNS.split()))})"
    values = [value for one in drafts for value in _VALUES(one)]
    is_told = has_engine()
    with connection.cursor() as cursor:
        cursor.execute(  # names of ours alone
            f"INSERT INTO {table} ({COLUMNS}) VALUES {', '.join([row] * len(drafts))}"
            + _ANEW.format(table=table)
            + (" RETURNING story_id" if is_told else ""),
            values,
        )
        changed = [story for (story,) in cursor.fetchall()] if is_told else []
    if changed:
        tell(changed, using)


def write_anew(stories: models.QuerySet[Any, Any], using: str = "default") -> None:
    """Have the documents of these stories, given as a queryset of their numbers, written in the
    background: one statement, however many they are."""
    try:
        sql, given = stories.order_by().query.sql_with_params()
    except EmptyResultSet:  # Django knows without asking that there is none
        return
    connection = connections[using]
    table = connection.ops.quote_name(SearchDue._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (story) SELECT DISTINCT * FROM ({sql}) AS named WHERE true"
            " ON CONFLICT DO NOTHING",
            given,
        )
