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
from django.db.models import Max
from django.utils import timezone

from articles.demo import newsroom
from articles.demo.loading import loading, put
from articles.lib import searching
from articles.lib.html import canonical, sanitiser
from articles.lib.text import plain as text
from articles.lib.text import slugs
from articles.models import Article, Author, Byline, Category, Picture, State, Tagging, Topic
from articles.models.search.document import write_anew

YEARS = timedelta(days=3652)
#: Stories of one transaction on SQLite: some hundredths of a second. From so many on PostgreSQL
#: makes its indexes afterwards.
BATCH, MANY = 500, 20_000
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


#: How often a story is of which kind.
KINDS = [
    kind
    for kind, often in zip(Article.Kind.values, (80, 8, 5, 7), strict=True)
    for _each in range(often)
]
COLUMNS = (
    "id", "state", "publish_at", "first_published_at", "created_at", "modified_at", "headline",
    "slug", "standfirst", "body", "trail_text", "search_text", "word_count", "kind", "section_id",
    "picture_id", "created_by_id", "sensitive", *EMPTY,
)  # fmt: skip


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
    def told(headline: str) -> tuple[str, str]:
        """The headline's address and its folded words; headlines come again, so they are worked
        out once for each."""
        return slugs.slug_for(headline), searching.fold(headline)


def make_archive(total: int, progress: Callable[[int], None] = lambda made: None) -> int:
    """Fill the demo's database up to `total` stories; returns how many were made.

    `progress` is told how many there are after each batch. Raises RealStories.
    """
    newsroom.make_newsroom()
    stock = _stock()
    missing = max(0, total - Article.objects.count())
    first = 1 + (Article.objects.aggregate(highest=Max("pk"))["highest"] or 0)
    chance = random.Random(SEED)
    moments, made = _moments(missing, chance), 0
    with loading([Article, Byline, Tagging], many=missing >= MANY):
        while batch := list(islice(moments, BATCH)):
            _write(batch, stock, chance, first + made)
            made += len(batch)
            progress(made)
    if made:
        # Search finds them once the scheduler, or `manage.py search rebuild`, has written that.
        write_anew(Article.objects.filter(pk__gte=first).values("pk"))
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [Article]):
                cursor.execute(statement)
            # On PostgreSQL an index can be read without a look at its rows only then.
            vacuums = connection.vendor == "postgresql" and not connection.in_atomic_block
            cursor.execute("VACUUM ANALYZE" if vacuums else "ANALYZE")
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
    bylines: list[tuple[Any, ...]] = []
    taggings: list[tuple[Any, ...]] = []

    def stories() -> Iterator[tuple[Any, ...]]:
        for pk, moment in enumerate(moments, start=first):
            state = State.WITHDRAWN if chance.random() < 0.002 else State.PUBLISHED
            stamp = str(connection.ops.adapt_datetimefield_value(moment))
            listed = stamp if state == State.PUBLISHED else None
            yield pk, state.value, *[stamp] * 4, *_story(stock, chance)
            for place, author in enumerate(chance.sample(stock.authors, chance.choice(NAMES))):
                bylines.append((pk, author, place, listed))
            topics = chance.sample(stock.topics, chance.choice(TOPICS))
            taggings.extend((pk, topic, listed) for topic in topics)

    # PostgreSQL reads them while they are made; SQLite is kept from others for no longer than
    # writing takes.
    rows = stories() if connection.vendor == "postgresql" else list(stories())
    with transaction.atomic():
        put(Article, COLUMNS, rows)
        put(Byline, ("article_id", "author_id", "order", "listed_at"), bylines)
        put(Tagging, ("content_object_id", "tag_id", "listed_at"), taggings)


def _story(stock: Stock, chance: random.Random) -> tuple[Any, ...]:
    """The rest of a story's row. What `Article.derive` works out comes from the stock."""
    section = chance.choice(stock.sections)
    passages = chance.sample(stock.passages[section.pk], chance.choice((3, 4, 5)))
    headline = " ".join([chance.choice(part) for part in (WHO, DOES, WHAT, WHY)])
    return (
        headline,
        stock.told(headline)[0],
        passages[-1].teaser,
        "".join([passage.body for passage in passages]),
        passages[0].teaser,
        " ".join([stock.told(headline)[1], *[passage.folded for passage in passages]]),
        sum([passage.words for passage in passages]),
        chance.choice(KINDS),
        section.pk,
        chance.choice(stock.pictures) if chance.random() < 0.9 else None,
        stock.owner.pk,
        False,
        *[""] * len(EMPTY),
    )
