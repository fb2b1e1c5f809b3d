"""A newsroom whose every name, headline and caption is hostile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html import escape
from itertools import islice
from typing import Any

from django.db import connection
from django.utils import timezone

from articles.models import Article, Author, Category, Correction, Paper, Picture, Topic
from tests import cast
from tests.syndication.hostile.texts import texts

#: Columns that are filled past all that tidies what is typed, as another program may.
RAW = (
    "headline", "standfirst", "agency", "picture_caption", "teaser",
    "search_title", "search_description", "social_title", "social_description",
)  # fmt: skip


def fill(count: int, seed: int = 1) -> list[int]:
    """So many stories that readers see; their numbers."""
    said = _storable(texts(seed))
    authors = [Author.objects.create(name=f"Author {one}", slug=f"a-{one}") for one in range(9)]
    pictures = [cast.picture(colour) for colour in ("teal", "navy", "maroon")]
    sections = [cast.section(slug) for slug in ("politics", "sports", "travel")]
    _name(said, authors, pictures, sections)
    numbers = []
    now = timezone.now()
    for number in range(count):
        story = cast.live(
            f"Story {number}",
            at=now - timedelta(hours=number),
            section=sections[number % 3],
            authors=[authors[number % 9], authors[(number + 1) % 9]],
            topics=[f"Topic {number % 7}"],
            picture=pictures[number % 3] if number % 2 else None,
            body=_body(next(said), next(said), pictures[0]),
        )
        _fill_raw(Article, story.pk, RAW, said)
        if number % 5 == 0:
            Correction.objects.create(article=story, kind="correction", text=next(said))
        numbers.append(story.pk)
    for topic in Topic.objects.all():
        _fill_raw(Topic, topic.pk, ("name", "description"), said)
    return numbers


def _name(
    said: Iterator[str],
    authors: list[Author],
    pictures: list[Picture],
    sections: list[Category],
) -> None:
    for author in authors:
        _fill_raw(Author, author.pk, ("name", "role", "biography"), said)
    for picture in pictures:
        _fill_raw(Picture, picture.pk, ("alt_text", "caption", "credit"), said)
    for section in sections:
        _fill_raw(Category, section.pk, ("name", "description"), said)
    paper = Paper.current()
    paper.save()
    _fill_raw(Paper, paper.pk, ("name", "tagline"), said)


def _body(text: str, other: str, picture: Picture) -> str:
    """Typed as a text, and as HTML."""
    return (
        f"{cast.BODY}<p>{escape(text)}</p><h2>{escape(other)}</h2>{other}"
        f"<ul><li>{escape(text)}</li><li>{text}</li></ul>"
        f"<blockquote><p>{escape(other)}</p></blockquote>"
        f"<table><tr><th>{escape(text)}</th><td>{escape(other)}</td></tr></table>"
        f'<figure data-picture="{picture.pk}"></figure>'
        f'<p><a href="https://example.org/?a={escape(text)}">{escape(text)}</a>'
        f'<small class="footnote">{escape(other)}</small></p>'
    )


def _fill_raw(model: Any, pk: int, names: tuple[str, ...], said: Iterator[str]) -> None:
    """Past the fields of the model, which would tidy it."""
    values = []
    for name, text in zip(names, islice(said, len(names)), strict=True):
        field = model._meta.get_field(name)
        kept = text[: (field.max_length or 1_000) - 12]
        values.append(f"{kept} {pk}" if field.unique else kept)
    columns = ", ".join(f"{name} = %s" for name in names)
    statement = f"UPDATE {model._meta.db_table} SET {columns} WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, pk])


def _storable(said: Iterator[str]) -> Iterator[str]:
    is_postgresql = connection.vendor == "postgresql"
    return (one.replace("\0", "") if is_postgresql else one for one in said)
