"""With an engine beside the database, stories are found as without one, and it is kept in step."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles import search
from articles.models import Article, EngineIndex, SearchDocument, SearchTelling
from articles.search.engines import ENGINES, Expression, Span, Wanted, engine_of
from articles.search.engines.base import answers
from articles.search.engines.opensearch import cluster, lookup, wire
from articles.search.engines.opensearch.cluster import Document
from articles.search.upkeep import building, comparing, keeping, telling
from tests import cast
from tests.search import engines
from tests.search.engines import keep_up
from tests.search.opensearch_peer import Peer

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def found(query: str) -> list[str]:
    """The headlines that a search finds, newest first."""
    return [story.headline for story in search.find(query).stories]


def has(story: Article) -> bool:
    """Whether the engine has a document of the story."""
    at = wire.server()
    return story.pk in cluster.digests(at, at.name, 0, 100)


def test_it_works(engine: Peer | None) -> None:
    cast.live("Fog over the harbour", body="<p>Ships wait.</p>")
    cast.live("Sun over the hills", body="<p>Nobody waits.</p>")
    assert found("fog") == ["Fog over the harbour"], "the database answers until then"
    keep_up()
    before = engine.searches() if engine else 0
    assert found("fog") == ["Fog over the harbour"]
    assert found("over the") == ["Sun over the hills", "Fog over the harbour"]
    assert found('"over the hills"') == ["Sun over the hills"]
    assert found("over -fog") == ["Sun over the hills"]
    assert found("harb") == ["Fog over the harbour"]
    assert found("fog hills") == []
    assert engine is None or engine.searches() > before + 5
    assert telling.state() == "in use"


def test_what_is_saved_is_found_at_once_and_what_is_not_said_any_more_is_not(
    engine: Peer | None,
) -> None:
    story = cast.live("Old words", body="<p>Text.</p>")
    keep_up()
    story.headline = "New words"
    story.save()
    for _before_and_after in range(2):
        assert found("old") == []
        assert found("new words") == ["New words"]
        keep_up()
    assert SearchTelling.objects.count() == 0
    story.withdraw(cast.managing_editor(), "It was wrong.")
    assert found("new words") == []


def test_of_a_story_that_is_deleted_it_keeps_nothing(engine: Peer | None) -> None:
    story = cast.draft("Crane by the harbour")
    keep_up()
    assert has(story)
    gone = Article(pk=story.pk)
    story.delete()
    assert list(search.among(Article.objects.all(), "crane")) == []
    keep_up()
    assert not has(gone)


def test_the_same_as_the_database_finds(engine: Peer | None) -> None:
    by_chance = random.Random(20)
    words = ("fog", "foghorn", "harbour", "crane", "ship", "naïve", "市長")
    for number in range(24):
        text = " ".join(by_chance.choices(words, k=4))
        at = timezone.now() - timedelta(hours=by_chance.randrange(50))
        cast.live(text, slug=f"s{number}", at=at, body=f"<p>{text}</p>")
    keep_up()
    places = sorted(SearchDocument.objects.values_list("place", flat=True))
    tokens = ("fog", "foghorn", "harbour", "crane", "ship", "naive", "市長")

    def part(*, is_apart: bool) -> tuple[Wanted, ...]:
        some = [
            tuple(by_chance.choices(tokens, k=by_chance.choice([1, 1, 2, 3])))
            for _way in range(by_chance.choice([1, 3]))
        ]
        return tuple(
            Wanted(one, by_chance.random() < 0.3, is_apart and len(one) > 1) for one in some
        )

    own, beside = ENGINES[connection.vendor], engine_of("default")
    for _question in range(60):
        parts = [part(is_apart=by_chance.random() < 0.5) for _part in range(2)]
        none = tuple(
            Wanted((by_chance.choice(tokens),)) for _word in range(by_chance.choice([0, 1]))
        )
        asked = Expression(tuple(parts), none)
        start, end = sorted([by_chance.choice(places), by_chance.choice(places)])
        span = by_chance.choice([Span(), Span(start), Span(start, end), Span(None, end)])
        most = by_chance.choice([3, 100])
        there = own.candidates("default", asked, span, most, None)
        assert beside.candidates("default", asked, span, most, None) == there, asked
        rows = SearchDocument.objects.order_by("-place").values_list("place", "text")
        told = [
            place
            for place, text in rows
            if answers(text, asked) and place >= (span.start or 0) and place < (span.end or 2**62)
        ]
        assert told[:most] == [one.place for one in there], asked


def test_an_older_version_never_takes_the_place_of_a_newer_one(engine: Peer | None) -> None:
    story = cast.live("Fog over the harbour")
    keep_up()
    at = wire.server()
    new, old = Document(story.pk, 70, 1, "new"), Document(story.pk, 69, 2, "old")
    assert cluster.bulk(at, at.name, [new], until_found=True) == {}
    assert cluster.bulk(at, at.name, [old], until_found=True) == {}
    assert cluster.digests(at, at.name, 0, 9) == {story.pk: cluster.digest(1, "new")}
    assert cluster.bulk(at, at.name, [Document(story.pk, 71)], until_found=True) == {}
    assert cluster.bulk(at, at.name, [Document(story.pk, 70, 1, "new")], until_found=True) == {}
    assert cluster.digests(at, at.name, 0, 9) == {}


def test_two_tellings_of_a_story_are_told_as_one(peer: Peer) -> None:
    story = cast.live("Fog over the harbour")
    keep_up()
    for headline in ("Fog over the hills", "Fog over the sea"):
        story.headline = headline
        story.save()
    assert SearchTelling.objects.count() == 2
    peer.asked.clear()
    assert telling.work() == 2
    (bulk,) = (said for _method, path, said in peer.asked if "_bulk" in path)
    assert bulk.count(b'"index"') == 1 and b"sea" in bulk


def test_a_rebuild_takes_the_place_of_what_was_there(
    engine: Peer | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stories = [
        cast.live(f"Crane {number}", slug=f"c{number}", body="<p>Text.</p>") for number in range(5)
    ]
    keep_up()
    monkeypatch.setattr(building, "AT_ONCE", 2)
    at = wire.server()
    (before,) = cluster.indexes(at)
    index = building.begin(at)
    assert building.go_on(at, index) == 2
    # Both hear of what changes meanwhile, on this side of where it stands and on the other.
    for story in (stories[0], stories[-1]):
        story.headline = f"Zebra {story.pk}"
        story.save()
    cast.live("Crane between", slug="between")
    assert telling.told(at) and not SearchTelling.objects.exists()
    assert len(found("crane")) == 4 and len(found("zebra")) == 2
    call_command("search", "rebuild")
    assert "Told the search engine of 4 stories; its index is in place." in capsys.readouterr().out
    assert list(cluster.indexes(at)) == [index.name] != [before]
    assert [one.name for one in EngineIndex.objects.filter(is_live=True)] == [index.name]
    assert len(found("crane")) == 4 and len(found("zebra")) == 2
    call_command("search", "check", dry_run=True)


def test_what_drifted_is_found_and_told_anew(
    engine: Peer | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(comparing, "AT_ONCE", 2)
    stories = [cast.live(f"Crane {number}", slug=f"c{number}") for number in range(5)]
    keep_up()
    at, gone = wire.server(), stories[-1].pk + 50
    number = SearchTelling.objects.create(story=0).pk
    SearchTelling.objects.all().delete()
    drifted = [
        Document(stories[0].pk, number, 7, "other words"),
        Document(stories[3].pk, number),
        Document(gone, number, 9, "of nobody"),
    ]
    assert cluster.bulk(at, at.name, drifted, until_found=True) == {}
    with pytest.raises(CommandError, match="3 of 5 stories differ in the search engine"):
        call_command("search", "check", dry_run=True)
    capsys.readouterr()
    call_command("search", "check")
    assert "with 5 stories; told it anew of 3." in capsys.readouterr().out
    call_command("search", "check", dry_run=True)
    assert len(found("crane")) == 5


def test_what_it_has_lost_is_built_anew(peer: Peer) -> None:
    cast.live("Fog over the harbour")
    keep_up()
    peer.indexes.clear()
    assert found("fog") == ["Fog over the harbour"]
    cast.live("Sun over the hills")
    keep_up()
    SearchTelling.objects.update(next_try_at=timezone.now())
    engines.forget()
    keep_up()
    assert found("over") == ["Sun over the hills", "Fog over the harbour"]
    assert len(peer.indexes) == 1 and peer.searches() > 0
    (index,) = peer.indexes.values()
    assert len(index.documents) == 2


def test_without_the_setting_nothing_is_written_down_and_what_it_had_is_forgotten(
    peer: Peer, settings: Any
) -> None:
    cast.live("Fog over the harbour")
    keep_up()
    settings.SEARCH_ENGINE_URL = ""
    cast.live("Sun over the hills").delete()
    assert not SearchTelling.objects.exists()
    assert (telling.work(), telling.is_due(), telling.state()) == (0, False, "not set up")
    keeping.look_for_outdated()
    assert not EngineIndex.objects.exists()


def test_who_begins_to_keep_up_has_it_told_what_was_saved_last(peer: Peer) -> None:
    cast.live("Fog over the harbour")
    keep_up()
    keeping.catch_up()
    assert SearchTelling.objects.count() == 1
    assert telling.is_due()


def test_many_that_wait_are_left_to_the_database(
    peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_up()
    for number in range(3):
        cast.live(f"Crane {number}", slug=f"c{number}")
    asked, waiting = peer.searches(), SearchTelling.objects.count()
    monkeypatch.setattr(lookup, "MOST_WAITING", waiting - 1)
    assert len(found("crane")) == 3 and peer.searches() == asked
    monkeypatch.setattr(lookup, "MOST_WAITING", waiting)
    assert len(found("crane")) == 3 and peer.searches() > asked


def test_a_search_costs_as_many_queries_however_much_it_finds(
    peer: Peer, django_assert_num_queries: Callable[..., Any], known_words: None
) -> None:
    cast.live("Crane 0", slug="c0")
    keep_up()
    engine, asked = engine_of("default"), Expression(((Wanted(("crane",)),),))
    engine.candidates("default", asked, Span(), 100, None)
    for number in range(1, 5):
        with django_assert_num_queries(2):
            assert len(engine.candidates("default", asked, Span(), 100, None)) == number
        cast.live(f"Crane {number}", slug=f"c{number}")
        with django_assert_num_queries(3):
            assert len(engine.candidates("default", asked, Span(), 100, None)) == number + 1
        keep_up()
        engine.candidates("default", asked, Span(), 100, None)
