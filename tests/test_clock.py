"""The clock jumps by hours, forth and back: what is due goes by the clock that is set, and nothing
is held up, locked or taken for the newest by one that was wrong.

Leases and waits: tests/models/test_scheduler_races.py; limits: tests/delivery/test_limits.py; the
ledger and what is shown early: tests/delivery/test_ledger.py and test_outages.py; codes:
tests/admin/access/test_second_step.py.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from articles.admin.people import lockout
from articles.backup import manifest
from articles.backup.places import place_at
from articles.backup.state import State
from articles.lib.host.shutdown import Shutdown
from articles.management.commands.ticker import Ticker
from articles.models.access import sessions
from tests import cast
from tests.backup.doing import take
from tests.delivery.front_door_reader import portal_in
from tests.models.test_scheduler import REAL

HOURS = timedelta(hours=3)
pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Any:
    """It stands still, and jumps by `shift`."""
    with time_machine.travel(timezone.now(), tick=False) as found:
        yield found


def is_in(client: Client) -> bool:
    """Whether the desk knows who it is."""
    return client.get("/admin/").status_code == 200


def test_a_session_is_no_longer_than_by_the_right_clock(clock: Any, client: Client) -> None:
    idle, _whole = sessions.limits_of(cast.editor())
    clock.shift(HOURS)
    client.force_login(cast.editor())
    assert is_in(client)
    clock.shift(-HOURS)
    assert is_in(client), "nobody is logged out by a clock that is set right"
    client.post("/admin/articles/article/presence/")  # somebody is there
    assert Session.objects.get().expire_date <= timezone.now() + idle
    clock.shift(idle + HOURS)
    assert not is_in(client)


def test_nobody_is_locked_out_for_longer(clock: Any) -> None:
    clock.shift(HOURS)
    now = timezone.now()
    for _each in range(lockout.HERE):
        lockout._count("editor", "192.0.2.1", now)
    assert lockout.locked_until("editor", "192.0.2.1", now)
    clock.shift(-HOURS)
    assert lockout.locked_until("editor", "192.0.2.1", timezone.now()) is None
    for number in range(lockout.HERE):
        assert not lockout.locked_until("editor", "192.0.2.1", timezone.now()), number
        lockout._count("editor", "192.0.2.1", timezone.now())
    assert lockout.locked_until("editor", "192.0.2.1", timezone.now()), "who guesses is locked"
    clock.shift(HOURS)
    assert lockout.locked_until("editor", "192.0.2.1", timezone.now()) is None


@REAL
@pytest.mark.sqlite
def test_the_newest_backup_is_that_of_the_right_clock(clock: Any, tmp_path: Path) -> None:
    place = place_at(str(tmp_path / "backups"))
    clock.shift(HOURS)
    ahead = take(place)
    assert manifest.chosen(place, "latest").name == ahead.name
    clock.shift(-HOURS)
    right = take(place)
    assert manifest.whole(place) == [right.name, ahead.name]
    assert manifest.chosen(place, "latest").name == right.name


def test_a_backup_of_a_time_to_come_is_none(settings: Any) -> None:
    settings.BACKUP_AT = timezone.now().time()
    in_a_year = timezone.now() + timedelta(days=365)
    assert State(in_a_year, "", 0).is_late
    assert not State(timezone.now() + HOURS, "", 0).is_late


@REAL
def test_pages_go_by_the_clock_that_is_set(clock: Any, tmp_path: Path, settings: Any) -> None:
    """Forth: what is due is there. Back: the ticker sees it, and ages and schedules are true."""
    cast.live("Out for an hour")
    later = cast.draft("Due in two hours")
    later.publish(None, at=timezone.now() + timedelta(hours=2))
    with portal_in(tmp_path / "var", settings) as portal:
        ticker = Ticker(Shutdown())
        ticker._look_at_the_clock()
        before = portal.get("/").text
        assert "1 hour ago" in before and "Due in two hours" not in before
        clock.shift(HOURS)
        ticker._look_at_the_clock()
        ahead = portal.get("/").text
        assert "4 hours ago" in ahead and "Due in two hours" in ahead
        assert portal.get(later.get_absolute_url()).status == 200
        clock.shift(-HOURS)
        ticker._look_at_the_clock()
        after = portal.get("/").text
        assert "1 hour ago" in after and "Due in two hours" not in after
        assert portal.get(later.get_absolute_url()).status == 404
        assert portal.get("/").is_hit
