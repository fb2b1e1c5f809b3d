"""A backup stands behind whoever works: on the processor, and in SQLite's line of writers."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, time
from time import sleep
from typing import Any

import pytest
import time_machine

from articles.backup import work
from articles.backup.failure import BackupFailed, Exit
from articles.backup.places import Place
from articles.backup.taking import Taking
from articles.lib.host.priority import NICE
from articles.models import Backup

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


def silent(_what: str, _number: int) -> None:
    """Tell nobody."""


def _priority() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_it_stands_back_but_not_while_it_writes_to_the_database(
    place: Place, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, seen = _priority(), dict[str, int]()
    take, keep = Taking.take, Backup.keep

    def slow(self: Taking) -> Any:
        seen["reads"] = _priority()
        while "says" not in seen:
            sleep(0.001)
        return take(self)

    def said(self: Backup, **values: Any) -> bool:
        seen["says"] = _priority()
        return keep(self, **values)

    monkeypatch.setattr(Taking, "take", slow)
    monkeypatch.setattr(Backup, "keep", said)
    monkeypatch.setattr(work, "WORD", 0.01)
    work.take(settings.BACKUP_URL, silent)
    assert seen == {"reads": min(own + NICE, 19), "says": own}


def test_one_that_was_taken_over_ends(
    place: Place, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(self: Taking) -> Any:
        while True:
            self.go_on()
            sleep(0.001)

    monkeypatch.setattr(Taking, "take", endless)
    monkeypatch.setattr(Backup, "keep", lambda _self: False)
    monkeypatch.setattr(work, "WORD", 0.01)
    with pytest.raises(BackupFailed) as failed:
        work.take(settings.BACKUP_URL, silent)
    assert failed.value.code == Exit.BUSY


def test_that_of_a_night_shares_the_processors_with_nobody_but_its_own(
    place: Place, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session of its own would have as large a share as the portal's."""
    settings.BACKUP_AT, begun = time(3, 30), dict[str, Any]()
    monkeypatch.setattr(
        "articles.backup.work.subprocess.Popen", lambda _c, **options: begun.update(options)
    )
    with time_machine.travel(datetime(2026, 3, 1, 3, 30, tzinfo=UTC), tick=False):
        assert work.begin_if_due()
    assert begun.get("process_group") == 0
    assert not begun.get("start_new_session")
