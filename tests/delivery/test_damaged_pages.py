"""A page on the shelf that is not what was written is no page: it is made anew, and kept again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.delivery.ledger.ledger import Ledger
from articles.delivery.pages.page import Page
from articles.delivery.shelves.files import FileShelf
from articles.lib.dependencies import Dependencies
from tests import cast
from tests.delivery.front_door_reader import Portal

NAME = "0123456789abcdef"


@pytest.fixture
def shelf(tmp_path: Path) -> FileShelf:
    """With one page."""
    shelf = FileShelf(tmp_path / "shelf", Ledger(tmp_path / "ledger"), "release")
    shelf.put(NAME, page(shelf))
    return shelf


def page(shelf: FileShelf) -> Page:
    """A small one."""
    seen = Dependencies(hard={"article:7"}, soft={"front:1"}, kind="article")
    headers = [("Content-Type", "text/html; charset=utf-8")]
    return Page.made("200 OK", headers, b"<p>Crane</p>", seen, shelf.ledger.generation)


def damaged(raw: bytes) -> Iterator[bytes]:
    """Each byte flipped, cut off after each, with more behind it, of another release, and empty."""
    for place in range(len(raw)):
        yield raw[:place] + bytes([raw[place] ^ 0x10]) + raw[place + 1 :]
        yield raw[:place]
    yield raw + b"x"
    yield raw.replace(b'"generation"', b'"generatiom"')
    yield b"9" * 5_000 + b"\n" + raw
    yield bytes(len(raw))
    yield b"\n"


def test_whatever_happened_to_its_file(shelf: FileShelf) -> None:
    (path,) = (one for one in shelf.folder.rglob("*") if one.is_file())
    raw = path.read_bytes()
    assert (whole := shelf.get(NAME)) is not None
    assert whole.body == b"<p>Crane</p>"
    for other in damaged(raw):
        path.write_bytes(other)
        assert shelf.get(NAME) is None, other
        assert shelf.stale(NAME) is None, other
    shelf.put(NAME, page(shelf))
    assert shelf.get(NAME) is not None


def test_a_folder_in_its_place(shelf: FileShelf) -> None:
    (path,) = (one for one in shelf.folder.rglob("*") if one.is_file())
    path.unlink()
    path.mkdir()
    assert shelf.get(NAME) is None
    shelf.put(NAME, page(shelf))
    assert shelf.get(NAME) is None, "it is made anew each time, and nobody is told"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_readers_get_it_made_anew(portal: Portal) -> None:
    cast.live()
    before = portal.get("/").body
    for path in portal.services.shelf.folder.rglob("*"):  # type: ignore[attr-defined]
        if path.is_file():
            raw = bytearray(path.read_bytes())
            raw[len(raw) // 2] ^= 1
            path.write_bytes(raw)
    after = portal.restarted()
    answer = after.get("/")
    assert (answer.status, answer.body) == (200, before)
    assert after.renders > 1
    assert after.restarted().get("/").is_hit
