"""Cutting text into words, in any script, so that two texts can be compared."""

import re
import unicodedata
from functools import cache
from typing import Final

from articles.lib.html.reading import texts
from articles.lib.text.graphemes import is_unspaced, may_cut

# An apostrophe between letters and a point between digits belong to the word.
_PLAIN: Final = re.compile(r"[^\W_]+(?:'[^\W_]+|(?<=[0-9])[.,][0-9]+)*|\s+|[^\w\s]|_+", re.ASCII)
_ASCII_WORDS: Final = re.compile(r"[^\W_]+", re.ASCII)
# Two ideographs side by side are two words; saying so here saves the closer look below.
_CHUNK: Final = re.compile(r"\s+|[\u3400-\u9fff](?=[\u3400-\u9fff])|(?:(?![\u3400-\u9fff]{2})\S)+")
_APOSTROPHES: Final = "'’"
_POINTS: Final = ".,"
_WINDOW: Final = 16  # even, so that the two halves of a flag stay together


def split_words(text: str) -> list[str]:
    """Return the words, the stretches of white space and the punctuation marks of `text`.

    Nothing is lost: joined, they are `text`. Scripts without spaces between words are cut
    between what readers see as characters.
    """
    if text.isascii():
        return _PLAIN.findall(text)
    known: dict[str, list[str]] = {}
    found: list[str] = []
    for chunk in _CHUNK.findall(text):
        if chunk not in known:
            known[chunk] = _PLAIN.findall(chunk) if chunk.isascii() else _cut(chunk)
        found += known[chunk]
    return found


def is_word(token: str) -> bool:
    """Return whether a piece that `split_words` made says something by itself."""
    return token[0].isalnum()


def vocabulary(html: str) -> frozenset[str]:
    """Return the words of a stretch of HTML, each once; roughly, to tell like from unlike."""
    text = " ".join(texts(html))
    if text.isascii():
        return frozenset(_ASCII_WORDS.findall(text))
    return frozenset(filter(is_word, split_words(text)))


def _cut(chunk: str) -> list[str]:
    if chunk.isspace():
        return [chunk]
    pieces, start = [], 0
    for index in range(1, len(chunk)):
        if _is_edge(chunk, index):
            opening = max(start, index - _WINDOW)
            if may_cut(chunk[opening : index + 1], index - opening):
                pieces.append(chunk[start:index])
                start = index
    return [*pieces, chunk[start:]]


def _is_edge(chunk: str, index: int) -> bool:
    """Return whether a word or a mark ends before `index`, as far as kinds of characters tell."""
    before, after = chunk[index - 1], chunk[index]
    if _is_lettering(before) and _is_lettering(after):
        return False
    beyond = chunk[index + 1 : index + 2]
    earlier = chunk[index - 2 : index - 1] if index > 1 else ""
    return not (_is_inside_word(before, after, beyond) or _is_inside_word(earlier, before, after))


def _is_inside_word(before: str, mark: str, after: str) -> bool:
    if mark in _APOSTROPHES:
        return bool(before and after) and _is_lettering(before) and _is_lettering(after)
    return mark in _POINTS and before.isdigit() and after.isdigit()


@cache
def _is_lettering(character: str) -> bool:
    """Return whether a character makes up words with its neighbours."""
    return not is_unspaced(character) and (
        character.isalnum() or unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"}
    )
