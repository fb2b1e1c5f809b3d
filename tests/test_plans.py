"""No page, list or form costs more because the archive is longer: counted, not timed.

The archive is filled twice, with the same stories of long ago and more of today before them. What
the database has to do for a page is counted at both sizes: on SQLite the steps of its machine, on
PostgreSQL the rows and blocks that a plan says it read, where it may not look at whole tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.utils import timezone

from articles.models import (
    Appointment,
    Article,
    Author,
    Byline,
    Comment,
    Correction,
    Entry,
    PictureUse,
    State,
    StoryLink,
    Submission,
    Tagging,
    Topic,
)
from articles.models.search.document import write_anew
from articles.search.upkeep import indexing
from tests import cast
from tests.archive_doors import Newsroom, doors

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

#: Stories at first, and then; those of long ago; how many lists read at most here.
FEW, MANY, OLD, BOUND = 700, 2_800, 240, 60
#: What may be more, for a tree that is a level higher: in parts, and in steps, rows and blocks.
MORE, ODD = 1.3, 600
#: Steps of SQLite's machine that are counted at once.
STEPS = 100


@dataclass
class Work:
    """What the database did for a page, in all and for each statement."""

    done: int = 0
    each: Counter[str] = field(default_factory=Counter)

    def add(self, sql: str, done: int) -> None:
        """Count some more."""
        self.done += done
        self.each[sql] += done


@contextmanager
def counted() -> Iterator[Work]:
    """Count while this lasts."""
    work = Work()
    count = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    with connection.execute_wrapper(partial(count, work)):
        yield work
    if connection.vendor == "sqlite":
        connection.connection.set_progress_handler(None, 0)


def _on_sqlite(work: Work, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    def step() -> int:
        work.add(sql, STEPS)
        return 0

    # What is fetched later is still this statement's, until the next one comes.
    connection.connection.set_progress_handler(step, STEPS)
    return execute(sql, params, many, context)


def _on_postgresql(
    work: Work, execute: Any, sql: str, params: Any, many: bool, context: Any
) -> Any:
    # What sets something would find it set already.
    if sql.startswith(("SELECT", "WITH")) and "set_config" not in sql:
        with connection.connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", params)
            (found,) = cursor.fetchone()
        plan = found[0]["Plan"]
        work.add(sql, sum(map(_rows, _nodes(plan))) + _blocks(plan))
    return execute(sql, params, many, context)


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


def _rows(node: dict[str, Any]) -> int:
    removed = sum(node.get(f"Rows Removed by {by}", 0) for by in ("Filter", "Index Recheck"))
    return int((node["Actual Rows"] + removed) * node["Actual Loops"])


def _blocks(plan: dict[str, Any]) -> int:
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


Names = tuple[Author, Topic]

# --- The archive ------------------------------------------------------------------------


def fill(stories: int, newest_first: datetime, names: Names, picture: int) -> None:
    """Write so many stories, one an hour back from that moment."""
    sections = [cast.section(slug).pk for slug in ("politics", "sports", "travel")]
    before = Article.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    moments = [newest_first - timedelta(hours=hour) for hour in range(stories)]
    rows = Article.objects.bulk_create(
        Article(
            headline=f"Crane {number % 50} of {names[1].name}",
            slug="crane",
            body="<p>A crane.</p>",
            search_text="crane",
            state=State.WITHDRAWN if number % 5 == 4 else State.PUBLISHED,
            publish_at=moment,
            first_published_at=moment,
            section_id=sections[number % 3],
            picture_id=picture,
        )
        for number, moment in enumerate(moments)
    )
    Article.objects.filter(pk__gt=before).update(modified_at=F("publish_at"))
    author, topic = names
    dated = [(row, row.publish_at if row.state == State.PUBLISHED else None) for row in rows]
    Byline.objects.bulk_create(
        Byline(article=row, author=author, listed_at=listed) for row, listed in dated
    )
    Tagging.objects.bulk_create(
        Tagging(content_object=row, tag=topic, listed_at=listed) for row, listed in dated
    )


def write_documents() -> None:
    """Write those of all stories, as search and two filters together ask for them."""
    write_anew(Article.objects.values("pk"))
    while indexing.write_due():
        pass
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Rows that are gone would be walked over until the transaction is over.
            cursor.execute("TRUNCATE articles_searchdue")


def analyse() -> None:
    """Let the database look at what there is."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.fixture
def bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are as long in a small archive as in a large one."""
    for name in (
        "admin.stories.bulk.MAX_STORIES",
        "admin.stories.filters.MAX_STORIES_LOOKED_UP",
        "admin.dashboard.index.MAX_COUNTED",
        "admin.topics.admin.MAX_COUNTED",
        "models.topics.changes.COUNTED",
        "models.topics.changes.LATEST",
    ):
        monkeypatch.setattr(f"articles.{name}", BOUND)
    monkeypatch.setattr("articles.admin.stories.list.BoundedPaginator.bound", BOUND)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A few thousand rows are read as if they were too many to be looked at.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL random_page_cost = 1.1")


def in_small_tables(old: Article) -> None:
    """Something of all that is about some stories only: of a table that was empty when it looked
    SQLite thinks that it is long."""
    mine = cast.draft("Mine", created_by=cast.reporter())
    mine.assign(None, cast.reporter(), timezone.now())
    mine.submit(cast.reporter())
    mine.return_to_draft(cast.managing_editor(), "Shorter")
    Correction.objects.create(article=old, kind="correction", text="It was another crane.")
    out = cast.live("Out", section=old.section)
    out.write(out.content() | {"headline": "Out, changed"}, cast.managing_editor())
    Submission.objects.create(article=out, by=cast.reporter())
    due = timezone.now() + timedelta(days=1)
    Appointment.objects.create(article=out, verb=Appointment.Verb.CHANGES, at=due, next_try_at=due)
    Comment.objects.create(article=out, by=cast.reporter(), text="Why?")
    StoryLink.objects.create(article=out, target=old.pk)
    assert old.picture
    PictureUse.objects.create(article=out, picture=old.picture)


def newsroom(
    old: Article, names: tuple[Author, Topic], old_names: tuple[Author, Topic]
) -> Newsroom:
    """What the doors are asked for."""
    section = old.section
    assert section is not None and old.picture is not None
    editor = cast.sports_editor()
    return Newsroom(
        section=section,
        author=names[0],
        topic=names[1],
        newest=Article.objects.visible().in_section(section)[0],
        picture=old.picture,
        old_author=old_names[0],
        old_topic=old_names[1],
        oldest=old,
        manager=cast.managing_editor(),
        editor=editor,
        reporter=cast.reporter(),
    )


def work_of(of: Newsroom) -> dict[str, Work]:
    """What each door asks of the database."""
    found = {}
    for name, (account, address, posted) in doors(of).items():
        client = Client(headers={"host": "localhost"})
        if account:
            client.force_login(account)
        if name.startswith("sitemap"):
            # Months are counted once an hour, or once a day.
            client.get(address).getvalue()
        with counted() as work:
            answer = client.post(address, posted) if posted else client.get(address)
            answer.getvalue()
        assert answer.status_code == 200, (name, address, answer.status_code)
        found[name] = work
    return found


def test_nothing_costs_more_in_a_longer_archive(bounded: None) -> None:
    picture = cast.picture()
    names = cast.ottoline(), Topic.objects.create(name="Ports", slug="ports")
    old_names = cast.barnaby(), Topic.objects.create(name="Bygone", slug="bygone")
    now = timezone.now()
    fill(OLD, now - timedelta(days=3_000), old_names, picture.pk)
    sports = cast.section("sports")
    old = Article.objects.visible().filter(section=sports).order_by("publish_at")[0]
    fill(FEW, now - timedelta(days=200), names, picture.pk)
    in_small_tables(old)
    write_documents()
    analyse()
    of = newsroom(old, names, old_names)
    before = work_of(of)
    fill(MANY, now, names, picture.pk)
    write_documents()
    analyse()
    after = work_of(newsroom(old, names, old_names))
    grown = {
        name: f"{before[name].done} → {work.done}, most of it for {work.each.most_common(1)}"
        for name, work in after.items()
        if work.done > before[name].done * MORE + ODD
    }
    assert not grown, "\n".join(f"{name}: {told}" for name, told in grown.items())


def test_a_look_at_all_stories_is_counted() -> None:
    names = cast.ottoline(), Topic.objects.create(name="Ports", slug="ports")

    def looked() -> int:
        fill(400, timezone.now(), names, cast.picture().pk)
        with counted() as work:
            list(Article.objects.filter(word_count__gt=100_000).order_by("word_count"))
        return work.done

    few = looked()
    assert looked() > few * MORE


def test_the_last_file_of_a_month_costs_no_more_than_its_first(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.syndication.maps.months.STORIES", BOUND)
    names = cast.ottoline(), Topic.objects.create(name="Ports", slug="ports")
    fill(FEW, datetime(2020, 1, 31, tzinfo=UTC), names, cast.picture().pk)
    analyse()
    done = []
    for path in ("/sitemap-2020-01.xml", "/sitemap-2020-01-9.xml"):
        # Where its files begin is kept for an hour.
        client.get(path).getvalue()
        with counted() as work:
            told = client.get(path).getvalue().count(b"<url>")
        assert told == BOUND
        done.append(work.done)
    first, last = done
    assert last <= first * MORE + ODD, done


def test_a_search_of_the_log_costs_no_more_in_a_longer_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.admin.dashboard.log.MAX_READ", BOUND)
    client.force_login(cast.managing_editor())
    story, done = cast.draft("Crane"), []
    for number in (FEW, MANY):
        Entry.objects.bulk_create(
            Entry(verb="edit", article=story, title="A crane", by_name="Writer")
            for _entry in range(number)
        )
        analyse()
        with counted() as work:
            assert client.get("/admin/articles/entry/?q=gannet").status_code == 200
        done.append(work.done)
    few, many = done
    assert many <= few * MORE + ODD, done
