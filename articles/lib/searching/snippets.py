"""The passage of a text in which searched words stand, with the words marked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.lib.searching.positions import Place, chunks, places
from articles.lib.searching.query import Way
from articles.lib.text.graphemes import may_cut

BEFORE = 60
LENGTH = 220
#: Of longer texts only the beginning is looked through.
LONGEST = 60_000
#: A passage begins and ends at a blank, if there is one so near.
_NEAR = 30

#: For each term the ways in which it may be written, as `Term.ways` gives them.
Wanted = Sequence[Sequence[Way]]


class Mark(NamedTuple):
    """Where something that was looked for stands, and which of the terms."""

    start: int
    end: int
    term: int


def snippet(text: str, wanted: Wanted) -> SafeString:
    """About `LENGTH` characters of `text`, as safe HTML: those with the most of what is wanted.

    Empty where nothing of it stands in the text, or nothing is wanted.
    """
    found = marks(text[:LONGEST], wanted)
    if not found:
        return mark_safe("")
    first = _best(found)
    start = _start(text, found[first].start)
    end = _end(text, start, found[first].end)
    passage = _marked(text, found, start, end)
    return mark_safe(("… " if start else "") + passage + (" …" if end < len(text) else ""))


def marked(text: str, wanted: Wanted) -> SafeString:
    """All of a short text, such as a headline, as safe HTML with what is wanted marked."""
    return mark_safe(_marked(text, marks(text, wanted), 0, len(text)))


def marks(text: str, wanted: Wanted) -> list[Mark]:
    """Where what is wanted stands, in order; none reaches into another."""
    sought = _Sought(wanted)
    there = list(chunks(text))
    found = [
        mark
        for number, (_start, chunk) in enumerate(there)
        if sought.may_be_in(chunk)
        for mark in sought.found(there, number)
    ]
    kept = list[Mark]()
    for mark in sorted(found, key=lambda mark: (mark.start, -mark.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
        else:
            kept[-1] = kept[-1]._replace(end=max(mark.end, kept[-1].end))
    return kept


class _Sought:
    """The ways that are wanted, by the word that each begins with."""

    def __init__(self, wanted: Wanted) -> None:
        self.whole: dict[str, list[tuple[int, list[str]]]] = {}
        self.begun: dict[str, list[tuple[int, list[str]]]] = {}
        for term, ways in enumerate(wanted):
            for way in filter(None, map(str.split, ways)):
                is_begun = way[0].endswith("*")
                known = self.begun if is_begun else self.whole
                known.setdefault(way[0].rstrip("*"), []).append((term, way))
        self._beginnings = tuple(self.begun)
        self._seen: dict[str, bool] = {}

    def may_be_in(self, chunk: str) -> bool:
        """Whether something that is wanted begins in a chunk."""
        if (known := self._seen.get(chunk)) is None:
            there = places(chunk)
            known = any(
                place.word in self.whole or place.word.startswith(self._beginnings)
                for place in (*there.words, *there.others)
            )
            self._seen[chunk] = known
        return known

    def found(self, there: Sequence[tuple[int, str]], number: int) -> Iterator[Mark]:
        """What is wanted and begins in the chunk of that number."""
        start, chunk = there[number]
        here = places(chunk)
        for place in here.others:
            for term, way in self._ways(place.word):
                if len(way) == 1:
                    yield Mark(start + place.start, start + place.end, term)
        for at, place in enumerate(here.words):
            for term, way in self._ways(place.word):
                following = _following(there, number, at, len(way))
                if all(map(_is_meant, way, following)) and len(following) == len(way):
                    end = _end_of(following[-1], way[-1])
                    yield from _spans(following[:-1], term)
                    yield Mark(following[-1].start, end, term)

    def _ways(self, word: str) -> Iterator[tuple[int, list[str]]]:
        yield from self.whole.get(word, ())
        if word.startswith(self._beginnings):
            for beginning in self._beginnings:
                if word.startswith(beginning):
                    yield from self.begun[beginning]


def _following(there: Sequence[tuple[int, str]], number: int, at: int, many: int) -> list[Place]:
    """So many words from one on, wherever blanks part them, with their places in the text."""
    found = list[Place]()
    while number < len(there) and len(found) < many:
        start, chunk = there[number]
        for start_of, end_of, word, middle in places(chunk).words[at : at + many - len(found)]:
            found.append(Place(start + start_of, start + end_of, word, middle and start + middle))
        number, at = number + 1, 0
    return found


def _is_meant(wanted: str, place: Place) -> bool:
    return place.word.startswith(wanted[:-1]) if wanted[-1] == "*" else place.word == wanted


def _end_of(place: Place, wanted: str) -> int:
    """Of a pair of signs of which one is wanted, that one is marked."""
    return place.middle if place.middle and len(wanted) == 2 and wanted[-1] == "*" else place.end


def _spans(found: Sequence[Place], term: int) -> Iterator[Mark]:
    return (Mark(place.start, place.end, term) for place in found)


def _best(found: Sequence[Mark]) -> int:
    """The mark from which on a passage has the most terms, and the most marks of them."""
    best, most, last = 0, (0, 0), 0
    held: dict[int, int] = {}
    for first, mark in enumerate(found):
        while last < len(found) and found[last].end - mark.start <= LENGTH - BEFORE:
            held[found[last].term] = held.get(found[last].term, 0) + 1
            last += 1
        if (has := (sum(map(bool, held.values())), last - first)) > most:
            best, most = first, has
        held[mark.term] = held.get(mark.term, 0) - 1
        last = max(last, first + 1)
    return best


def _start(text: str, at: int) -> int:
    if at <= BEFORE:
        return 0
    start = at - BEFORE
    blank = text.find(" ", start, min(start + _NEAR, at))
    return blank + 1 if blank >= 0 else _cut(text, start)


def _end(text: str, start: int, least: int) -> int:
    if len(text) <= start + LENGTH:
        return len(text)
    end = max(start + LENGTH, least)
    blank = text.rfind(" ", max(end - _NEAR, least), end)
    return blank if blank >= 0 else _cut(text, end)


def _cut(text: str, at: int) -> int:
    """The next place where no character is cut through."""
    return next(
        (place for place in range(at, min(at + _NEAR, len(text))) if may_cut(text, place)), at
    )


def _marked(text: str, found: Sequence[Mark], start: int, end: int) -> str:
    html, at = "", start
    for mark in found[bisect_left(found, (start,)) :]:
        if mark.start >= end:
            break
        html += escape(text[at : mark.start])
        at = min(mark.end, end)
        html += f"<mark>{escape(text[mark.start : at])}</mark>"
    return html + escape(text[at:end])
