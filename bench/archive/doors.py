"""What is asked of an archive: every list, page and form, searches of every kind, and verbs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count, cycle
from urllib.parse import urlencode
from uuid import uuid4

from django.utils import timezone

from articles.models import Article
from articles.models.desk.bulk import BulkJob
from articles.models.desk.bulk_verbs import BulkVerb
from articles.models.search.document import write_anew
from articles.models.story import content as contents
from articles.search.upkeep import indexing
from bench.archive.newsroom import RARE
from bench.desk import asked
from bench.pages import page_of
from tests.archive_doors import LIST, SECTION, Newsroom, doors

#: Asked in turn, since one answer alone would be read from memory.
SEARCHES = {
    "a rare word": list(RARE),
    "a common word": ["harbour", "council", "bridge", "night", "winter"],
    "two common words": ["council bridge", "harbour night", "winter timetable", "old season"],
    "a phrase": ['"the long bridge"', '"the winter timetable"', '"a night of debate"'],
    "a beginning": ["harb", "timet", "brid", "counc"],
    "a headline": ["Museum trust defends the tide barrier at last", "Rovers doubles a new quay"],
    "mistyped": ["harbuor", "coucnil", "timetabel", "quilfeather"],
    "nothing": ["qzxwv", "harbour qzxwv", "qqqq wwww"],
    "words of long ago": ["olden", "bygone harbour", "olden scribe council"],
    "a common word, not another": ["harbour -council", "winter -bridge"],
}
BEGINNINGS = ["ha", "harb", "council b", "quillf", "the lo", "winter timet", "zz"]
#: Stories of one bulk job.
BULK = 10
Act = Callable[[], object]


def acts(of: Newsroom) -> dict[str, Act]:
    """What is done once in each round, by what it is called."""
    named: dict[str, Act] = {}
    for name, (account, address, posted) in doors(of).items():
        named[name] = asked(account, address, posted) if account else _there(address)
    for name, queries in SEARCHES.items():
        named[f"search: {name}"] = _in_turn(f"/search/?{urlencode({'q': one})}" for one in queries)
    for name, filters in _filters(of).items():
        query = urlencode({"q": "harbour", **filters})
        named[f"search: common, {name}"] = page_of(f"/search/?{query}")
    named["sitemap of the news"] = page_of("/sitemap-news.xml")
    named["sitemap of this month"] = page_of(f"/sitemap-{timezone.now():%Y-%m}.xml")
    named["calendar"] = asked(of.manager, "/admin/planning/", None)
    named["suggestions"] = _in_turn(f"/search/suggest/?{urlencode({'q': q})}" for q in BEGINNINGS)
    both = urlencode({"author": of.old_author.name, SECTION: of.section.pk})
    named["list of an author of long ago in a section"] = asked(of.manager, f"{LIST}?{both}", None)
    found = asked(of.manager, f"{LIST}?q=harbour", None)
    return named | {"list, search": found, **_verbs(of)}


def _there(address: str) -> Act:
    """The page, or where a small archive has no tenth one, its last."""
    start, numbered, last = address.partition("?page=")
    for number in range(int(last or 0), 1, -1):
        page = page_of(f"{start}{numbered}{number}")
        with suppress(AssertionError):
            page()
            return page
    return page_of(start)


def _in_turn(addresses: Iterator[str]) -> Act:
    pages = cycle([page_of(one) for one in addresses])

    def act() -> bytes:
        return next(pages)()

    return act


def _filters(of: Newsroom) -> dict[str, dict[str, str]]:
    return {
        "of a section": {"section": of.section.slug},
        "of a year": {"from": "2019-01-01", "to": "2019-12-31"},
        "of an author of long ago": {"author": of.old_author.slug},
        "by date": {"sort": "date"},
    }


def _verbs(of: Newsroom) -> dict[str, Act]:
    """What writes: each on stories of its own."""
    said, part = count(1), count(0)
    drafts: list[Article] = []
    content = of.newest.content()

    def begin() -> None:
        words = {"headline": f"Crane {next(said)} moves at last", "topics": [], "bylines": []}
        drafts.append(Article.begin(contents.cleaned(content | words), of.manager))

    def publish() -> None:
        story = drafts.pop()
        story.publish(of.manager, reason="Measured", override=True)

    def change() -> None:
        story = Article.objects.get(pk=of.newest.pk)
        words = {"headline": f"Crane {next(said)} moves again"}
        story.write(story.content() | words, of.manager)
        story.publish(of.manager, reason="Measured", override=True)

    def move() -> None:
        numbers = list(
            Article.objects.visible().newest_first().values_list("pk", flat=True)[50 : 50 + BULK]
        )
        topics = [f"Crane {next(said)}"]
        job = BulkJob.begin(
            BulkVerb.ADD_TOPICS, of.manager, numbers, key=str(uuid4()), topics=topics
        )
        job.go_on()

    def index() -> None:
        rows = Article.objects.order_by("pk").filter(pk__gt=25 * (next(part) % 30))
        numbers = list(rows.values_list("pk", flat=True)[:25])
        write_anew(Article.objects.filter(pk__in=numbers).values("pk"))
        indexing.write_due()

    return {
        "begin a draft": begin,
        "publish a draft": publish,
        "change and publish a story": change,
        f"add a topic to {BULK} stories": move,
        "write 25 stories into the index": index,
    }
