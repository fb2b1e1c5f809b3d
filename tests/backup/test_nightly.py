"""A backup each night by itself: once, whoever begins it, and seen at the desk."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from articles.admin.dashboard.problems import problems_of
from articles.backup import work
from articles.backup.failure import BackupFailed
from articles.backup.places import Place
from articles.backup.state import state
from articles.backup.taking import Taking
from articles.models import Backup
from tests import cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]
NIGHT = datetime(2026, 3, 1, 3, 30, tzinfo=UTC)


@pytest.fixture
def begun(place: Place, settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The processes that were begun: none really."""
    settings.BACKUP_AT = time(3, 30)
    found: list[Any] = []
    monkeypatch.setattr("articles.backup.work.subprocess.Popen", lambda *a, **_k: found.append(a))
    return found


def silent(_what: str, _number: int) -> None:
    """Tell nobody."""


def test_it_is_taken_once_a_night(begun: list[Any]) -> None:
    with time_machine.travel(NIGHT - timedelta(seconds=1), tick=False):
        assert not work.begin_if_due()
    with time_machine.travel(NIGHT, tick=False):
        assert work.begin_if_due()
        assert work.take_tonight(silent) is not None
        assert not work.begin_if_due()
        assert work.take_tonight(silent) is None
    with time_machine.travel(NIGHT + timedelta(days=1), tick=False):
        assert work.begin_if_due()
    assert len(begun) == 2


def test_two_hosts_do_not_both_take_it(begun: list[Any]) -> None:
    with time_machine.travel(NIGHT, tick=False):
        theirs = work.tonight()
        assert theirs is not None
        assert theirs.begin()
        assert not work.begin_if_due()
        assert work.take_tonight(silent) is None
    with time_machine.travel(NIGHT + timedelta(minutes=3), tick=False):
        assert work.take_tonight(silent) is not None, "theirs has died"
        assert not theirs.keep()


def test_one_that_fails_is_tried_again_and_told(
    begun: list[Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: Any) -> Any:
        raise BackupFailed("The disk of /backups is full.")

    with time_machine.travel(NIGHT, tick=False), monkeypatch.context() as patch:
        patch.setattr(Taking, "take", full)
        with pytest.raises(BackupFailed):
            work.take_tonight(silent)
        told = [one for one in problems_of(cast.operator()) if one.title == "Backup"]
        assert "The disk of /backups is full." in told[0].why
        assert "failed since" in state().words()
        assert not work.begin_if_due()
    with time_machine.travel(NIGHT + timedelta(minutes=11), tick=False):
        assert work.begin_if_due()
        work.take_tonight(silent)
        assert not [one for one in problems_of(cast.operator()) if one.title == "Backup"]
    with time_machine.travel(NIGHT + timedelta(hours=31), tick=False):
        told = [one for one in problems_of(cast.operator()) if one.title == "Backup"]
        assert "The last one was made on 1 Mar" in told[0].why
        assert "(late)" in state().words()


def test_what_is_not_switched_on_is_no_problem(settings: Any) -> None:
    settings.BACKUP_AT = None
    assert not work.begin_if_due()
    assert not Backup.objects.exists()
    assert not [one for one in problems_of(cast.operator()) if one.title == "Backup"]
