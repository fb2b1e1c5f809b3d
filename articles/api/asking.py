"""What lists are asked: their parameters, and the rows that readers may know of by them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from django.db.models import QuerySet
from django.http import Http404
from ninja import Schema
from pydantic import BeforeValidator, Field, WithJsonSchema

from articles.api.answers import Moved
from articles.api.shapes import FIELD_LIST, FIELDS
from articles.api.values import LONGEST_QUERY, USUAL, Cursor, Moment, Size
from articles.delivery.services import kept
from articles.lib.dependencies import not_kept, note
from articles.models import Author, Category, FormerAuthor, FormerSection, FormerTopic, Topic
from articles.models.common.readdressed import FormerSlug
from articles.models.publication.known import writers, written_about

Row = TypeVar("Row", Author, Category, Topic)


def _fields(value: Any) -> str:
    if wrong := [name for name in str(value).split(",") if name not in FIELDS]:
        raise ValueError(f"There is no field “{wrong[0][:40]}”. There are: {', '.join(FIELDS)}.")
    return str(value)


def _words(value: Any) -> str:
    if not 0 < len(text := str(value)) <= LONGEST_QUERY:
        raise ValueError(f"Give 1 to {LONGEST_QUERY} characters.")
    return text


Fields = Annotated[str, BeforeValidator(_fields), WithJsonSchema(FIELD_LIST)]
Words = Annotated[
    str,
    BeforeValidator(_words),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LONGEST_QUERY}),
]
Slug = Annotated[str, Field(min_length=1, max_length=100)]
Kind = Literal["news", "analysis", "opinion", "feature"]


def left_out(description: str | None = None, *, alias: str | None = None) -> Any:
    """A parameter that need not be given, and is None then."""
    return Field(default=None, description=description, alias=alias)


class Chosen(Schema):
    """Which fields of a story."""

    fields: Fields = left_out("Names of fields, with commas between them; else all, with the text.")


class Paged(Schema):
    """Which part of a list."""

    cursor: Cursor = left_out("Of the page before; opaque. Follow `next`.")
    limit: Size = Field(USUAL, description="How many, at most.")


class StoryList(Paged):
    """Which stories."""

    section: Slug = left_out("The `slug` of a section.")
    author: Slug = left_out("The `slug` of an author.")
    topic: Slug = left_out("The `slug` of a topic.")
    kind: Kind = left_out()
    language: Annotated[str, Field(min_length=1, max_length=35)] = left_out(
        "A tag such as en-GB, as stories have it."
    )
    from_: Moment = left_out(alias="from", description="Published then or later.")
    to: Moment = left_out("Published before then.")
    updated_since: Moment = left_out(
        "Published or updated then or later: first what was published since, newest "
        "first; then what is older and was updated since, last updated first.",
    )
    q: Words = left_out("All of these words, in headline or text.")
    fields: Fields = left_out(
        "Names of fields, with commas between them; else all but `html` and `corrections`.",
    )


def sections() -> list[Category]:
    """All sections, as pages fetch them: once for all."""
    return kept(("sections",), Category.in_order)


def section(slug: str) -> Category:
    """The section that has the slug, or had it. Raises Http404."""
    there = {one.slug: one for one in sections()}
    return _there(there.get(slug) or there.get(_now(FormerSection, slug)), "section")


def author(slug: str) -> Author:
    """The author who has the slug, or had it. Raises Http404 for one whom readers don't know."""
    return _there(named(authors(), FormerAuthor, slug), "author")


def topic(slug: str) -> Topic:
    """The topic that has the slug, or had it. Raises Http404 for one that readers have nothing
    about: its name may tell what is being written."""
    return _there(named(topics(), FormerTopic, slug), "topic")


def named(rows: QuerySet[Row], former: type[FormerSlug], slug: str) -> Row | None:
    """The row of `rows` that has the slug, or had it."""
    found = rows.filter(slug=slug).first()
    if found is None and (now := _now(former, slug)):
        found = rows.filter(slug=now).first()
    return found


def at_home(row: Row, slug: str) -> Row:
    """The row, asked for by the slug that it has. Raises Moved where it had that before."""
    if row.slug != slug:
        raise Moved(row.slug)
    return row


def authors() -> QuerySet[Author]:
    """Those whom readers know, by a role or a story."""
    note("people:1", "stories")
    return writers(Author.objects.select_related("picture"))


def topics() -> QuerySet[Topic]:
    """Those that readers have stories about."""
    note("stories")
    return written_about(Topic.objects.all())


def _now(former: type[FormerSlug], slug: str) -> str:
    """The slug that whatever had this one has now; nobody keeps what is answered by it."""
    if now := former.leading_from(slug):
        not_kept()
    return now


def _there(found: Row | None, noun: str) -> Row:
    if found is None:
        raise Http404(noun)
    return found
