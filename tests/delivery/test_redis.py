"""Several hosts with a Redis between them: what one has changed or rendered, all of them know."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import redis as redis_package
from django.utils import timezone

from articles.delivery.deadlines import Deadlines
from articles.delivery.door.single_flight import SingleFlight
from articles.delivery.hosts import NotifyFailed, redis_client
from articles.delivery.hosts import redis as way
from articles.delivery.ledger.ledger import LAST_MOMENT, UNTOLD, slot_of
from articles.delivery.pages.page import Page
from articles.lib.dependencies import Dependencies
from tests import cast, redis_server
from tests.database import database_url
from tests.delivery.host import Host, running_host
from tests.delivery.redis_hosts import NAME, Machine, Make, Newsroom, ask, micro, name, settle
from tests.waiting import until

pytestmark = pytest.mark.skipif(not redis_server.program(), reason="there is no redis-server")
REAL = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(scope="module")
def _server() -> Iterator[redis_server.Server]:
    with redis_server.running_redis() as server:
        yield server


@pytest.fixture
def server(_server: redis_server.Server) -> redis_server.Server:
    """A Redis that is empty."""
    with redis_package.Redis.from_url(_server.url()) as client:
        client.flushall()
    return _server


@pytest.fixture
def machine(
    server: redis_server.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Machine]]:
    """Makes machines, by the names of their folders."""
    monkeypatch.setattr(redis_client, "REST", 0.02)
    monkeypatch.setattr(way, "BEAT", 0.005)
    monkeypatch.setattr(way, "ASK", 0.05)
    made: list[Machine] = []

    def make(name: str) -> Machine:
        made.append(Machine(server.url(), tmp_path / name))
        return made[-1]

    yield make
    for one in made:
        one.end()


# --- What is told ------------------------------------------------------------------------


def test_it_works(machine: Make) -> None:
    one, two = machine("one"), machine("two")
    before = two.ledger.generation
    number = one.tell("article:7")
    until(lambda: two.ledger.generation > before)
    assert two.ledger.sums([1]) == one.ledger.sums([1])
    assert two.ledger.all_sums() == one.ledger.all_sums()
    # Told again, as after a crash, or by a host that heard it in another way: it counts once.
    one.hosts.tell(["article:7"], number)
    two.hosts.hear(["article:7"], number)
    settle(one, two)
    assert two.ledger.generation == before + 3, "this one, and the two markers"
    assert one.ledger.words[UNTOLD] == two.ledger.words[UNTOLD] == 0


def test_what_was_missed_counts_as_changed(machine: Make) -> None:
    one, two = machine("one"), machine("two")
    two.deafen()
    generation = two.ledger.generation
    page = two.put("article:7")
    one.tell("article:7")
    assert two.ledger.is_unchanged(page.hard_slots, generation)
    two.listen()
    assert not two.ledger.is_unchanged(page.hard_slots, generation)
    assert two.ledger.all_sums() == one.ledger.all_sums()


def test_a_change_that_did_not_arrive_arrives_later(
    machine: Make, server: redis_server.Server
) -> None:
    one, two = machine("one"), machine("two")
    page = one.put("article:7")
    assert two.takes
    ask(server, "CLIENT", "PAUSE", 1_500)
    with pytest.raises(NotifyFailed):
        one.tell("article:7")
    assert not one.ledger.is_unchanged(page.hard_slots, page.generation), "here it is known"
    # Nobody else waits for an answer, until it may be there again.
    with pytest.raises(NotifyFailed, match="lately"):
        one.tell("article:8")
    assert one.shelf.get(NAME) is None
    until(lambda: not two.takes and one.ledger.words[UNTOLD] == 0)
    settle(one, two)
    # What was put there before must not come back, whatever is told again.
    assert not one.takes
    one.put("article:7")
    assert two.takes


@REAL
def test_what_time_changes_is_one_change_for_all(machine: Make, tmp_path: Path) -> None:
    now = timezone.now()
    story = cast.live("It is time", at=now - timedelta(hours=1))
    one, two = machine("one"), machine("two")
    slots = [slot_of(f"article:{story.pk}")]
    for host in (one, two):
        host.ledger.words[LAST_MOMENT] = micro(now - timedelta(hours=2))
    for host in (one, two, one):
        Deadlines(host.ledger, host.hosts, SingleFlight(tmp_path)).turn()
    settle(one, two)
    assert one.ledger.all_sums() == two.ledger.all_sums()
    assert one.ledger.oldest_change(slots, 1), "once: it can be told when"
    # A new host goes on where they are.
    new = machine("new")
    assert new.ledger.words[LAST_MOMENT] >= micro(now)
    assert new.ledger.all_sums() == one.ledger.all_sums()


# --- The shelf ---------------------------------------------------------------------------


def test_a_page_of_one_host_is_taken_by_the_others(machine: Make) -> None:
    one, two = machine("one"), machine("two")
    for number in range(5):
        one.tell(f"article:{number}")
        two.tell("front:1")
    settle(one, two)
    one.put("article:1", "front:1", soft=("topic:3",))
    page = two.shelf.get(NAME)
    assert page is not None
    assert page.generation == two.ledger.generation
    assert page.look_at == float("inf")
    two.tell("article:1")
    assert not two.takes
    assert two.shelf.stale(NAME) is not None, "if nothing else is there"
    until(lambda: not one.takes)


def test_a_soft_key_makes_it_lag(machine: Make) -> None:
    one, two = machine("one"), machine("two")
    one.put("article:1", soft=("topic:3",))
    two.tell("topic:3")
    page = two.shelf.get(NAME)
    assert page is not None
    assert page.look_at == 0.0


def test_a_recalled_story_does_not_come_back(machine: Make) -> None:
    one, two = machine("one"), machine("two")
    one.put("article:1", "recall:1")
    two.tell("recall:1")
    assert two.shelf.stale(NAME) is None


def test_a_page_that_was_begun_before_a_change_is_not_kept(machine: Make) -> None:
    one, two = machine("one"), machine("two")
    page = one.put("article:9")
    one.tell("article:1")
    seen = Dependencies(hard={"article:1"}, kind="article")
    one.shelf.put(NAME, Page.made("200 OK", [], b"old", seen, page.generation))
    settle(one, two)
    found = two.shelf.get(NAME)
    assert found is not None
    assert found.body == page.body


def test_a_new_host_is_warm(machine: Make) -> None:
    one = machine("one")
    for number in range(20):
        one.tell(f"article:{number}", "front:1")
    one.put("article:7", "front:1")
    one.way.turned(1_700_000_000_000_000)
    new = machine("new")
    assert new.takes
    # It knows until when time itself has been looked after, and goes on from there.
    assert new.ledger.words[LAST_MOMENT] == 1_700_000_000_000_000


def test_what_lies_there_may_be_anything(machine: Make, server: redis_server.Server) -> None:
    one = machine("one")
    one.put("article:7")
    (key,) = ask(server, "KEYS", name("page:*"))
    raw = ask(server, "GET", key)
    assert 0 < ask(server, "TTL", key) <= 864_000
    for broken in (b"", b"x" * 10, raw[:-1], raw[:24] + b"\x80\x04.", raw[:40] + b"?" + raw[41:]):
        ask(server, "SET", key, broken)
        assert one.shelf.get(NAME) is None
        assert one.shelf.stale(NAME) is None


# --- Redis itself fails ------------------------------------------------------------------


def test_redis_is_stopped_and_starts_again_with_nothing(
    machine: Make, server: redis_server.Server, record_property: Callable[[str, object], None]
) -> None:
    one, two = machine("one"), machine("two")
    one.put("article:7")
    assert two.takes
    server.stop()
    try:
        with pytest.raises(NotifyFailed):
            one.tell("article:7")
        assert not one.takes
        one.put("article:7")
    finally:
        server.start()
    began = time.monotonic()
    settle(one, two)
    record_property("back after s", round(time.monotonic() - began, 2))
    one.put("article:7")
    assert two.takes
    before = two.ledger.generation
    two_page = two.put("article:8")
    one.tell("article:8")
    until(lambda: not two.ledger.is_unchanged(two_page.hard_slots, before))


def test_redis_comes_back_as_it_was_before(machine: Make, server: redis_server.Server) -> None:
    """As from a snapshot, or a replica that was behind."""
    one = machine("one")
    one.tell("article:7")
    one.put("article:7")
    kept = {key: ask(server, "DUMP", key) for key in ask(server, "KEYS", "*")}
    one.tell("article:7")
    assert not one.takes
    one.deafen()
    server.stop()
    server.start()
    for key, value in kept.items():
        ask(server, "RESTORE", key, 0, value)
    new = machine("new")
    assert not new.takes, "nobody has told it of the second change"
    one.listen()
    assert not one.takes
    settle(one, new)
    one.put("article:7")
    assert new.takes


def test_redis_forgets_what_it_needs(machine: Make, server: redis_server.Server) -> None:
    """As where it may put out whatever it likes, or somebody empties it."""
    one, two = machine("one"), machine("two")
    for number, gone in enumerate(("sums", "state")):
        key = f"article:{number}"
        slots, generation = [slot_of(key)], two.ledger.generation
        ask(server, "DEL", name(gone))
        with suppress(NotifyFailed):
            one.tell(key)
        until(partial(two.ledger.oldest_change, slots, generation))
        settle(one, two)
        one.put(key)
        until(lambda: two.takes)


@pytest.mark.parametrize("seed", range(int(os.environ.get("REDIS_SEQUENCES", "3"))))
def test_whatever_happens_no_host_takes_what_it_knows_to_be_old(
    machine: Make, server: redis_server.Server, seed: int
) -> None:
    machines = [machine(f"host {number}") for number in range(3)]
    newsroom = Newsroom(seed, machines, server)
    for _ in range(60):
        newsroom.step()
    for one in machines:
        one.listen()
    settle(*machines)
    newsroom.look([newsroom.now] * len(machines))


# --- All of it ---------------------------------------------------------------------------


@REAL
def test_real_hosts_share_their_pages(
    server: redis_server.Server, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    env = {"DATABASE_URL": database_url(), "REDIS_URL": server.url(), "PAGE_SHELF": "redis"}
    story = cast.live("Crane stays")
    path = story.get_absolute_url()

    def rendered(host: Host) -> int:
        return int(host.ask("renders"))

    with running_host(tmp_path / "a", **env) as one, running_host(tmp_path / "b", **env) as two:
        assert one.hears
        assert "redis: heard 0 s ago" in one.ask("say")[1]
        # Word of the story's making would take away a page that was made before it came.
        for host in (one, two):
            host.at_rest()
        assert one.get(path)[0] == 200
        assert two.get(path)[1] == "newsportal; hit"
        assert (rendered(one), rendered(two)) == (1, 0)
        committed = one.publish(story, "Crane goes")
        until(lambda: two.shows(path, "Crane goes"), every=0.001)
        record_property("seen after ms", round(1_000 * (time.time() - committed), 1))
        assert two.get(path)[1] == one.get(path)[1] == "newsportal; hit"
        # The page twice, and by the host that published what it warms: its section and the front.
        assert rendered(one) + rendered(two) <= 1 + 1 + 3
        with running_host(tmp_path / "c", **env) as new:
            assert new.get(path)[1] == "newsportal; hit"
            assert new.shows(path, "Crane goes")
            assert rendered(new) == 0
        server.stop()
        try:
            assert two.get(path)[1] == "newsportal; hit"
        finally:
            server.start()
