"""Where the engine beside the database fails, readers are answered by the database, and soon."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.utils import timezone

from articles import search
from articles.models import Article, EngineIndex, SearchTelling
from articles.search.engines import Expression, Span, TookTooLong, Wanted, engine_of
from articles.search.engines.opensearch import breaker, cluster, lookup, wire
from articles.search.finding import Found
from articles.search.upkeep import building, telling
from tests import cast
from tests.ports import free_port
from tests.search import engines
from tests.search.engines import keep_up
from tests.search.opensearch_peer import Peer

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

#: How it may fail a question, and what is told of that.
FAILURES = {
    "hang_up": "closed connection",
    "half": "broke off|IncompleteRead|not answer",
    "429": "429: rejected execution",
    "503": "503: blocked by",
    "proxy": "502",
    "redirect": "307",
    "page": "no JSON",
    "deep": "no JSON",
    "huge": "too long",
    "other": "not OpenSearch’s",
    "shards": "a part of its index",
    "words": "not OpenSearch’s",
    "turn_round": "other places",
}
SLOW = ("hang", "drip")


@pytest.fixture(autouse=True)
def _a_story_that_it_was_told(peer: Peer) -> None:
    cast.live("Sun over the harbour", slug="sun")
    cast.live("Fog over the harbour", slug="fog")
    keep_up()
    peer.asked.clear()


def looked_for(text: str = "harbour") -> Found:
    """What a reader finds."""
    return search.find(text, as_typed=True)


@pytest.mark.parametrize("does", FAILURES)
def test_the_database_answers(peer: Peer, caplog: pytest.LogCaptureFixture, does: str) -> None:
    with caplog.at_level(logging.WARNING):
        peer.does = does
        assert looked_for().count == 2
        once = len(peer.asked)
        # It is told once, and left alone then.
        assert looked_for("fog").count == 1
    (told,) = (one for one in caplog.records if "the database looks words up" in one.message)
    assert any(why in told.message for why in FAILURES[does].split("|")), told.message
    assert "secret-password" not in caplog.text
    assert once <= 2 and len(peer.asked) == once
    assert telling.state().startswith("not asked: ")


@pytest.mark.parametrize("does", SLOW)
def test_nobody_waits_for_it(peer: Peer, monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    # The database has all the time that a busy machine takes, and the engine a tenth of a second.
    monkeypatch.setattr("articles.search.finding.BUDGET", 20_000)
    monkeypatch.setattr(lookup, "ON_ITS_WAY", -19.9)
    peer.does = does
    found = looked_for()
    assert (found.count, found.is_cut) == (2, False)
    assert breaker.breaker.why.startswith("it did not answer within")
    assert len(peer.asked) <= 1


def test_nobody_there(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    engines.use(settings, f"http://127.0.0.1:{free_port()}/news", monkeypatch)
    EngineIndex.objects.update(at=wire.server().at)
    assert looked_for().count == 2
    assert "refused" in breaker.breaker.why


def test_it_is_asked_again_after_a_while(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    peer.does = "503"
    looked_for()
    peer.does = "answer"
    asked = len(peer.asked)
    assert looked_for().count == 2 and len(peer.asked) == asked
    monkeypatch.setattr(breaker.breaker, "_until", 0.0)
    assert looked_for().count == 2 and len(peer.asked) > asked
    assert breaker.breaker.why == "" and telling.state() == "in use"


def test_of_those_who_wait_one_tries(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    one = breaker.Breaker()
    assert one.may_ask("a") and one.may_ask("a")
    one.failed("why")
    assert not one.may_ask("a")
    monkeypatch.setattr(one, "_until", 0.0)
    assert one.may_ask("a") and not one.may_ask("a")
    assert one.may_ask("another")


def test_a_question_that_it_refuses_is_no_reason_to_leave_it_alone(peer: Peer) -> None:
    peer.does = "400"
    assert looked_for().count == 2
    asked = len(peer.asked)
    assert looked_for("fog").count == 1
    assert len(peer.asked) > asked and breaker.breaker.why == ""


def test_what_it_cuts_short_is_cut_short(peer: Peer) -> None:
    peer.does = "cut_short"
    found = looked_for()
    assert found.is_cut and breaker.breaker.why == ""
    asked = Expression(((Wanted(("fog",)),),))
    engine = engine_of("default")
    with pytest.raises(TookTooLong), engine.within("default", 0):
        engine.candidates("default", asked, Span(), 9, None)


def test_what_it_invents_is_shown_nobody(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers of no story, without end: the budget ends that."""
    monkeypatch.setattr("articles.search.finding.BUDGET", 60)
    peer.does = "invent"
    ours = set(Article.objects.values_list("pk", flat=True))
    assert ours.issuperset(looked_for().numbers)


def test_a_connection_is_kept_and_made_anew(peer: Peer) -> None:
    looked_for()
    connections = peer.connections
    for _again in range(3):
        assert looked_for("fog").count == 1
    assert peer.connections == connections
    wire._kept.connections[wire.server()].sock.close()
    assert looked_for("fog").count == 1
    assert breaker.breaker.why == "" and peer.connections == connections + 1


@pytest.mark.parametrize("does", ["429", "503", "half", "hang_up", "other", "fewer", "proxy"])
def test_what_it_does_not_take_is_told_again(peer: Peer, does: str) -> None:
    cast.live("Fog over the hills")
    waiting = SearchTelling.objects.count()
    peer.does, peer.does_to = does, "_bulk"
    assert telling.told(wire.server()) == 0
    assert not SearchTelling.due().exists() and SearchTelling.objects.count() == waiting
    assert looked_for("hills").count == 1, "which the database knows"
    assert telling.state().startswith("not told: ")
    peer.does = "answer"
    SearchTelling.objects.update(next_try_at=timezone.now())
    assert telling.told(wire.server()) == waiting
    assert looked_for("hills").count == 1


def test_one_that_it_does_not_take_holds_up_no_other(peer: Peer) -> None:
    first, second = cast.live("Zebra 1", slug="z1"), cast.live("Zebra 2", slug="z2")
    peer.does, peer.does_to = "some", "_bulk"
    telling.told(wire.server())
    assert set(SearchTelling.objects.values_list("story", flat=True)) == {first.pk}
    assert str(second.pk) in peer.find("news").documents
    assert looked_for("zebra").count == 2


def test_a_build_that_is_broken_off_goes_on(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "AT_ONCE", 1)
    at = wire.server()
    index = building.begin(at)
    assert building.go_on(at, index) == 1
    peer.does, peer.does_to = "503", "_bulk"
    assert building.work(at) == 0
    assert not building.is_due(at), "for a while"
    assert looked_for().count == 2, "in the index that is there"
    peer.does = "answer"
    engines.forget()
    keep_up()
    assert list(cluster.indexes(at)) == [index.name]
    assert len(peer.indexes[index.name].documents) == 2


def test_an_index_is_in_place_once_that_is_confirmed(peer: Peer) -> None:
    at = wire.server()
    index = building.begin(at)
    peer.does, peer.does_to = "unconfirmed", "_aliases"
    while building.work(at):
        pass
    assert not EngineIndex.objects.get(pk=index.pk).is_live
    peer.does = "answer"
    engines.forget()
    keep_up()
    assert EngineIndex.objects.get().pk == index.pk and looked_for().count == 2


def test_the_password_is_told_nobody(peer: Peer, settings: Any) -> None:
    assert "secret" not in repr(wire.server()) and "secret" not in settings.SEARCH_ENGINE_URL
    assert "secret" not in str(EngineIndex.objects.get().at)
    settings.SEARCH_ENGINE_AUTH = ""
    with pytest.raises(wire.Refused, match="401"):
        cluster.indexes(wire.server())
