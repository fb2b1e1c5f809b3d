"""Passwords are hashed one after the other on a host, and nobody waits for ever."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, make_password

from articles.lib.host import hashing, priority
from articles.lib.host.hashing import TooBusy, by_turns
from tests.waiting import PATIENCE


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.VAR_DIR = tmp_path
    settings.PASSWORD_HASHERS = ["articles.lib.host.hashing.Hasher"]
    hashing._thread.cache_clear()
    yield tmp_path
    hashing._thread().shutdown()
    hashing._thread.cache_clear()


def test_it_works(folder: Path) -> None:
    password = make_password("a very good one")
    assert password.startswith("pbkdf2_sha256$"), "as Django itself keeps them"
    assert check_password("a very good one", password)
    assert not check_password("another one", password)
    assert (folder / "hashing.lock").stat().st_mode & 0o777 == 0o600


def test_by_a_thread_that_stands_back() -> None:
    def where() -> tuple[int, int]:
        own = threading.get_native_id()
        return own, os.getpriority(os.PRIO_PROCESS, own)

    thread, nice = by_turns(where)
    assert thread != threading.get_native_id()
    assert nice == min(19, os.getpriority(os.PRIO_PROCESS, os.getpid()) + priority.NICE)


def test_one_at_a_time() -> None:
    now: list[int] = []
    most: list[int] = []

    def work() -> None:
        now.append(1)
        most.append(len(now))
        now.pop()

    with ThreadPoolExecutor(8) as crowd:
        for one in [crowd.submit(by_turns, work) for _one in range(50)]:
            one.result()
    assert most == [1] * 50


def test_who_would_wait_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = Event(), Event()

    def slow() -> int:
        begun.set()
        assert go_on.wait(PATIENCE)
        return 7

    monkeypatch.setattr(hashing, "PATIENCE", 0.05)
    with ThreadPoolExecutor(1) as other:
        first = other.submit(by_turns, slow)
        assert begun.wait(PATIENCE)
        with pytest.raises(TooBusy):
            by_turns(lambda: 8)
        go_on.set()
        assert first.result() == 7, "what has begun is done to its end"
    assert by_turns(lambda: 9) == 9


def test_another_process_counts_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "PATIENCE", 0.05)
    with (folder / "hashing.lock").open("w") as other:
        assert hashing._locked(other.fileno())
        with pytest.raises(TooBusy):
            by_turns(lambda: 8)
    assert by_turns(lambda: 9) == 9


def test_without_a_folder_it_goes_on(settings: Any, folder: Path) -> None:
    settings.VAR_DIR = folder / "gone"
    assert by_turns(lambda: 9) == 9


@pytest.mark.parametrize(
    ("set_as", "typed"),
    [
        ("caf\u00e9 am hafen", "cafe\u0301 am hafen"),
        ("\uac00\ub098\ub2e4 long enough", "\u1100\u1161\u1102\u1161\u1103\u1161 long enough"),
        ("\uff11\uff12\uff13 crane", "123 crane"),
        ("کشتی در بندر", "کشتی در بندر"),
    ],
)
def test_a_password_is_the_same_however_it_is_written(set_as: str, typed: str) -> None:
    hasher = hashing.Hasher()
    for one, other in ((set_as, typed), (typed, set_as)):
        encoded = hasher.encode(one, "salt", 1)
        assert hasher.verify(other, encoded)
        assert not hasher.verify(other + "x", encoded)


def test_one_that_was_hashed_as_it_was_typed_goes_on_working() -> None:
    typed = "cafe\u0301 am hafen"
    former = PBKDF2PasswordHasher().encode(typed, "salt", 1)
    assert hashing.Hasher().verify(typed, former)
    assert not hashing.Hasher().verify("another one", former)
