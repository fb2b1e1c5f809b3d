"""Each block runs as its own first letter does."""

from __future__ import annotations

import pytest

from articles.lib.html.canonical import expand_figures
from articles.lib.html.direction import direction_of, with_directions
from articles.lib.html.sanitiser import sanitise


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("One", "ltr"),
        ("שלום", "rtl"),
        ("123 مرحبا", "rtl"),
        ("“One”", "ltr"),
        ("1, 2!", ""),
        ("", ""),
    ],
)
def test_a_text_runs_as_its_first_letter(text: str, runs: str) -> None:
    assert direction_of(text) == runs


def test_a_story_in_one_direction_has_not_a_byte_more() -> None:
    for body in ("<p>One.</p><ul><li>Two</li></ul>", "<p>مرحبا</p><h2>مرحبا</h2>"):
        assert with_directions(body) == body


def test_a_block_of_the_other_direction_says_so() -> None:
    body = "<p>One.</p><p>مرحبا <strong>two</strong></p><ul><li>שלום</li><li>Three</li></ul>"
    assert with_directions(body) == (
        '<p>One.</p><p dir="rtl">مرحبا <strong>two</strong></p>'
        '<ul dir="rtl"><li dir="rtl">שלום</li><li>Three</li></ul>'
    )
    other = (
        "<p>مرحبا</p><p>One &amp; two</p>"
        '<table><tbody><tr><td colspan="2">Two</td></tr></tbody></table>'
    )
    assert with_directions(other) == (
        '<p>مرحبا</p><p dir="ltr">One &amp; two</p>'
        '<table><tbody><tr><td colspan="2" dir="ltr">Two</td></tr></tbody></table>'
    )


def test_it_stays_what_the_sanitiser_and_the_figures_know() -> None:
    body = sanitise(
        "<p>One.</p><p>مرحبا</p><figure data-picture=7><figcaption>שלום</figcaption></figure>"
    )
    directed = with_directions(body)
    assert sanitise(directed) == body
    shown = expand_figures(directed, lambda pk, size, words: f"[{pk} {words}]", lambda *_: "")
    assert shown == '<p>One.</p><p dir="rtl">مرحبا</p>[7 שלום]'
