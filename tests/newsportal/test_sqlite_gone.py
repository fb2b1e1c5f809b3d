"""The database's file is moved away under a portal that runs, put back, or replaced."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connections, transaction

from articles.lib.database.outages import is_trouble
from articles.lib.database.serving import never_make_one
from articles.models import Heartbeat
from newsportal.sqlite import base
from tests import database

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def file(tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A database of the test's own, in the place of that of the tests, with a word in its log; as
    a process has it that serves."""
    ours: Any = connections["default"]
    monkeypatch.setattr(base.DatabaseWrapper, "makes_its_file", True)
    never_make_one()
    before = ours.settings_dict["NAME"]
    found = tmp_path / "newsportal.sqlite3"
    database.migrated(shared, tmp_path).rename(found)
    database.use(found)
    Heartbeat.beat("before")
    yield found
    database.use(before)


def a_request_ends() -> None:
    """As Django ends each."""
    connections["default"].close_if_unusable_or_obsolete()


def beats(file: Path) -> set[str]:
    """What is in a file."""
    there = sqlite3.connect(file)
    try:
        return {name for (name,) in there.execute("SELECT name FROM articles_heartbeat")}
    finally:
        there.close()


def test_it_is_moved_away_and_put_back(file: Path) -> None:
    aside = file.with_name("aside")
    file.rename(aside)
    with pytest.raises(OperationalError, match="was moved away") as refused, transaction.atomic():
        Heartbeat.beat("meanwhile")
    assert is_trouble(refused.value), "a 503, and one line of the log"
    for _each in range(2):
        a_request_ends()
        with pytest.raises(OperationalError, match="is gone"):
            Heartbeat.beat("meanwhile")
    assert not file.exists(), "no empty one is made in its place"
    aside.rename(file)
    Heartbeat.beat("after")
    assert set(Heartbeat.ages()) >= {"before", "after"}


def test_another_one_is_put_in_its_place(file: Path, tmp_path: Path, shared: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for ending in ("-wal", "-shm"):
        file.with_name(file.name + ending).unlink()
    database.migrated(shared, other).replace(file)
    with pytest.raises(OperationalError, match="replaced"), transaction.atomic():
        Heartbeat.beat("meanwhile")
    a_request_ends()
    Heartbeat.beat("after")
    assert beats(file) == {"after"}
