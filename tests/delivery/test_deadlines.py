"""What time itself changes is seen by whoever comes after the moment, in whatever process."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from articles.delivery.ledger.ledger import NEXT_MOMENT
from articles.models import Article
from articles.models.lifecycle import scheduler
from tests import cast
from tests.delivery.front_door_reader import Portal
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def readers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


def front(portal: Portal) -> str:
    """The front page, asked for by a thread of its own."""
    try:
        return portal.get("/").text
    finally:
        connections.close_all()


class Slow:
    """Looks after what is due, once it is told to go on."""

    def __init__(self) -> None:
        self.begun, self.may_go_on = Event(), Event()
        self.look = scheduler.changes_are_due

    def __call__(self, *arguments: object) -> bool:
        self.begun.set()
        assert self.may_go_on.wait(PATIENCE)
        return self.look(*arguments)  # type: ignore[arg-type]


def planned() -> Article:
    """A live story that will have another headline in an hour."""
    story = cast.live("Kite is down")
    story.write({**story.content(), "headline": "Kite is up"}, cast.editor())
    story.publish(None, at=timezone.now() + timedelta(hours=1))
    return story


def test_who_comes_while_another_reader_looks_waits_for_it(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, readers: ThreadPoolExecutor
) -> None:
    planned()
    assert "Kite is down" in portal.get("/").text
    slow = Slow()
    monkeypatch.setattr(scheduler, "changes_are_due", slow)
    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1), tick=True):
        first = readers.submit(front, portal)
        assert slow.begun.wait(PATIENCE)
        second: Future[str] = readers.submit(front, portal)
        # It can't be seen that somebody waits; but who does not has answered by then.
        with pytest.raises(TimeoutError):
            second.result(0.3)
        slow.may_go_on.set()
        for one in (first, second):
            assert "Kite is up" in one.result(PATIENCE)


def test_what_is_planned_while_somebody_looks_is_not_forgotten(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments, words = portal.services.deadlines, portal.services.ledger.words
    soon = timezone.now() + timedelta(seconds=5)
    look = scheduler.changes_are_due

    def looks(now: object = None) -> bool:
        # Another process plans something after this one has asked for what comes next.
        moments.expect(soon)
        return look()

    monkeypatch.setattr(scheduler, "changes_are_due", looks)
    moments.forget()
    assert moments.turn()
    assert words[NEXT_MOMENT] <= soon.timestamp() * 1e6, "it is looked at once more by then"


def test_nobody_waits_for_who_waits_for_the_database(portal: Portal) -> None:
    moments = portal.services.deadlines
    with moments.locks.alone("the clock", wait=0):
        moments.forget()
        moments._is_away = True
        assert not moments.turn()
        moments._is_away = False
        assert portal.get("/").status == 200, "after a second the page goes out as it is known"
