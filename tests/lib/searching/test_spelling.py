"""A typing error is found out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.searching.spelling import closest, distance, edits, most_errors


@pytest.mark.parametrize(
    ("a", "b", "errors"),
    [
        ("harbour", "harbour", 0),
        ("harbour", "harbor", 1),
        ("harbour", "harbuor", 1),
        ("harbour", "haxbour", 1),
        ("harbour", "harbouur", 1),
        ("harbour", "ahbrour", 2),
        ("harbour", "arbor", 2),
        ("harbour", "fog", 3),
        ("", "abc", 3),
    ],
)
def test_errors_are_counted(a: str, b: str, errors: int) -> None:
    assert distance(a, b, 2) == errors
    assert distance(b, a, 2) == errors


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_where_it_stops_early_it_says_the_same(a: str, b: str) -> None:
    assert distance(a, b, 2) == min(distance(a, b, 20), 3)


@given(st.text("abc", min_size=3, max_size=7))
def test_what_is_one_error_away_is_all_proposed(word: str) -> None:
    assert {distance(word, one, 2) for one in edits(word)} == {1}


def test_what_was_meant_comes_first() -> None:
    known = [("harbour", 40), ("harbours", 3), ("labour", 500), ("barbour", 90), ("fog", 9)]
    assert closest("harbuor", known)[0] == "harbour"
    assert closest("harbor", [("harbour", 1), ("labor", 9), ("arbor", 50)]) == ["harbour", "arbor"]
    assert closest("harbour", known)[0] == "harbours"
    assert closest("fo", known) == []
    assert closest("ofg", known) == ["fog"]
    assert most_errors("fog") == 1


def test_each_script_has_its_letters_and_some_have_none() -> None:
    assert "мир" in edits("мр" + "р")
    assert "مدينه" in edits("مدنه" + "")
    assert edits("大阪市") == edits("2019") == edits("ab") == edits("a" * 31) == []
    assert len(edits("a" * 30)) < 2_000
