"""Footnotes whose words are in their sign, to be shown where one points at it."""

from __future__ import annotations

import re
from typing import Final

from articles.lib.html.markup import Token, tokens
from articles.lib.incoming.notes.footnotes import NUMBERED, alone_in, fragment
from articles.lib.incoming.report import Report
from articles.lib.incoming.source import Element, Source, tag, text
from articles.lib.incoming.tags import NOTE

_SIGNS: Final = frozenset({"a", "sup", "span", "button", "label"})
#: Attributes that only notes have, and those that may say anything.
_NOTES: Final = (
    "data-footnote",
    "data-footnote-content",
    "data-footnote-text",
    "data-bigfoot-footnote",
    "data-fn",
    "data-note",
)
_WORDS: Final = ("data-content", "data-bs-content", "data-tippy-content", "data-original-title",
                 "data-bs-original-title", "data-tooltip", "title", "aria-label")  # fmt: skip
_NAMED: Final = re.compile(r"foot-?note|end-?note|noteref|(?:^|[\s_-])(?:fn|note|annotation)")
#: What says no more than that there is a note.
_LABEL: Final = re.compile(
    r"(?:(?:see|go to|jump to|link to|open|show|read|view|back to)\s+)?(?:the\s+)?"
    r"(?:foot|end)?(?:note|reference|citation|ref|fn)s?\b.{0,12}", re.IGNORECASE
)  # fmt: skip
_BEHIND_WORDS: Final = re.compile(r"(?:[^\W\d_]{4,}|[.,;:!?…»”’\"')\]])\s*\Z")
_SHORTEST: Final = 10  # characters of a title that may be a note


def put_in(source: Source, report: Report, places: dict[str, Element]) -> None:
    """Put the words of such a sign in its place, as a footnote."""
    for element in source.seen():
        if element.name not in _SIGNS or not element.attributes or element.at in source.instead:
            continue
        sign = source.words(element, 24)
        if not sign or not NUMBERED.fullmatch(sign):
            continue
        address = element.attributes.get("href", "")
        if (place := fragment(address)) in places or (address.strip("#") and not place):
            continue  # it leads to something
        if words := _words_of(source, element):
            source.drop(alone_in(source, element), tag(NOTE), text(words), Token(end=NOTE))
            report.counts["notes"] += 1
            for at in (element.at, element.end):  # a button stands apart, a sign does not
                source.before[at] = [one for one in source.before.get(at, ()) if one.text != " "]


def _words_of(source: Source, element: Element) -> str:
    attributes = element.attributes
    for name in (*_NOTES, *_WORDS):
        words = _plain(attributes.get(name, ""))
        if not words or words.isdecimal() or _LABEL.fullmatch(words):
            continue
        if name in _NOTES or _is_named(element) or _is_raised(source, element, words):
            return words
    return ""


def _plain(written: str) -> str:
    """Return the words of an attribute, which may be HTML."""
    if "<" in written:
        written = "".join(one.text or " " * bool(one.start) for one in tokens(written))
    return " ".join(written.split())


def _is_named(element: Element) -> bool:
    around = element.parent.classes if element.parent else ""
    role = element.attributes.get("role", "")
    return bool(_NAMED.search(f"{element.classes} {around} {role}"))


def _is_raised(source: Source, element: Element, words: str) -> bool:
    """Whether it is a raised sign behind a word: behind a number or a unit it is a power."""
    outer = alone_in(source, element)
    if "sup" not in {element.name, outer.name} or len(words) < _SHORTEST or " " not in words:
        return False
    before = "".join(one.text for one in source.tokens[max(0, outer.at - 4) : outer.at])
    return bool(_BEHIND_WORDS.search(before))
