"""How well a story answers a query, from what is read of a candidate: its headline and standfirst.

One formula for every engine. A story has all that is looked for, or it were no candidate; what
counts is where, how exactly, and how close together. Newer stories are favoured gently: ten years
weigh less than half of what a word in the headline does.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import log1p

from articles.lib.searching.query import Query, Way

#: A term in the headline, in the standfirst, as a name of an author or topic, anywhere.
IN_TITLE, IN_LEAD, NAMED, IN_TEXT = 10.0, 4.0, 8.0, 1.0
#: All of them in the headline; next to each other there, as typed; the headline and nothing else.
ALL_IN_TITLE, IN_ORDER, EXACT = 6.0, 5.0, 1_000.0
#: How much of the headline is what was asked, at most; and words next to each other in the text.
OF_TITLE, CLOSE = 5.0, 6.0
#: What another form of a word is worth, such as its plural, and one that only begins so.
_OTHER_FORM, _BEGUN = 0.85, 0.7
_AGE = 0.45


def score(
    query: Query,
    alternatives: Sequence[Sequence[Way]],
    title: Sequence[str],
    lead: Sequence[str],
    *,
    named: int = 0,
    age_days: float = 0.0,
    near: float = 0.0,
    is_exact: bool = False,
) -> float:
    """How well a story answers `query`; more is better, and only compares with the same query's.

    `alternatives` has for each of the query's terms the ways that it was looked for, the best
    first, as `Term.ways` gives them. `title` and `lead` are what `fold` makes of headline and
    standfirst. `named` counts the terms that name an author or topic of the story, `near` is
    `closeness` in the text, from 0 to 1, where it was read; `is_exact`: the headline's key is the
    query's. About 10 µs.
    """
    wanted = [
        ways for ways, term in zip(alternatives, query.terms, strict=True) if not term.is_excluded
    ]
    if not wanted:
        return 0.0
    total, places = 0.0, list[int]()
    first_title, first_lead = _first(title), _first(lead)
    for ways in wanted:
        worth, place = _worth(ways, title, first_title)
        if place >= 0:
            places.append(place)
        total += max(worth * IN_TITLE, _worth(ways, lead, first_lead)[0] * IN_LEAD, IN_TEXT)
    total = total / len(wanted) + _of_title(wanted, title, places)
    total += NAMED * min(named, len(wanted)) / len(wanted) + CLOSE * near
    return total - _AGE * log1p(max(age_days, 0.0)) + (EXACT if is_exact else 0.0)


def closeness(alternatives: Sequence[Sequence[Way]], text: Sequence[str]) -> float:
    """How close together all the terms stand somewhere in a text: 1 next to each other in their
    order, 0 where one is missing. Takes one walk through the text."""
    wanted = [ways for ways in alternatives if ways]
    places = sorted(
        (place, term, length)
        for term, ways in enumerate(wanted)
        for place, length in _all(ways, text)
    )
    if not wanted or len({term for _place, term, _length in places}) < len(wanted):
        return 0.0
    least = sum(min(map(len, ways)) for ways in wanted)
    best, latest = len(text) + least, dict[int, tuple[int, int]]()
    for place, term, length in places:
        latest[term] = (place, length)
        if len(latest) == len(wanted):
            span = place + length - min(start for start, _length in latest.values())
            best = min(best, span + (0 if _is_in_order(latest) else 1))
    return max(0.0, 1.0 - (best - least) / (8.0 * len(wanted))) if len(wanted) > 1 else 0.5


def _of_title(
    wanted: Sequence[Sequence[Way]], title: Sequence[str], places: Sequence[int]
) -> float:
    if not places or not title:
        return 0.0
    total = OF_TITLE * min(1.0, len(places) / len(title)) * len(places) / len(wanted)
    if len(places) == len(wanted):
        total += ALL_IN_TITLE
        if len(places) > 1:
            steps = sum(1 for a, b in pairwise(places) if 0 < b - a <= 2)
            total += IN_ORDER * steps / (len(places) - 1)
    return total


def _first(words: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, word in enumerate(words):
        found.setdefault(word, place)
    return found


def _worth(ways: Sequence[Way], words: Sequence[str], first: dict[str, int]) -> tuple[float, int]:
    """What the best way that stands among the words is worth, from 0 to 1, and where."""
    best, place = 0.0, -1
    for number, way in enumerate(ways):
        most = _OTHER_FORM if number else 1.0
        if most <= best:
            break
        word = way[0]
        if len(way) == 1 and word[-1:] != "*":
            at = first.get(word, -1)
        elif len(way) == 1:
            at = first.get(word[:-1], -1)
            if at < 0:
                at = next((n for n, one in enumerate(words) if one.startswith(word[:-1])), -1)
                most = min(most, _BEGUN)
        else:
            at = next((at for at in _where(way, words)), -1)
        if at >= 0 and most > best:
            best, place = most, at
    return best, place


def _where(way: Way, words: Sequence[str]) -> list[int]:
    """Where words stand next to each other, in their order."""
    return [
        at
        for at in range(len(words) - len(way) + 1)
        if all(map(_is_meant, words[at : at + len(way)], way))
    ]


def _is_meant(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted[-1:] == "*" else word == wanted


def _all(ways: Sequence[Way], text: Sequence[str]) -> list[tuple[int, int]]:
    """Where any of the ways stands in the text, with how many words it has."""
    single = {way[0] for way in ways if len(way) == 1}
    begun = tuple(way[0][:-1] for way in ways if len(way) == 1 and way[0][-1:] == "*")
    found = [(at, 1) for at, word in enumerate(text) if word in single or word.startswith(begun)]
    found += [(at, len(way)) for way in ways if len(way) > 1 for at in _where(way, text)]
    return found


def _is_in_order(latest: dict[int, tuple[int, int]]) -> bool:
    starts = [latest[term][0] for term in range(len(latest))]
    return starts == sorted(starts)
