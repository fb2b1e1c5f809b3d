"""The ways in which other programs write lists, notes, remarks and what is not to be seen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from articles.lib.html.canonical import paragraphs, plain_text
from articles.lib.html.notes import NoteWords, numbered
from articles.lib.html.sanitiser import cleaned, sanitise
from articles.lib.incoming.links import unwrapped
from articles.lib.incoming.plain_text import as_html
from articles.lib.incoming.report import Report
from articles.lib.searching import words

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "incoming.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_each_way_is_read(case: dict[str, Any]) -> None:
    report = Report()
    made = cleaned(case["html"], report, language="en", pictures={0: 17, 1: 18})
    assert (made, dict(report.counts)) == (case["is"], case["told"])
    assert sanitise(made) == made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*Ann, *Bob and __init__", "<p>*Ann, *Bob and __init__</p>"),
        ("1. one\r\n2. <b>two</b>", "<p>1. one</p><p>2. &lt;b&gt;two&lt;/b&gt;</p>"),
        ("a\nb\n\n\n  c", "<p>a<br>b</p><p>&nbsp;&nbsp;c</p>"),
        ("a\x0bb", "<p>a</p><p>b</p>"),
        ("if x:\n\ty()\n", "<p>if x:</p><p>&nbsp;&nbsp;&nbsp;&nbsp;y()</p>"),
        (
            "See https://e.example/a_(b), or (https://e.example/).",
            (
                '<p>See <a href="https://e.example/a_(b)">https://e.example/a_(b)</a>, or '
                '(<a href="https://e.example/">https://e.example/</a>).</p>'
            ),
        ),
        ("", ""),
    ],
)
def test_plain_text_has_no_markup(text: str, expected: str) -> None:
    assert sanitise(as_html(text)) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("10<sup>6</sup>", "10⁶"),
        ("H<sub>2</sub>O", "H₂O"),
        ("10<sup>−3</sup>", "10⁻³"),
        ("the 1<sup>st</sup>, XX<sup>e</sup>", "the 1st, XXe"),
        ("10<sup>2.5</sup>", "10^2.5"),
        ("x<sub>max</sub>", "xmax"),
        ("e<sup>x</sup>", "eˣ"),
    ],
)
def test_raised_numbers_stay_raised_in_plain_text(html: str, expected: str) -> None:
    assert plain_text(f"<p>{html}</p>") == expected
    assert paragraphs(f"<p>{html}</p>") == [expected]


def test_a_power_is_not_found_as_another_number() -> None:
    assert words("10⁶ CO₂") == ["10", "6", "co2"]


def test_footnotes_come_last_in_plain_text_and_in_no_teaser() -> None:
    body = '<p>Built<small class="footnote">In 1911.</small> here.</p><p>End.</p>'
    assert plain_text(body) == "Built here.\nEnd.\nIn 1911."
    assert paragraphs(body) == ["Built here.", "End."]


def test_footnotes_are_numbered_and_lead_back() -> None:
    body = '<p>a<small class="footnote">b</small></p><p>c<small class="footnote">d</small></p>'
    made = numbered(body, NoteWords("Notes", "Note %d", "Back"), "https://e.example/s")
    assert '<sup class="note-sign" id="note-sign-2"><a href="https://e.example/s#note-2"' in made
    assert '<li id="note-1" dir="auto">b <a href="https://e.example/s#note-sign-1"' in made
    assert numbered("<p>a</p>", NoteWords("", "%d", "")) == "<p>a</p>"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://www.google.com/url?q=https://ex.org/a&sa=D", "https://ex.org/a"),
        ("https://www.google.co.uk/url?sa=t&url=https%3A%2F%2Fex.org%2F", "https://ex.org/"),
        ("https://lm.facebook.com/l.php?u=https%3A%2F%2Fex.org%2F%3Fa%3D1", "https://ex.org/?a=1"),
        ("https://href.li/?https://ex.org/", "https://ex.org/"),
        ("https://urldefense.com/v3/__https:/ex.org/a__;!!x!y$", "https://ex.org/a"),
        ("https://www.google.com/url?q=javascript:x", "https://www.google.com/url?q=javascript:x"),
        ("https://www.google.com/search?q=https://ex.org/", ""),
        ("https://t.co/abc", ""),
        ("https://google.com.evil.example/url?q=https://ex.org/", ""),
    ],
)
def test_a_link_leads_to_where_it_leads(address: str, expected: str) -> None:
    assert unwrapped(address) == (expected or address)


def test_a_link_that_nothing_answers_is_taken_off() -> None:
    assert sanitise('<p id="a">x <a href="#b">y</a></p>') == "<p>x y</p>"
    twice = '<p id="a">x</p><p id="a">y <a href="#a">z</a></p>'
    assert sanitise(twice) == '<p id="at-a">x</p><p>y <a href="#at-a">z</a></p>'
    in_a_list = '<ul><li id="a">x</li></ul><p><a href="#a">y</a></p>'
    assert sanitise(in_a_list) == "<ul><li>x</li></ul><p>y</p>"


def test_a_report_is_no_longer_than_somebody_reads() -> None:
    report = Report()
    cleaned("<p hidden>word word</p>" * 500, report)
    assert report.counts["hidden"] == 500
    assert len(report.samples["hidden"]) == 20
