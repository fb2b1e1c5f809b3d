"""Footnotes as others write them: a sign that leads to a note, and back from it."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from typing import Final
from unicodedata import normalize

from articles.lib.html.markup import Token
from articles.lib.incoming.report import Report
from articles.lib.incoming.source import HEADINGS, NEW_LINE, Element, Source, tag
from articles.lib.incoming.tags import NOTE

#: What a reference shows, and what stands before a note: a number, a letter or a star, in brackets.
NUMBERED = re.compile(
    r"[\s\[(]*(?:[0-9]{1,4}|[ivxlc]{1,6}|[a-z]|[*†‡§¶#]{1,4}|note [0-9]{1,4})?[\s\])]*",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"[\s\[(]*(?:[0-9]{1,4}|[ivxlc]{1,6}|[a-z]|[*†‡§¶#^↑↩⤴\ufe0e\ufe0f]{1,4})?[\s\]).]*",
    re.IGNORECASE,
)
#: Places that only notes have, in Word, Google Docs, LibreOffice, Markdown, and wikis.
NOTE_PLACE = re.compile(
    r"_?(?:ftnt?|edn|fn|footnote|endnote|sdfootnote|sdendnote|cite_note|easy-footnote-bottom)"
    r"[-_:a-z]*[0-9].*", re.IGNORECASE | re.DOTALL
)  # fmt: skip
_OF_NOTES = re.compile(
    r"\b(?:footnotes?|endnotes?|footnote-list|endnote-list|references|reflist)\b"
)
_HOLDERS: Final = frozenset({"li", "p", "dd", "td", "div", "aside", "section"})
_KEPT: Final = frozenset(
    {"a", "b", "strong", "i", "em", "span", "font", "s", "strike", "sub", "sup", "br"}
)
_HEADS: Final = HEADINGS | {"p", "div", "summary"}
_SHOWN: Final = frozenset({"img", "figure", "iframe", "video", "table"})
#: What notes are headed by, in the languages that the desk knows, and some that borrow from them.
_HEAD = re.compile(
    r"\s*(?:(?:foot|end)?notes?|notes and references|references|citations|sources"
    r"|notas(?: (?:al pie|finales|y referencias|a pie de página))?|referencias|fuentes"
    r"|(?:ال)?(?:ملاحظات|هوامش|حواشي|مراجع|مصادر)|حواش[ٍ]?|الملاحظات والمراجع"
    r"|(?:पाद[ -]?)?टिप्पणि(?:याँ|यां)|टिप्पणी|फ़?ुटनोट|सन्दर्भ|संदर्भ|स्रोत"
    r"|anmerkungen|(?:fu(?:ß|ss)|end)noten|einzelnachweise|nachweise|belege|quellen"
    r"|notes (?:de bas de page|de fin|et références)|références|sources)\s*:?\s*",
    re.IGNORECASE,
)
_MOST_SIGNS: Final = 20  # of one note, that lead back
_FRAMES: Final = frozenset({"a", "span", "sup", "b", "strong"})
_BEFORE: Final = " \xa0\t\r\n^↑."  # what a note begins with, beside its sign
_REPEATED: Final = 200  # characters: a note that several signs lead to is repeated if it is short
_NEAR: Final = 12  # how far out of a place the block that it stands in may be


def fragment(address: str) -> str:
    """Return what an address points at within its page; "" for none."""
    return address.partition("#")[2].strip()


def anchors(source: Source) -> dict[str, Element]:
    """Return the places of a text that have a name."""
    found: dict[str, Element] = {}
    for element in source.seen():
        if element.attributes:
            for name in ("id", "name"):
                if place := element.attributes.get(name, "").strip():
                    found.setdefault(place, element)
    return found


def take_along(source: Source, report: Report, places: dict[str, Element]) -> None:
    """Put each note where its sign stands, and take both away."""
    pairs = _outside(list(_pairs(source, places)))
    made: dict[int, list[Token]] = {}
    signs: dict[int, list[int]] = {}
    for sign, note in pairs:
        signs.setdefault(note.at, []).append(sign.at)
    for _sign, note in pairs:
        if note.at not in made:
            made[note.at] = list(_words(source, note, places, signs[note.at][:_MOST_SIGNS]))
    used: set[int] = set()
    for sign, note in pairs:
        words = made[note.at]
        length = sum(len(token.text) for token in words)
        outer = alone_in(source, sign)
        if not length or (note.at in used and length > _REPEATED):
            source.instead[sign.at] = []
            continue
        used.add(note.at)
        source.drop(outer, tag(NOTE), *words, Token(end=NOTE))
        report.counts["notes"] += 1
    for _sign, note in pairs:
        source.gone[note.at] = note.end
        _clear_frame(source, note)
    if pairs:
        _clear_heads(source, {note.at for _, note in pairs})


def _outside(pairs: list[tuple[Element, Element]]) -> list[tuple[Element, Element]]:
    """Return the pairs whose sign stands in no note."""
    held = sorted((note.at, note.end) for _, note in pairs)
    return [
        pair
        for pair in pairs
        if not (at := bisect(held, (pair[0].at,))) or held[at - 1][1] <= pair[0].at
    ]


def _pairs(source: Source, places: dict[str, Element]) -> Iterator[tuple[Element, Element]]:
    for element in source.seen():
        if element.name != "a":
            continue
        place = fragment(element.attributes.get("href", ""))
        target = places.get(place)
        if target is None or target is element or target.at < element.at:
            continue
        if not NUMBERED.fullmatch(source.words(element, 24)):
            continue
        note = _holder(target)
        if note is None or note.at <= element.at < note.end or note.at < element.end:
            continue
        if NOTE_PLACE.fullmatch(place) or _leads_back(source, note, element, places):
            yield element, note


def _holder(target: Element) -> Element | None:
    """Return the block that is a note: the outermost that only notes have, or the nearest."""
    chain = [target, *(one for one, _ in zip(target.around(), range(_NEAR), strict=False))]
    nearest = next((one for one in chain if one.name in _HOLDERS), None)
    for one in chain:
        marked = one.style.get("mso-element", "") in {"footnote", "endnote"} or one.name == "li"
        if one.name in _HOLDERS and (marked or NOTE_PLACE.fullmatch(one.attributes.get("id", ""))):
            nearest = one
    return nearest


def _leads_back(source: Source, note: Element, sign: Element, places: dict[str, Element]) -> bool:
    for index in note.inner[:400]:
        token = source.tokens[index]
        if token.start == "a":
            back = places.get(fragment(token.attributes.get("href", "")))
            if back is not None and back.at < note.at and abs(back.at - sign.at) <= _NEAR:
                return True
    return False


def _words(
    source: Source, note: Element, places: dict[str, Element], signs: list[int]
) -> Iterator[Token]:
    """Yield the words of a note with their marks; blocks become lines."""
    begun = False
    for token in _inner(source, note, places, signs):
        if token.text:
            if words := token.text if begun else token.text.lstrip(_BEFORE):
                begun = True
                yield token._replace(text=words)
        elif (token.start or token.end) in _KEPT:
            yield token
        elif begun and token.start:
            yield NEW_LINE


def _inner(
    source: Source, note: Element, places: dict[str, Element], signs: list[int]
) -> Iterator[Token]:
    """Yield what a note holds, without the ways back."""
    left = -1
    for index in note.inner:
        if index < left:
            continue
        if _is_way_back(source, index, note, places, signs):
            left = source.end_of(index)
            continue
        left = source.gone.get(index, -1)
        yield from source.instead.get(index, () if left > 0 else (source.tokens[index],))


def _is_way_back(
    source: Source, index: int, note: Element, places: dict[str, Element], signs: list[int]
) -> bool:
    """Whether a link leads back to the sign of its note; alone in brackets, they go with it."""
    element = source.at(index)
    if element is None or element.name not in _FRAMES:
        return False
    is_short = bool(_BACK.fullmatch(source.words(element, 24)))
    if element.name != "a":
        inner = (source.at(one) for one in element.inner[:8])
        link = next((one for one in inner if one is not None and one.name == "a"), None)
        if link is None or not is_short:
            return False
        element = link
    place = fragment(element.attributes.get("href", ""))
    back = places.get(place)
    if back is not None and any(abs(back.at - sign) <= _NEAR for sign in signs):
        return True
    # Where the sign was not copied along, the place that it leads to is not there.
    return is_short and bool(place) and (back is None or back.at < note.at)


def alone_in(source: Source, sign: Element) -> Element:
    """Return what holds a sign and nothing else: raised letters, brackets, spans."""
    outer = sign
    for one, _ in zip(sign.around(), range(6), strict=False):
        if one.name not in {"sup", "span", "font", "small"} or one.at in source.gone:
            break
        if one.end - outer.end + outer.at - one.at > 8 or source.words(one, 40) != source.words(
            sign, 40
        ):
            break
        outer = one
    return outer


def _clear_frame(source: Source, note: Element) -> None:
    """Take away the line, or the heading, that only set the notes apart."""
    for one, _ in zip(note.around(), range(4), strict=False):
        named = f"{one.classes} {one.attributes.get('role', '')} {one.style.get('mso-element', '')}"
        if not _OF_NOTES.search(named.replace("_", "-")):
            continue
        for index in one.inner[:24]:
            element = source.at(index)
            if element is not None and element.name in {"hr", "h2", "h3", "h4"}:
                source.gone[element.at] = element.end
        return
    for index in range(note.at - 1, max(-1, note.at - 8), -1):
        token = source.tokens[index]
        if token.start == "hr":
            source.gone[index] = index + 1
        if token.text.strip() or token.start == "hr":
            return


def _clear_heads(source: Source, notes: set[int]) -> None:
    """Take away a heading of notes under which nothing stays."""
    for element in source.seen():
        if element.name not in _HEADS or len(element.inner) > _NEAR:
            continue
        words = "".join(token.text for token in source.made(element.inner))
        if _HEAD.fullmatch(normalize("NFC", words)) and _is_done_under(source, element, notes):
            source.drop(element)


def _is_done_under(source: Source, heading: Element, notes: set[int]) -> bool:
    """Whether all that stands between a heading and the next one were notes."""
    found, at = False, heading.end
    while at < len(source.tokens):
        token = source.tokens[at]
        if at in source.gone:
            found = found or at in notes
            if source.instead.get(at):
                return False
        elif token.start in HEADINGS:
            break
        elif token.text.strip() or token.start in _SHOWN:
            return False
        at = source.gone.get(at, at + 1)
    return found
