"""An archive of any size over ten years, for measuring: written in bulk, believable to read.

The stories are put together from the demo's own paragraphs. More of them are young than old,
as in a paper that grew; each has its section, names, topics and picture.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Model
from django.utils import timezone

from articles.demo import newsroom
from articles.lib import searching
from articles.lib.html import canonical, sanitiser
from articles.lib.text import plain as text
from articles.lib.text import slugs
from articles.models import Article, Author, Byline, Category, Picture, State, Tagging, Topic
from articles.models.common.slices import Turn

YEARS = timedelta(days=3652)
#: Stories of one transaction: some hundredths of a second.
BATCH = 400
ROWS = 400
NAMES = (1, 1, 1, 2)
TOPICS = (2, 2, 3)
#: A fixed seed: the same archive every time, so that two measurements compare.
SEED = 1707

WHO = (
    "Harbour council", "Assembly committee", "Saltmere", "High Pell", "Thistlewick", "Greyharbour",
    "Port Larkspur", "Orrin Rail", "Island ferries", "Night trains", "Rovers", "Town choir",
    "Festival board", "Underbridge", "Museum trust", "Mountain rescue", "Cycling union",
    "Radio Wend", "Lighthouse keepers", "Theatre company",
)  # fmt: skip
DOES = (
    "weighs", "postpones", "welcomes", "rejects", "rethinks", "celebrates", "defends", "reopens",
    "questions", "doubles", "halves", "announces", "finds room for", "loses patience with",
    "makes peace with", "votes on",
)  # fmt: skip
WHAT = (
    "the winter timetable", "a new quay", "its oldest rule", "the long bridge", "a record season",
    "the fog fund", "a second stage", "the tram depot", "its summer prices", "the western road",
    "an unlikely captain", "the reading rooms", "a floodlit ground", "the tide barrier",
    "its lost archive", "the mountain line",
)  # fmt: skip
WHY = (
    "after a night of debate", "as costs rise", "before the holidays", "in spite of the weather",
    "for the third time", "with a year to spare", "and nobody is surprised", "at last",
    "amid doubts over money", "to applause", "by a single vote", "while critics wait",
)  # fmt: skip


#: What an archive's story leaves empty.
EMPTY = (
    "agency",
    "picture_caption",
    "teaser",
    "search_title",
    "search_description",
    "social_title",
    "social_description",
    "withdrawal_reason",
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph with what is stored beside it, worked out once."""

    body: str
    folded: str
    words: int
    teaser: str


@dataclass(frozen=True, slots=True)
class Stock:
    """What the archive's stories are made of."""

    sections: list[Category]
    passages: dict[int, list[Passage]]
    authors: list[int]
    topics: list[int]
    pictures: list[int]
    owner: Any

    @staticmethod
    @cache
    def slug(headline: str) -> str:
        """The headline's address; headlines come again, so it is worked out once for each."""
        return slugs.slug_for(headline)


def make_archive(total: int, progress: Callable[[int], None] = lambda made: None) -> int:
    """Fill the demo's database up to `total` stories; returns how many were made.

    `progress` is told how many there are after each batch. Raises RealStories.
    """
    newsroom.make_newsroom()
    stock = _stock()
    missing = max(0, total - Article.objects.count())
    first = 1 + (Article.objects.aggregate(highest=Max("pk"))["highest"] or 0)
    chance = random.Random(SEED)
    moments = _moments(missing, chance)
    made, turn = 0, Turn()
    while batch := list(islice(moments, BATCH)):
        with transaction.atomic():
            _write(batch, stock, chance, first + made)
        made += len(batch)
        progress(made)
        turn.over()
    if made:
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [Article]):
                cursor.execute(statement)
            cursor.execute("ANALYZE")
    return made


def _moments(number: int, chance: random.Random) -> Iterator[datetime]:
    """Moments of publication, the oldest first, closer together towards now."""
    now = timezone.now()
    for age in sorted((chance.random() ** 2 for _each in range(number)), reverse=True):
        yield now - timedelta(hours=12) - YEARS * age


def _stock() -> Stock:
    sections = list(Category.objects.filter(articles__isnull=False).distinct())
    passages: dict[int, list[Passage]] = {section.pk: [] for section in sections}
    for story in Article.objects.filter(created_by__username=newsroom.OWNER, word_count__gt=200):
        if story.section_id is not None and len(passages[story.section_id]) < 400:
            passages[story.section_id] += map(_passage, canonical.paragraphs(story.body))
    return Stock(
        sections=sections,
        passages={pk: [p for p in found if p.words > 25] for pk, found in passages.items()},
        authors=list(Author.objects.values_list("pk", flat=True)),
        topics=list(Topic.objects.values_list("pk", flat=True)),
        pictures=list(
            Picture.objects.filter(portrait_of__isnull=True).values_list("pk", flat=True)
        ),
        owner=newsroom.owner(),
    )


def _passage(paragraph: str) -> Passage:
    body = sanitiser.sanitise(f"<p>{paragraph.replace('&', '&amp;').replace('<', '&lt;')}</p>")
    return Passage(
        body, searching.fold(paragraph), text.word_count(paragraph), text.teaser("", body)
    )


def _write(moments: list[datetime], stock: Stock, chance: random.Random, first: int) -> None:
    """Write the stories of `moments`, numbered from `first`, with their names and topics."""
    stories = [_story(moment, stock, chance) for moment in moments]
    numbered = list(enumerate(stories, start=first))
    _insert(Article, [{"id": pk, **story} for pk, story in numbered])
    _insert(
        Byline,
        [
            {"article_id": pk, "author_id": author, "order": place, "listed_at": _listed(story)}
            for pk, story in numbered
            for place, author in enumerate(chance.sample(stock.authors, chance.choice(NAMES)))
        ],
    )
    _insert(
        Tagging,
        [
            {"content_object_id": pk, "tag_id": topic, "listed_at": _listed(story)}
            for pk, story in numbered
            for topic in chance.sample(stock.topics, chance.choice(TOPICS))
        ],
    )


def _insert(model: type[Model], rows: list[dict[str, Any]]) -> None:
    """Write rows as they are, several hundred a statement: three times as fast as by objects."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column) for column in rows[0])
    row = f"({', '.join(['%s'] * len(rows[0]))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS):
            part = rows[start : start + ROWS]
            cursor.execute(
                f"INSERT INTO {quote(model._meta.db_table)} ({columns})"
                f" VALUES {', '.join([row] * len(part))}",
                [value for values in part for value in values.values()],
            )


def _listed(story: dict[str, Any]) -> Any:
    return story["publish_at"] if story["state"] == State.PUBLISHED else None


def _story(moment: datetime, stock: Stock, chance: random.Random) -> dict[str, Any]:
    """A story's row, but for its number. What `Article.derive` works out comes from the stock."""
    section = chance.choice(stock.sections)
    passages = chance.sample(stock.passages[section.pk], chance.choice((3, 4, 5)))
    headline = " ".join(chance.choice(part) for part in (WHO, DOES, WHAT, WHY))
    stamp = connection.ops.adapt_datetimefield_value(moment)
    return dict.fromkeys(EMPTY, "") | {
        "headline": headline,
        "slug": stock.slug(headline),
        "standfirst": passages[-1].teaser,
        "body": "".join(passage.body for passage in passages),
        "trail_text": passages[0].teaser,
        "search_text": " ".join([searching.fold(headline), *(p.folded for p in passages)]),
        "word_count": sum(passage.words for passage in passages),
        "kind": chance.choices(Article.Kind.values, (80, 8, 5, 7))[0],
        "section_id": section.pk,
        "picture_id": chance.choice(stock.pictures) if chance.random() < 0.9 else None,
        "state": State.WITHDRAWN.value if chance.random() < 0.002 else State.PUBLISHED.value,
        "publish_at": stamp,
        "first_published_at": stamp,
        "created_at": stamp,
        "modified_at": stamp,
        "created_by_id": stock.owner.pk,
        "sensitive": False,
    }
