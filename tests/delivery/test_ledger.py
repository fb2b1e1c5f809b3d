"""The ledger whatever becomes of its file: no room for it, removed, replaced, a clock set back."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.delivery.door.single_flight import SingleFlight
from articles.delivery.ledger import shared
from articles.delivery.ledger.ledger import (
    FIRST_SLOT,
    GENERATION,
    WORD,
    WORDS,
    Ledger,
    slot_of,
)
from tests.disk import Disk, small_disk

pytestmark = pytest.mark.sqlite
KEY = "article:7"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Room for two ledgers."""
    with small_disk(tmp_path / "disk", 20) as made:
        yield made


def is_good(ledger: Ledger, generation: int) -> bool:
    """Whether a page about KEY that was begun at `generation` would be sent."""
    return not ledger.alone and ledger.is_unchanged([slot_of(KEY)], generation)


def test_all_its_room_is_reserved(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "pages" / "ledger")
    facts = (tmp_path / "pages" / "ledger").stat()
    assert facts.st_blocks * 512 >= facts.st_size == WORD * WORDS
    assert stat.S_IMODE(facts.st_mode) == 0o600
    assert [path.name for path in (tmp_path / "pages").iterdir()] == ["ledger"]
    assert ledger.changes == 0
    ledger.put_down([KEY])
    assert ledger.changes == 1


def test_one_without_holes_is_made_of_one_with_holes(tmp_path: Path) -> None:
    """A release before had made it without reserving anything."""
    before = Ledger(tmp_path / "ledger")
    before.put_down([KEY])
    at = before.words[slot_of(KEY)]
    raw = (tmp_path / "ledger").read_bytes()
    with (tmp_path / "ledger").open("wb") as file:
        file.write(raw[: FIRST_SLOT * WORD])
        file.truncate(len(raw))
        file.seek(slot_of(KEY) * WORD)
        file.write(raw[slot_of(KEY) * WORD :][:WORD])
    found = Ledger(tmp_path / "ledger")
    facts = (tmp_path / "ledger").stat()
    assert facts.st_blocks * 512 >= facts.st_size
    assert (found.epoch, found.words[slot_of(KEY)]) == (before.epoch, at)


def test_without_room_nothing_is_kept_and_nobody_dies(
    disk: Disk, caplog: pytest.LogCaptureFixture
) -> None:
    disk.fill()
    ledger = Ledger(disk.path / "pages" / "ledger")
    generation = ledger.generation
    assert ledger.alone and not is_good(ledger, generation)
    for _turn in range(3):
        ledger.look()
        ledger.put_down([KEY])
    ledger.words[slot_of(KEY)] = 1
    assert ledger.trouble == "No space left on device"
    assert caplog.text.count("No page can be cached") == 1
    disk.make_room()
    assert ledger.look() and not ledger.trouble
    assert "Pages are kept again" in caplog.text
    assert not is_good(ledger, generation)
    assert is_good(ledger, ledger.generation)


def test_a_full_disk_is_nothing_to_one_that_is_there(disk: Disk) -> None:
    ledger = Ledger(disk.path / "pages" / "ledger")
    disk.fill()
    generation = ledger.generation
    for number in range(20_000):
        ledger.put_down([f"article:{number}"])
    assert not is_good(ledger, generation) and is_good(ledger, ledger.generation)
    other = Ledger(disk.path / "pages" / "ledger")
    assert other.generation == ledger.generation


@pytest.mark.parametrize("what", ["ledger", "pages", "all of it"])
def test_it_may_be_removed_while_it_is_used(tmp_path: Path, what: str) -> None:
    reading, writing = (Ledger(tmp_path / "pages" / "ledger") for _process in range(2))
    generation = reading.generation
    assert is_good(reading, generation)
    if what == "ledger":
        (tmp_path / "pages" / "ledger").unlink()
    else:
        shutil.rmtree(tmp_path / "pages")
    if what == "all of it":
        # And somebody else was there first.
        Ledger(tmp_path / "pages" / "ledger")
    writing.put_down([KEY])
    assert reading.look()
    assert not is_good(reading, generation)
    assert reading.generation == writing.generation
    generation = reading.generation
    writing.put_down([KEY])
    assert not is_good(reading, generation)


def test_removed_on_a_full_disk(disk: Disk) -> None:
    reading, writing = (Ledger(disk.path / "pages" / "ledger") for _process in range(2))
    generation = reading.generation
    # What fills it takes the room at once.
    shutil.rmtree(disk.path / "pages")
    os.close(os.open(disk.path / "kept", os.O_CREAT))
    disk.fill()
    writing.put_down([KEY])
    assert not reading.look() and not is_good(reading, generation)
    disk.make_room()
    assert reading.look() and writing.look()
    assert not is_good(reading, generation)


def test_a_clock_that_was_set_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger(tmp_path / "ledger")
    generation = ledger.generation
    (tmp_path / "ledger").unlink()
    monkeypatch.setattr("articles.delivery.ledger.ledger.time_ns", lambda: 1_000)
    ledger.look()
    assert ledger.generation > generation and not is_good(ledger, generation)


def test_a_file_that_is_none_of_ours_is_replaced(tmp_path: Path) -> None:
    for content in (b"", b"Dear reader", bytes(WORD * WORDS)):
        (tmp_path / "ledger").write_bytes(content)
        ledger = Ledger(tmp_path / "ledger")
        assert is_good(ledger, ledger.generation)


def test_who_writes_into_a_new_file_waits_until_all_have_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages are exact: nobody has told a change while others trust in a file that is gone."""
    waits = list[float]()
    monkeypatch.setattr(shared, "sleep", waits.append)
    Ledger(tmp_path / "ledger", notice=30)
    other = Ledger(tmp_path / "ledger", notice=30)
    other.put_down([KEY])
    assert len(waits) == 1 and 25 < waits[0] <= 30


def test_where_no_file_can_be_locked_processes_do_not_wait_for_each_other(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    one, other = (SingleFlight(tmp_path / "file" / "flights") for _process in range(2))
    with one.alone("/", wait=0) as ours, other.alone("/", wait=0) as theirs:
        assert ours and theirs
        with one.alone("/", wait=0) as of_another_thread:
            assert not of_another_thread


def _count(path: Path, times: int) -> None:
    ledger = Ledger(path)
    for turn in range(times):
        ledger.put_down([f"article:{turn}"])


def test_several_processes_begin_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    path = tmp_path / "pages" / "ledger"
    processes = [context.Process(target=_count, args=(path, 300)) for _process in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    assert Ledger(path).changes == 1_200


def test_one_who_looks_by_itself(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "pages" / "ledger")
    moved = list[int]()
    ledger.moved.append(lambda words: moved.append(words[GENERATION]))
    ledger.watch()
    shutil.rmtree(tmp_path / "pages")
    end = time.monotonic() + 60
    while not moved and time.monotonic() < end:
        time.sleep(0.01)
    assert moved == [ledger.generation] and not ledger.alone
