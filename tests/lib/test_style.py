"""House style: what patterns find, in every script, and that none keeps anybody waiting."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from articles.lib.style import proposing
from articles.lib.style.checking import rule_set
from articles.lib.style.ignoring import ignored, place_of
from articles.lib.style.matching import STEPS, STEPS_A_SIGN, Matcher
from articles.lib.style.pattern import Wrong, parse
from articles.lib.style.texts import of_body, paragraphs
from articles.lib.style.units import units

#: The same cases are tried in the browser (tests/admin/test_style_browser.py).
CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "style_cases.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_marked(case: dict[str, Any]) -> None:
    found = rule_set(case["rules"]).marks(case["text"])
    assert [[case["text"][one.start : one.end], *one.proposals] for one in found] == case["marks"]


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("", "empty"),
        ("***", "empty"),
        ("# ?", "empty"),
        ("a|", "empty"),
        ("(a", "bracket"),
        ("a)", "bracket"),
        ("(a(b))", "inside"),
        ("(a*)", "inside"),
        ("a**b", "stars"),
        ("a*b*c*d", "stars"),
        ("(a)" * 7, "groups"),
        (f"({'|'.join('a' * 21)})", "choices"),
        ("a\\", "escape"),
        ("a" * 201, "long"),
    ],
)
def test_what_can_not_be_read_is_told(pattern: str, code: str) -> None:
    with pytest.raises(Wrong) as wrong:
        parse(pattern)
    assert wrong.value.code == code


def test_no_pattern_takes_more_steps_than_its_paragraph_is_long() -> None:
    hostile = "(a|aa|aaa|aaaa)" * 4 + "*a*ab"
    text = units("a" * 3_000)
    matcher = Matcher(text, False, False, STEPS + STEPS_A_SIGN * len(text))
    for at in range(len(text)):
        assert matcher.at(at, parse(hostile)) is None
    assert matcher.left >= -len(text) * 2
    found = rule_set([{"key": "1", "pattern": hostile, "of_word": False}]).marks("a" * 3_000)
    assert found == ()


def test_a_proposal_that_is_not_closed() -> None:
    with pytest.raises(Wrong):
        proposing.parse("(a|b")


def test_a_body_is_read_as_its_editor_has_it() -> None:
    html = (
        "<p>A chairman<br>and <strong>chair</strong>man.</p><blockquote><p>very</p></blockquote>"
        '<ul><li>one<ul><li>two</li></ul></li></ul><p>Note<small class="footnote">small</small>'
        ' it.</p><aside class="pull"><blockquote><p>said</p></blockquote><p>Who</p></aside>'
    )
    assert [(one.text, one.quoted) for one in of_body(html)] == [
        ("A chairman\nand chairman.", False),
        ("very", True),
        ("one", False),
        ("two", False),
        ("Note it.", False),
        ("small", False),
        ("said", True),
        ("Who", False),
    ]
    fields = paragraphs({"headline": "A", "body": "<p>B</p>", "teaser": "C\nD"})
    assert [(one.field, one.text) for one in fields] == [
        ("headline", "A"), ("body", "B"), ("teaser", "C"), ("teaser", "D"),
    ]  # fmt: skip


def places(text: str, word: str = "very") -> list[Any]:
    found, at = [], text.find(word)
    while at >= 0:
        found.append(place_of("1", text, at, at + len(word)))
        at = text.find(word, at + 1)
    return found


def test_what_is_ignored_survives_small_edits_around_it() -> None:
    (said,) = places("It was a very long night in the harbour.")
    for text in (
        "It was a very long night in the harbour.",
        "Then it was a very, very-ish night in the harbour.",
        "It is a VERY long day in the harbour.".replace("VERY", "very"),
        "“It was a very long night,” he said.",
    ):
        assert 0 in ignored(places(text), [said]), text
    assert ignored(places("Something very else altogether is said here now."), [said]) == [-1]
    assert ignored([place_of("2", "It was a very long", 9, 13)], [said]) == [-1]


def test_one_word_ignores_one_mark_and_the_one_that_it_was_said_of() -> None:
    text = "We saw a very tall crane there, and then a very small boat came in."
    first, second = places(text)
    assert ignored([first, second], [second]) == [-1, 0]
    assert ignored([first, second], [first]) == [0, -1]
    assert ignored([first, second], [second, first]) == [1, 0]
    alone = places("very")
    assert ignored(alone, alone) == [0]
