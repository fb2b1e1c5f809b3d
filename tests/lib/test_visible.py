"""What of a text is kept: what a reader can see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.text.visible import for_xml, is_visible, line, lines


@pytest.mark.parametrize(
    "nothing",
    ["", " ", "\u200b", "\u00ad", "\u2061", "\u2800", "\u3164", "\ufeff", "\u200e\u200f", "\u2060",
     "\u034f", "\ufe0f", "\u180e", "\u115f\u1160", "\x00", "\x07", "\u202a\u202c", "\u2003\u00a0",
     "\u0301", "\U000e0001", "\ud800", "\ufffc", "\U0001d159", "\U000e0100", "\u20e3",
     "\u206a", "\uffff", "\u3000\n\t"],
)  # fmt: skip
def test_what_shows_nothing_is_nothing(nothing: str) -> None:
    assert line(nothing) == lines(nothing) == ""
    assert not is_visible(nothing)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("A\x07 b\x0bc\x00d", "A b cd"),
        ("One\r\ntwo\u2028three\x85four", "One two three four"),
        ("\ufeffBOM", "BOM"),
        ("Evil\u202e gpj.exe", "Evil gpj.exe"),
        ("\u202bשלום\u202c ok", "\u202bשלום\u202c ok"),
        ("\u2067a\u2066b\u2069c", "\u2067a\u2066b\u2069c".replace("\u2067", "", 1)),
        ("a\u202cb\u2069c", "abc"),
        ("می\u200cروم", "می\u200cروم"),
        ("Land\u00adschaft", "Land\u00adschaft"),
        ("👩\u200d🚀 flies", "👩\u200d🚀 flies"),
        ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", None),
        ("a\ufffeb\U0001ffff", "ab"),
        ("✓", "✓"),
        ("٣", "٣"),
    ],
)
def test_what_shows_is_kept(given: str, kept: str | None) -> None:
    assert line(given) == (given if kept is None else kept)


@pytest.mark.parametrize("unseen", ["\u200b", "\u00ad", "\u2060", "\u2064", "\u3164", "\u2800"])
def test_a_name_neither_begins_nor_ends_with_what_shows_nothing(unseen: str) -> None:
    assert line(f"{unseen} Gannet{unseen}") == line(f" {unseen}Gannet {unseen} ") == "Gannet"
    assert line(f"Gan{unseen}net") == f"Gan{unseen}net"


@pytest.mark.parametrize("name", ["I ❤\ufe0f", "ന\u0d4d\u200d", "C++\u200e", "👩\u200d🚀"])
def test_what_ends_a_word_stays(name: str) -> None:
    assert line(name) == name


def test_lines_stay_lines() -> None:
    assert lines("One\r\n\x07two\vthree") == "One\ntwo\nthree"


@given(st.text())
def test_what_was_kept_is_kept_again(text: str) -> None:
    once = line(text)
    assert line(once) == once
    assert lines(lines(text)) == lines(text)
    assert once == "" or is_visible(once)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("One\r\ntwo\rthree\nfour\tfive", "One\ntwo\nthree\nfour\tfive"),
        ("a\x00b\x0bc\x7fd\x85e\x9f", "abcde"),
        ("\ufdd0a\ufdefb\ufffec\uffffd", "abcd"),
        ("\U0001fffea\U000ffffeb\U0010ffffc", "abc"),
        ("lost \ufffd here", "lost  here"),
        ("\ue000 \U000f0000 \U00010000 \U0001fffd \U0010fffd \ufdcf \ufdf0", None),
        ("ä ש 例 👩\u200d🚀 \u2028", None),
    ],
)
def test_what_formats_for_machines_hold(given: str, kept: str | None) -> None:
    assert for_xml(given) == (given if kept is None else kept)
