"""Large pictures are decoded one at a time on a host; small ones wait for nobody."""

from __future__ import annotations

import fcntl
import io
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from PIL import Image

from articles.lib import imaging
from articles.lib.imaging import turns
from tests import cast


@contextmanager
def elsewhere() -> Iterator[None]:
    """Another process decodes a large picture."""
    with (settings.VAR_DIR / turns.FILE).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def large() -> bytes:
    """A file of few bytes and many pixels."""
    buffer = io.BytesIO()
    Image.new("L", (4_000, 2_001)).save(buffer, "PNG")
    return buffer.getvalue()


def test_it_works() -> None:
    assert imaging.receive(large()).picture.width == 4_000
    with imaging.turn(), imaging.turn():  # the same one
        assert imaging.receive(large()).picture.width == 4_000


def test_a_large_one_waits_for_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "ASKS", 0)
    taken: list[Any] = []
    waiting = Thread(target=lambda: taken.append(imaging.decode(large(), patience=60)))
    with elsewhere():
        waiting.start()
        assert imaging.receive(cast.jpeg()).picture.width == 1_300  # a small one does not
        assert not taken
    waiting.join()
    assert len(taken) == 1


def test_who_waits_too_long_is_told_to_try_again() -> None:
    with elsewhere(), pytest.raises(imaging.Busy, match="again in a few seconds"):
        imaging.decode(large(), patience=0.0)
    assert imaging.decode(large(), patience=0.0)
