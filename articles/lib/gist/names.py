"""What a text names, and its telling words: a bounded number of each, however long the text is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from articles.lib import searching
from articles.lib.text.graphemes import is_unspaced, without_unspaced

#: Words of a name, characters of one in a script without blanks.
_MOST_WORDS, _MOST_CHARACTERS = 4, 8
#: Words and characters of a text that are looked at.
_WORDS_READ, _CHARACTERS_READ = 3_000, 4_000
#: Different phrases that are asked for.
MOST_PHRASES: Final = 2_700
_PASSAGE = re.compile(r"[^.!?…,;:()\[\]{}\"“”„«»。！？、，；：\u0964\u0965؟،؛\n—]+")
_WORD = re.compile(r"[^\s/]+")
_EDGES: Final = "'‘’`´*_-–·"
_POSSESSIVE = re.compile(r"['’](?:s|S)?$")
#: What Arabic writes in one with the word that follows: and, by, for, as, the.
_ARABIC_THE = re.compile(r"^[وف]?[بك]?(?:ال|لل)(?=\w{2})")
_ARABIC_AND = re.compile(r"^(?:[وف][بلك]?|[بلك])(?=\w{2})")
_ARABIC = re.compile(r"[\u0621-\u064a]")


@dataclass(slots=True)
class Phrase:
    """A phrase as it was first written, in which text that was, how often it is there, and whether
    ever with a capital; what has none is taken for one that has."""

    text: str
    place: int
    count: int = 0
    capital: bool = False
    written: set[str] = field(default_factory=set)


def phrases(texts: Sequence[str]) -> dict[tuple[str, ...], Phrase]:
    """The phrases of `texts` that may be a topic's name, by their words as search compares them;
    the likelier ones first. The likeliest are those in capitals and those in the first texts."""
    found: dict[tuple[str, ...], Phrase] = {}
    left = _WORDS_READ
    for place, text in enumerate(texts):
        for words in _passages(text):
            for phrase in _runs(words[: max(left, 0)]):
                _count(found, phrase, place)
            left -= len(words)
    for place, phrase in _unspaced(texts):
        _count(found, phrase, place)
    ranked = sorted(found.items(), key=lambda item: not item[1].capital)
    return dict(islice(ranked, MOST_PHRASES))


def _count(found: dict[tuple[str, ...], Phrase], text: str, place: int) -> None:
    for form in _forms(text):
        key = tuple(searching.words(form))
        if not key:
            continue
        there = found.setdefault(key, Phrase(form, place))
        there.count += 1
        there.capital = there.capital or not form[0].islower()
        if len(there.written) < 20:
            there.written.add(form)


def _forms(text: str) -> Iterator[str]:
    """A phrase, and as it would stand alone: without the 's, the and of Arabic."""
    plain = _POSSESSIVE.sub("", text)
    yield plain
    if _ARABIC.match(plain):
        bare = _ARABIC_THE.sub("", plain, count=1)
        others = {bare, f"ال{bare}"} if bare != plain else {_ARABIC_AND.sub("", plain, count=1)}
        yield from sorted(others - {plain})


def _passages(text: str) -> Iterator[list[str]]:
    """The words between two stops each."""
    spaced, _characters = without_unspaced(text)
    for passage in _PASSAGE.findall(spaced):
        words = [word.strip(_EDGES) for word in _WORD.findall(passage)]
        if words := [word for word in words if word]:
            yield words


def _runs(words: list[str]) -> Iterator[str]:
    """All that stands together: up to so many words. Longer ones begin and end as names do, where
    the script has capitals."""
    for start, first in enumerate(words):
        yield first
        for end in range(start + 2, min(start + _MOST_WORDS, len(words)) + 1):
            last = words[end - 1]
            if _POSSESSIVE.search(words[end - 2]):
                break
            if end - start > 2 and first.islower() and last.islower():
                continue
            yield " ".join(words[start:end])


def _unspaced(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Of scripts without blanks: what stands in the first text, and what stands there twice; each
    with the first text that it stands in."""
    held: Counter[str] = Counter()
    first: dict[str, int] = {}
    left = _CHARACTERS_READ
    for number, text in enumerate(texts):
        for whole in _unspaced_runs(text):
            run = whole[: max(left, 0)]
            left -= len(run)
            for at in range(len(run)):
                for end in range(at + 2, min(at + _MOST_CHARACTERS, len(run)) + 1):
                    held[run[at:end]] += 2 if number == 0 else 1
                    first.setdefault(run[at:end], number)
    several = [(text, n) for text, n in held.items() if n > 1]
    several.sort(key=lambda item: -item[1] * len(item[0]))
    for text, n in several[: MOST_PHRASES // 2]:
        yield from [(first[text], text)] * min(n, 3)


def _unspaced_runs(text: str) -> Iterator[str]:
    run = ""
    for character in text:
        if is_unspaced(character) and character.isalnum():
            run += character
        elif run:
            yield run
            run = ""
    if run:
        yield run


def telling_words(headline: str, texts: Sequence[str], most: int = 12) -> list[str]:
    """The words of a story by which others like it are found, the most telling first, as search
    compares them."""
    held: Counter[str] = Counter()
    for text in (headline, *texts):
        held.update(dict.fromkeys(searching.words(text[: 10 * _CHARACTERS_READ]), 1))
    worth: dict[str, float] = {}
    in_headline = set(searching.words(headline))
    names = {word for one in _capitals(texts) for word in searching.words(one)}
    for word, n in held.items():
        short = word.isascii() and len(word) < 4 and word not in names
        if short or word.isdigit():
            continue
        longer = 1.3 if len(word) > 6 else 1.0
        named = 2.0 if word in names else 1.0
        worth[word] = n * longer * named * (3.0 if word in in_headline else 1.0)
    return sorted(worth, key=lambda word: (-worth[word], word))[:most]


def _capitals(texts: Sequence[str]) -> Iterator[str]:
    """Words in capitals that stand behind another word: no beginnings of sentences."""
    for text in texts:
        for words in _passages(text[: 10 * _CHARACTERS_READ]):
            yield from (word for word in words[1:] if word[:1].isupper())
