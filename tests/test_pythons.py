"""Which Pythons of a machine the tests that matter run on."""

from __future__ import annotations

import sys

from tests.conftest import ONE_IS_ENOUGH
from tests.pythons import ROOT, WHAT_MATTERS, Other, absent, ends, here, promised

OURS = tuple(sys.version_info[:3])
OLD, NEW = Other((3, 11, 0, 0), "old"), Other((3, 99, 0), "new")


def test_it_works() -> None:
    assert any(other.version == OURS for other in here()) or sys.prefix != sys.base_prefix
    assert all((ROOT / path).exists() for path in WHAT_MATTERS)
    assert promised() == (3, 11)


def test_the_oldest_and_the_newest_are_taken() -> None:
    assert ends([OLD, Other((3, 12, 1), "between"), NEW]) == [OLD, NEW]
    assert ends([OLD, Other(OURS, "ours")]) == [OLD]
    assert ends([]) == []


def test_the_oldest_that_is_promised_is_missed() -> None:
    assert "3.11" in absent([NEW])
    assert absent([OLD, NEW]) == ""


def test_what_one_database_is_enough_for_is_there() -> None:
    assert [path for path in ONE_IS_ENOUGH if not (ROOT / path).exists()] == []
