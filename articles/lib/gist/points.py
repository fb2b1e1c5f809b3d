"""The sentences of a story that say most of it, exactly as they stand there.

A sentence counts by the telling words in it, by how early it comes, and by what it has in common
with the headline; one that says what another one has said already counts less.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from articles.lib import searching
from articles.lib.gist.sentences import sentences
from articles.lib.text import plain

#: How many there are: at least, at most, and one more than the least for so many words.
FEWEST, MOST = 3, 5
_WORDS_A_POINT: Final = 300
#: Words of a sentence that says something by itself.
_SHORTEST, _LONGEST = 6, 45
#: Sentences that are looked at: those of some 15,000 words. What comes later is no key point.
_LOOKED_AT: Final = 600
#: Sentences of which more than this part has a word in it don't tell anything by it.
_COMMON: Final = 0.35
#: With these a sentence leans on the one before.
_LEANING: Final = frozenset({
    "he", "she", "it", "they", "this", "that", "these", "those", "his", "her", "their", "its",
    "but", "and", "so", "then", "yet", "however", "still", "also",
    "er", "sie", "es", "dies", "diese", "aber", "und", "il", "elle", "ils", "elles", "ce", "cela",
    "mais", "et", "el", "ella", "ellos", "eso", "esto", "pero", "y",
    "वह", "वे", "यह", "ये", "लेकिन", "और", "هو", "هي", "هم", "هذا", "هذه", "لكن", "وقال", "وقالت",
})  # fmt: skip


@dataclass(slots=True)
class _Sentence:
    at: int
    text: str
    words: frozenset[str]
    worth: float


def key_points(paragraphs: Sequence[str], headline: str = "", language: str = "") -> list[str]:
    """Three to five sentences of `paragraphs` in their order; none of a text too short for that."""
    found = _looked_at(paragraphs, language)
    wanted = min(MOST, FEWEST + plain.word_count(" ".join(paragraphs)) // _WORDS_A_POINT)
    if len(found) <= wanted:
        return []
    _weigh(found, frozenset(searching.words(headline)))
    chosen: list[_Sentence] = []
    left = [one for one in found if one.worth > 0]
    while left and len(chosen) < wanted:
        best = max(left, key=lambda one: (one.worth * _news(one, chosen), -one.at))
        chosen.append(best)
        left.remove(best)
    chosen.sort(key=lambda one: one.at)
    return [one.text for one in chosen] if len(chosen) >= FEWEST else []


def _looked_at(paragraphs: Sequence[str], language: str) -> list[_Sentence]:
    found: list[_Sentence] = []
    for paragraph in paragraphs:
        for text in sentences(paragraph, language):
            found.append(_Sentence(len(found), text, frozenset(searching.words(text)), 0.0))
        if len(found) >= _LOOKED_AT:
            break
    return found


def _weigh(found: list[_Sentence], headline: frozenset[str]) -> None:
    """Give each its worth; 0 to what can't stand alone."""
    held = Counter(word for one in found for word in one.words)
    most = max(2.0, _COMMON * len(found))
    telling = {word: sqrt(n) for word, n in held.items() if n <= most and len(word) > 1}
    for one in found:
        length = plain.word_count(one.text)
        if not _SHORTEST <= length <= _LONGEST or one.text.rstrip("\"'”’»›)]」』“").endswith(
            ("?", "？", "؟", ":", "：", "…")
        ):
            continue
        said = sum(telling.get(word, 0.0) for word in one.words)
        shared = len(one.words & headline) / (len(headline) or 1)
        early = 1.0 + 1.0 / (1.0 + one.at / 2)
        first = searching.words(one.text[:40])[:1]
        leans = 0.5 if set(first) & _LEANING or one.text[0] in "\"'“‘«„「(" else 1.0
        one.worth = said / sqrt(len(one.words)) * (1.0 + shared) * early * leans


def _news(one: _Sentence, chosen: list[_Sentence]) -> float:
    """How much of it nobody has said yet, from 0 to 1."""
    if not chosen:
        return 1.0
    alike = max(
        len(one.words & other.words) / min(len(one.words), len(other.words)) for other in chosen
    )
    return max(0.0, 1.0 - alike)
