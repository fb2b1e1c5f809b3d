"""A thread is always left for the pages kept, whatever the others wait for."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest

from articles.delivery.door import thread_limit as rooms
from articles.delivery.door.thread_limit import RESERVED_THREADS, ThreadLimit
from tests.waiting import PATIENCE, until


@contextmanager
def stuck(room: ThreadLimit, *, pages: int = 0, others: int = 0) -> Iterator[list[Future[bool]]]:
    """So many who come and stay, those who find a place."""
    go = Event()

    def stay(for_page: bool) -> bool:
        with room.entered(for_page=for_page) as inside:
            if inside:
                assert go.wait(PATIENCE)
            return inside

    with ThreadPoolExecutor(pages + others) as pool:
        asked = [pool.submit(stay, number < pages) for number in range(pages + others)]
        try:
            yield asked
        finally:
            go.set()


def enters(room: ThreadLimit, *, for_page: bool) -> bool:
    with room.entered(for_page=for_page) as inside:
        return inside


def inside(room: ThreadLimit) -> int:
    return sum(room._inside.values())


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "STANDSTILL_SECONDS", {True: 0.05, False: 0.05})
    monkeypatch.setattr(rooms, "LOOK", 0.01)


def test_the_desk_leaves_a_place_for_a_page() -> None:
    room = ThreadLimit(4)
    with stuck(room, others=4) as asked:
        until(lambda: inside(room) == 3 and len(room._line) == 1)
        assert enters(room, for_page=True)
        assert not enters(room, for_page=False), "the last thread is not to wait"
        assert not any(one.done() for one in asked)
    assert all(one.result() for one in asked), "whoever was in line gets in"


def test_pages_that_stand_still_hold_the_last_thread_neither() -> None:
    room = ThreadLimit(2)
    with stuck(room, pages=2 + RESERVED_THREADS - 1):
        until(lambda: inside(room) == 2 and len(room._line) == RESERVED_THREADS - 1)
        assert not enters(room, for_page=True)
    assert enters(room, for_page=True)


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "LONGEST", 0.02)
    room = ThreadLimit(1)
    with stuck(room, others=1):
        until(lambda: inside(room) == 1)
        assert not enters(room, for_page=False)


def test_a_crowd_gets_in_while_there_is_movement() -> None:
    room = ThreadLimit(2)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(enters, room, for_page=bool(n % 2)) for n in range(400)]
    assert all(one.result() for one in asked)
