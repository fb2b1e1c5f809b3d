"""What caches have to be told is kept, joined, tried until it is done, and done by one worker."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.delivery.purging import queue
from articles.delivery.purging.background import Background
from articles.delivery.purging.varnish import Varnish
from articles.models import Purge
from tests.delivery import vendors
from tests.delivery.vendors import Answer, Asked, Vendor

pytestmark = pytest.mark.django_db
REAL = pytest.mark.django_db(transaction=True, serialized_rollback=True)
AGAIN = timedelta(seconds=6)


@pytest.fixture
def varnish(settings: Any) -> Iterator[Vendor]:
    """The one cache in front."""
    with vendors.running(vendors.varnish) as vendor:
        settings.PURGE_BACKENDS = ["varnish"]
        settings.PURGE_VARNISH_URLS = [vendor.url]
        yield vendor


@pytest.fixture
def two(settings: Any) -> Iterator[tuple[Vendor, Vendor]]:
    """Two Varnishes in front."""
    with vendors.running(vendors.varnish) as one, vendors.running(vendors.varnish) as other:
        settings.PURGE_BACKENDS = ["varnish"]
        settings.PURGE_VARNISH_URLS = [one.url, other.url]
        yield one, other


@pytest.fixture
def cloudflare(settings: Any) -> Iterator[Vendor]:
    """A vendor who takes ten keys a request."""
    with vendors.running(vendors.cloudflare) as vendor:
        settings.PURGE_BACKENDS = ["cloudflare"]
        settings.CLOUDFLARE_ZONE_ID, settings.CLOUDFLARE_API_TOKEN = "023e105f", "right"
        settings.CLOUDFLARE_API_URL, settings.CLOUDFLARE_KEYS_AT_ONCE = vendor.url, 10
        yield vendor


def told(vendor: Vendor) -> list[tuple[str, str]]:
    """With which method and keys a Varnish was asked."""
    return [(one.method, one.headers.get("xkey", "")) for one in vendor.asked]


def waiting() -> list[str]:
    """For whom something still waits."""
    return sorted(Purge.objects.filter(done_at=None).values_list("backend", flat=True))


# --- It works ---------------------------------------------------------------------------


def test_it_works(varnish: Vendor) -> None:
    queue.enqueue(["front:1", "article:7", "article:7"], soft=False)
    assert queue.work() == 1
    assert told(varnish) == [("PURGE", "article:7 front:1")]
    done = Purge.objects.get(backend="varnish")
    assert done.keys == ["article:7", "front:1"]
    assert (done.attempts, done.error) == (1, "")
    assert 0 < (done.seconds or 0) < 20
    assert queue.work() == 0


@pytest.mark.every_database
def test_it_is_repeated_for_pages_that_were_on_their_way(varnish: Vendor) -> None:
    queue.enqueue(["article:7"], soft=False)
    queue.work()
    with time_machine.travel(timezone.now() + AGAIN, tick=True):
        assert queue.work() == 1
        assert queue.work() == 0
    assert told(varnish) == [("PURGE", "article:7")] * 2
    assert Purge.objects.count() == 1, "the repetition itself tells nobody anything"


def test_a_soft_one_is_soft(varnish: Vendor) -> None:
    queue.enqueue(["~front:1"], soft=True)
    queue.work()
    assert told(varnish) == [("SOFTPURGE", "~front:1")]


def test_without_a_cache_nothing_is_kept() -> None:
    with CaptureQueriesContext(connection) as queries:
        queue.enqueue(["article:7"], soft=False)
        assert queue.work() == 0
        Background().call()
    assert len(queries) == 0


@pytest.mark.every_database
def test_no_keys_are_no_row(varnish: Vendor) -> None:
    queue.enqueue([], soft=False)
    assert not Purge.objects.exists()


def test_what_is_rolled_back_is_not_told(varnish: Vendor) -> None:
    def change() -> None:
        with transaction.atomic():
            queue.enqueue(["article:7"], soft=False)
            raise ValueError("Something else went wrong.")

    with pytest.raises(ValueError, match="else went wrong"):
        change()
    assert queue.work() == 0


def test_each_cache_is_told(two: tuple[Vendor, Vendor]) -> None:
    queue.enqueue(["article:7"], soft=False)
    assert queue.work() == 2
    assert [told(one) for one in two] == [[("PURGE", "article:7")]] * 2


def test_looking_costs_one_query(varnish: Vendor) -> None:
    with CaptureQueriesContext(connection) as queries:
        queue.work()
    assert len(queries) == 1


# --- Joined -----------------------------------------------------------------------------


def test_a_burst_is_joined(varnish: Vendor) -> None:
    for number in range(100):
        queue.enqueue(["front:1", f"article:{number}"], soft=False)
        queue.enqueue(["~front:1"], soft=True)
    with CaptureQueriesContext(connection) as queries:
        assert queue.work() == 200
    assert [method for method, _keys in told(varnish)] == ["PURGE", "SOFTPURGE"]
    assert told(varnish)[0][1].count("front:1") == 1
    assert len(queries) < 20


def test_what_was_dropped_need_not_be_called_stale(varnish: Vendor) -> None:
    queue.enqueue(["front:1", "section:2"], soft=True)
    queue.enqueue(["front:1"], soft=False)
    assert queue.work() == 2
    assert told(varnish) == [("PURGE", "front:1"), ("SOFTPURGE", "section:2")]


@pytest.mark.every_database
def test_a_soft_one_does_not_stand_for_a_hard_one(varnish: Vendor) -> None:
    varnish.troubles = [(503, {}, b"")]
    queue.enqueue(["front:1"], soft=True)
    queue.enqueue(["front:1"], soft=False)
    assert queue.work() == 0, "the hard one is told first, and failed"
    assert len(varnish.asked) == 1


def test_more_rows_than_fit_wait_their_turn(varnish: Vendor) -> None:
    for number in range(5):
        queue.enqueue([f"article:{number}"], soft=False)
    assert [queue.work(most=2) for _ in range(4)] == [2, 2, 1, 0]


def test_vendors_get_batches_of_their_size(cloudflare: Vendor) -> None:
    queue.enqueue([f"article:{number}" for number in range(25)], soft=False)
    assert queue.work() == 1
    assert [len(one.body["tags"]) for one in cloudflare.asked] == [10, 10, 5]


# --- Tried again ------------------------------------------------------------------------


def test_what_fails_is_tried_again_later_and_later(
    varnish: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    queue.enqueue(["article:7"], soft=False)
    Purge.objects.filter(backend__endswith=queue.AGAIN).delete()
    varnish.troubles = [(503, {}, b"")] * 12
    waits, now = [], timezone.now()
    for _ in range(12):
        with time_machine.travel(now, tick=False):
            assert queue.work() == 0
        row = Purge.objects.get()
        assert "error of its own (503)" in row.error
        waits.append(round((row.next_try_at - now).total_seconds()))
        with time_machine.travel(row.next_try_at - timedelta(milliseconds=1), tick=False):
            assert queue.work() == 0
        now = row.next_try_at
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    assert len(varnish.asked) == 12, "and never before its time"
    caplog.set_level(logging.WARNING)
    with time_machine.travel(now, tick=False):
        assert queue.work() == 1
    row = Purge.objects.get()
    assert (row.error, row.attempts) == ("", 13)
    assert "varnish can be purged again." in caplog.text


def test_it_is_tried_for_at_least_a_day(varnish: Vendor) -> None:
    queue.enqueue(["article:7"], soft=False)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        queue.forget_old()
        assert queue.work() == 2


def test_who_asks_for_time_gets_it(cloudflare: Vendor) -> None:
    cloudflare.troubles = [(429, {"Retry-After": "40"}, b"")]
    queue.enqueue(["article:7"], soft=False)
    with time_machine.travel(now := timezone.now(), tick=False):
        queue.work()
    row = Purge.objects.get(backend="cloudflare")
    assert row.next_try_at == now + timedelta(seconds=40)


@pytest.mark.every_database
def test_a_vendor_who_takes_little_at_once_is_told_bit_by_bit(cloudflare: Vendor) -> None:
    """What was told is not told once more, so that it comes to an end however slow it goes."""
    queue.enqueue([f"article:{number}" for number in range(25)], soft=False)
    Purge.objects.filter(backend__endswith=queue.AGAIN).delete()

    def slowly(asked: Asked) -> Answer:
        return vendors.cloudflare(asked) if len(cloudflare.asked) % 2 else (429, {}, b"")

    cloudflare.answer = slowly
    for turn, left in enumerate([15, 5, 0]):
        with time_machine.travel(timezone.now() + timedelta(minutes=turn), tick=False):
            assert queue.work() == (not left)
        row = Purge.objects.get()
        assert row.done_at or len(row.keys) == left
    tags = [tag for one in cloudflare.asked[::2] for tag in one.body["tags"]]
    assert sorted(tags) == sorted(f"article:{number}" for number in range(25))


@pytest.mark.every_database
def test_one_that_is_away_keeps_no_other_waiting(two: tuple[Vendor, Vendor]) -> None:
    two[0].troubles = [(500, {}, b"")] * 9
    queue.enqueue(["article:7"], soft=False)
    queue.work()
    assert waiting() == ["varnish-1", "varnish-1 again", "varnish-2 again"]
    with time_machine.travel(timezone.now() + timedelta(seconds=2), tick=False):
        queue.work()
    assert (len(two[0].asked), len(two[1].asked)) == (2, 1)


def test_one_that_hangs_keeps_no_other_waiting(
    two: tuple[Vendor, Vendor], monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = two[0].hold = threading.Event()
    monkeypatch.setattr("articles.delivery.purging.requests.TIMEOUT", 20)
    queue.enqueue(["article:7"], soft=False)
    Purge.objects.filter(backend__endswith=queue.AGAIN).delete()

    def answer(asked: Asked) -> Answer:
        hanging.set()
        return vendors.varnish(asked)

    two[1].answer = answer
    assert queue.work() == 2, "the one was only let go once the other had been told"


@pytest.mark.every_database
def test_one_failure_is_one_request_however_many_wait(varnish: Vendor) -> None:
    varnish.troubles = [(503, {}, b"")] * 3
    for number in range(9):
        queue.enqueue([f"article:{number}"], soft=False)
    assert [queue.work(most=3), queue.work(most=3)] == [0, 0]
    with time_machine.travel(timezone.now() + timedelta(seconds=1.5), tick=False):
        assert queue.work(most=3) == 0, "new ones are tried at once, and fail"
        assert queue.work(most=3) == 0, "those that failed before wait with them"
    assert len(varnish.asked) == 3


def test_once_it_is_well_nothing_waits_any_longer(varnish: Vendor) -> None:
    varnish.troubles = [(429, {"Retry-After": "250"}, b"")]
    queue.enqueue(["article:7"], soft=False)
    assert queue.work() == 0
    queue.enqueue(["article:8"], soft=False)
    assert [queue.work(), queue.work()] == [1, 1]


def test_whatever_breaks_is_kept_with_the_row(
    varnish: Vendor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: Any, **_options: Any) -> None:
        raise RuntimeError("A bug.")

    monkeypatch.setattr(Varnish, "send", broken)
    queue.enqueue(["article:7"], soft=False)
    assert queue.work() == 0
    row = Purge.objects.get(backend="varnish")
    assert row.error == "Internal error: RuntimeError: A bug."
    assert "Traceback" in caplog.text


# --- Several workers --------------------------------------------------------------------


def test_a_worker_that_dies_leaves_it_to_others(
    varnish: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.enqueue(["article:7"], soft=False)
    Purge.objects.filter(backend__endswith=queue.AGAIN).delete()

    class Killed(BaseException):
        pass

    def die(*_args: Any, **_options: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Varnish, "send", die)
        with pytest.raises(Killed):
            queue.work()
    assert queue.work() == 0, "it may still be in the other one's hands"
    with time_machine.travel(timezone.now() + Purge.pace.lease, tick=False):
        assert queue.work() == 1


@pytest.mark.every_database
@REAL
def test_any_number_may_work_and_each_row_is_told_once(varnish: Vendor) -> None:
    for number in range(60):
        queue.enqueue([f"article:{number}"], soft=False)
    Purge.objects.filter(backend__endswith=queue.AGAIN).delete()
    begin = threading.Barrier(4)

    def worker(_number: int) -> int:
        begin.wait()
        done = 0
        try:
            while some := queue.work(most=3):
                done += some
        finally:
            connection.close()
        return done

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(worker, range(4))) == 60
    keys = [key for _method, line in told(varnish) for key in line.split()]
    assert sorted(keys) == sorted(f"article:{number}" for number in range(60))
    assert set(Purge.objects.values_list("attempts", flat=True)) == {1}
