"""How well a story answers a query, from what is read of a candidate: its headline and standfirst.

One formula for every engine. A story has all that is looked for, or it were no candidate; what
counts is where, how exactly, and how close together. Newer stories are favoured gently: ten years
weigh less than half of what a word in the headline does.
"""

from __future__ import annotations

from collections import defaultdict
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
) -> float:
    """How well a story answers `query`; more is better, and only compares with the same query's.

    `alternatives` has for each of the terms that are wanted the ways that it was looked for, the
    best first, as `Term.ways` gives them. `title` and `lead` are what `fold` makes of headline and
    standfirst. `named` counts the terms that name an author or topic of the story, `near` is
    `closeness` in the text, from 0 to 1, where it was read. About 10 µs.
    """
    wanted = [ways for ways in alternatives if ways]
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
    return total - _AGE * log1p(max(age_days, 0.0)) + (EXACT if is_exact(query, title) else 0.0)


def is_exact(query: Query, title: Sequence[str]) -> bool:
    """Whether a headline, folded, is the query and nothing else, but for blanks and signs."""
    if not query.key or not "".join(title).startswith(query.key):
        return False
    length = 0
    for number, word in enumerate(title, 1):
        length += len(word)
        if length >= len(query.key):
            # Behind its words stand those that a headline has together too.
            own, more = title[:number], title[number:]
            return length == len(query.key) and all(
                one not in own and (one in query.key or one in query.together) for one in more
            )
    return False


def closeness(alternatives: Sequence[Sequence[Way]], text: Sequence[str]) -> float:
    """How close together all the terms stand somewhere in a text: 1 next to each other in their
    order, 0 where one is missing. Takes one walk through the text."""
    wanted = [ways for ways in alternatives if ways]
    places = _places(wanted, text)
    if not wanted or len({term for _place, term, _length in places}) < len(wanted):
        return 0.0
    least = sum(min(way.count(" ") + 1 for way in ways) for ways in wanted)
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
        if " " in way:
            at = next(iter(_where(way, words)), -1)
        elif way[-1:] != "*":
            at = first.get(way, -1)
        else:
            at = first.get(way[:-1], -1)
            if at < 0:
                at = next((n for n, one in enumerate(words) if one.startswith(way[:-1])), -1)
                most = min(most, _BEGUN)
        if at >= 0 and most > best:
            best, place = most, at
    return best, place


def _where(way: Way, words: Sequence[str]) -> list[int]:
    """Where words stand next to each other, in their order."""
    wanted = way.split(" ")
    return [
        at
        for at, word in enumerate(words)
        if word == wanted[0]
        and all(map(_is_meant, words[at : at + len(wanted)], wanted))
        and at + len(wanted) <= len(words)
    ]


def _is_meant(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted[-1:] == "*" else word == wanted


def _places(wanted: Sequence[Sequence[Way]], text: Sequence[str]) -> list[tuple[int, int, int]]:
    """Where any way of a term stands in the text, in order: the place, which term it is, and how
    many words the way has."""
    terms = defaultdict[str, list[int]](list)
    begun = list[tuple[int, str]]()
    found = list[tuple[int, int, int]]()
    for term, ways in enumerate(wanted):
        for way in ways:
            if " " in way:
                found += [(at, term, way.count(" ") + 1) for at in _where(way, text)]
            elif way[-1:] == "*":
                begun.append((term, way[:-1]))
            else:
                terms[way].append(term)
    for at, word in enumerate(text):
        if word in terms:
            found += [(at, term, 1) for term in terms[word]]
    for term, start in begun:
        found += [(at, term, 1) for at, word in enumerate(text) if word.startswith(start)]
    return sorted(set(found))


def _is_in_order(latest: dict[int, tuple[int, int]]) -> bool:
    starts = [latest[term][0] for term in range(len(latest))]
    return starts == sorted(starts)
