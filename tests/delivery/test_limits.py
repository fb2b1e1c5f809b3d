"""How often somebody may ask for what is costly: budgets of a person, a network, and of all."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import redis
from hypothesis import given
from hypothesis import strategies as st

from articles.delivery.limits import limiter as module
from articles.delivery.limits.buckets import PLACES, ROWS, Buckets
from articles.delivery.limits.kinds import AUTOSAVE, KINDS, PREVIEW, REPORT, SEARCH, UPLOAD, Budget
from articles.delivery.limits.limiter import Limiter
from articles.delivery.limits.redis import RedisBuckets
from tests import redis_server
from tests.waiting import PATIENCE

pytestmark = pytest.mark.sqlite
WHO, OTHER = bytes(range(16)), bytes(range(1, 17))
THREE = Budget(3, 60)


class Clock:
    """The time, as a test has it."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.fixture
def limits(tmp_path: Path, clock: Clock) -> Limiter:
    return Limiter(Buckets(tmp_path / "limits"))


# --- A budget ----------------------------------------------------------------------------


def test_so_many_at_once_and_then_one_after_the_other(tmp_path: Path) -> None:
    buckets = Buckets(tmp_path / "limits")
    assert [buckets.take(WHO, THREE, 100.0) for _ in range(4)] == [0, 0, 0, 1.0]
    assert buckets.take(WHO, THREE, 100.75) == pytest.approx(0.25)
    assert [buckets.take(WHO, THREE, 101.0) for _ in range(2)] == [0, 1.0]
    assert buckets.take(OTHER, THREE, 101.0) == 0


def test_all_processes_of_a_host_take_from_the_same(tmp_path: Path) -> None:
    one, other = Buckets(tmp_path / "limits"), Buckets(tmp_path / "limits")
    assert [one.take(WHO, THREE, 100.0), other.take(WHO, THREE, 100.0)] == [0, 0]
    assert [other.take(WHO, THREE, 100.0), one.take(WHO, THREE, 100.0)] == [0, 1.0]


def test_without_a_disk_a_process_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    alone = Buckets(tmp_path / "file" / "limits")
    assert [alone.take(WHO, THREE, 100.0) for _ in range(4)] == [0, 0, 0, 1.0]


def test_a_clock_that_is_set_back_shuts_nobody_out(tmp_path: Path) -> None:
    buckets = Buckets(tmp_path / "limits")
    for _ in range(3):
        buckets.take(WHO, THREE, 9_000.0)
    assert buckets.take(WHO, THREE, 100.0) == 0


def test_very_many_take_no_more_room_and_shut_nobody_out(tmp_path: Path) -> None:
    buckets, chance = Buckets(tmp_path / "limits"), random.Random(7)
    size = None
    for _ in range(3 * ROWS * PLACES):
        assert buckets.take(chance.randbytes(16), THREE, 100.0) == 0
        size = size or (tmp_path / "limits").stat().st_size
    assert (tmp_path / "limits").stat().st_size == size == 8 * (2 * ROWS * PLACES + 1)


@given(st.lists(st.floats(0, 5), max_size=60), st.integers(1, 9), st.integers(1, 600))
def test_never_more_than_the_budget_comes_through(
    pauses: list[float], at_once: int, a_minute: int
) -> None:
    buckets, now, let_through = Buckets(Path("/dev/null/limits")), 1_000.0, 0
    for pause in pauses:
        now += pause
        let_through += buckets.take(WHO, Budget(at_once, a_minute), now) == 0
    assert let_through <= at_once + (now - 1_000.0) * a_minute / 60 + 1


# --- Whose -------------------------------------------------------------------------------


def test_a_person_has_their_own_wherever_they_are(limits: Limiter) -> None:
    for _ in range(AUTOSAVE.person.at_once if AUTOSAVE.person else 0):
        assert limits.wait(AUTOSAVE, person=1, network="192.0.2.1") == 0
    assert limits.wait(AUTOSAVE, person=1, network="198.51.100.1") > 0
    assert limits.wait(AUTOSAVE, person=2, network="192.0.2.1") == 0
    assert limits.wait(UPLOAD, person=1, network="192.0.2.1") == 0, "of each kind"


def test_a_network_that_is_not_known_has_no_limit_but_that_of_all(limits: Limiter) -> None:
    assert {limits.wait(SEARCH) for _ in range(2_000)} == {0}
    assert REPORT.everybody
    waits = [limits.wait(REPORT) for _ in range(REPORT.everybody.at_once + 1)]
    assert (set(waits[:-1]), waits[-1] > 0) == ({0}, True)


def test_an_operator_gives_more_or_none(tmp_path: Path, clock: Clock) -> None:
    def allowed(share: float) -> int:
        limits = Limiter(Buckets(tmp_path / f"limits-{share}"), share=share)
        return next(n for n in count() if limits.wait(PREVIEW, network="192.0.2.1") or n > 400)

    assert (allowed(0.5), allowed(1.0), allowed(2.0), allowed(0)) == (60, 120, 240, 401)


def test_no_address_is_kept(limits: Limiter, tmp_path: Path) -> None:
    limits.wait(SEARCH, network="192.0.2.1")
    assert b"192.0.2.1" not in (tmp_path / "limits").read_bytes()


def test_a_newsroom_of_a_hundred_behind_one_address_meets_no_limit(
    limits: Limiter, clock: Clock
) -> None:
    """Three minutes of a busy morning: each has three forms open and types in one, searches, looks
    at the preview, and some drop a card of pictures. All stand behind one network, and so do as
    many readers' searches; then one of them goes on without end, and nobody else is stopped."""
    chance, office = random.Random(7), "192.0.2.1"
    refused: dict[str, int] = {}
    for second in range(180):
        clock.now += 1
        for person in range(100):
            asked = [AUTOSAVE] * 3 if second % 10 == person % 10 else []
            asked += [AUTOSAVE] if second % 2 == person % 2 else []
            asked += [PREVIEW] if second % 3 == person % 3 else []
            asked += [UPLOAD] * 200 if second == 60 and person % 20 == 0 else []
            for kind in asked:
                if limits.wait(kind, person=person, network=office):
                    refused[kind.name] = refused.get(kind.name, 0) + 1
            if chance.random() < 1 / 30 and limits.wait(SEARCH, network=office):
                refused["search"] = refused.get("search", 0) + 1
    assert refused == {}
    waits = [limits.wait(AUTOSAVE, person=7, network=office) for _ in range(300)]
    assert waits[-1] > 0
    assert limits.wait(AUTOSAVE, person=8, network=office) == 0


# --- In Redis ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[redis_server.Server]:
    if not redis_server.program():
        pytest.skip("there is no redis-server")
    with redis_server.running_redis() as server:
        yield server


@pytest.fixture
def hosts(server: redis_server.Server, tmp_path: Path, clock: Clock) -> list[Limiter]:
    url = server.url()
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return [
        Limiter(Buckets(tmp_path / name), RedisBuckets(url, PATIENCE)) for name in ("one", "other")
    ]


def test_all_hosts_take_from_the_same(hosts: list[Limiter], tmp_path: Path) -> None:
    assert PREVIEW.network
    for number in range(PREVIEW.network.at_once):
        assert hosts[number % 2].wait(PREVIEW, network="192.0.2.1") == 0
    # By Redis' own clock, which goes on.
    waits = [hosts[number % 2].wait(PREVIEW, network="192.0.2.1") for number in range(20)]
    assert 0 < max(waits) <= 60 / PREVIEW.network.a_minute
    assert not (tmp_path / "one").exists()


def test_a_key_goes_by_itself(hosts: list[Limiter]) -> None:
    hosts[0].wait(SEARCH, network="192.0.2.1")
    shared = hosts[0].shared
    assert shared
    keys = shared._client.ask(lambda redis: redis.keys("*:limit:*"))
    assert len(keys) == 1 and b"192.0.2.1" not in keys[0]
    assert shared._client.ask(lambda redis: redis.pttl(keys[0])) in range(1, 1_000)


def test_each_host_goes_on_alone_where_redis_hangs(tmp_path: Path, clock: Clock) -> None:
    """It is asked once, for a fifth of a second, and then left alone."""
    assert PREVIEW.network
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        limits = Limiter(Buckets(tmp_path / "limits"), RedisBuckets(url))
        waits = [
            limits.wait(PREVIEW, network="192.0.2.1") for _ in range(PREVIEW.network.at_once + 1)
        ]
        assert (set(waits[:-1]), waits[-1] > 0) == ({0}, True)
        silent.settimeout(0)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()


def test_each_host_goes_on_alone_where_redis_is_gone(
    hosts: list[Limiter], server: redis_server.Server
) -> None:
    assert PREVIEW.network
    hosts[0].wait(PREVIEW, network="192.0.2.1")
    server.stop()
    try:
        for one in hosts:
            waits = [
                one.wait(PREVIEW, network="192.0.2.1") for _ in range(PREVIEW.network.at_once + 1)
            ]
            assert (set(waits[:-1]), waits[-1] > 0) == ({0}, True)
    finally:
        server.start()


def test_each_kind_lets_somebody_in() -> None:
    names = [kind.name for kind in KINDS]
    assert len(set(names)) == len(names)
    for kind in KINDS:
        budgets = [kind.person, kind.network, kind.everybody]
        assert any(budgets) and all(one.at_once and one.a_minute for one in budgets if one)
