"""Names that look alike: with letters of another script in them, such as a Cyrillic “А”.

What looks like what is Unicode's list (Technical Standard 39, confusables), as the package
`confusable-homoglyphs` brings it; of its functions none tells what a whole word looks like.
Letters and digits of ASCII stay what they are: that “rn” looks like “m”, and “0” like “O”, would
name each other's topics that nobody takes for one another.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

#: What the list takes for an “i”, or for no letter of ours, and the eye does not.
_EYE = {"ӏ": "l", "ĸ": "k", "к": "k", "ʍ": "m", "м": "m"}


def looks_of(text: str) -> str:
    """`text` as it looks, in the letters of ASCII where there are such: the same of all words
    that look alike."""
    seen = unicodedata.normalize("NFD", text).translate(_table())
    # Signs of their own that are letters in another form, such as mathematical ones, and what
    # those look like in turn.
    parted = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", seen))
    return unicodedata.normalize("NFC", parted.translate(_table()))


@cache
def _table() -> dict[int, str]:
    """Each letter and digit, and what it looks like. The list is read when it is first asked for:
    most processes never make a topic."""
    there = files("confusable_homoglyphs").joinpath("confusables.json").read_text("utf-8")
    alike: dict[str, list[str]] = {
        _bare(sign): [_bare(other["c"]) for other in others]
        for sign, others in json.loads(there).items()
    }
    small = dict(_small_capitals())
    table = {ord(sign): small.get(model, model) for sign, model in _pairs(alike)}
    return table | {ord(sign): plain for sign, plain in [*small.items(), *_digits(), *_EYE.items()]}


def _pairs(alike: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """In Unicode's list each sign has one model, and all the signs of a model name each other by
    it alone."""
    for hub, signs in alike.items():
        if len(signs) == 1 and len(alike.get(signs[0], ())) > 1:
            continue  # A sign, whose model comes by itself.
        group = [hub, *signs]
        model = _model(group)
        for sign in group:
            if len(sign) == 1 and not sign.isascii() and sign != model and sign.isalnum():
                yield sign, "I" if model == "l" and sign.isupper() else model


def _model(group: list[str]) -> str:
    """The sign that stands for all: the list's own, or else the plainest."""
    singles = [sign for sign in group if len(sign) == 1]
    if len(group[0]) == 1 and (group[0].isascii() or not any(map(str.isascii, singles))):
        return group[0]
    return min(singles, default=group[0])


def _small_capitals() -> Iterator[tuple[str, str]]:
    """Small capitals, as which the list takes letters that are ours but for their case."""
    for code in (*range(0x250, 0x2B0), *range(0x1D00, 0x1D80), *range(0xA730, 0xA7F5)):
        name = unicodedata.name(chr(code), "").removeprefix("LATIN LETTER SMALL CAPITAL ")
        if len(name) == 1:
            yield chr(code), name


def _digits() -> Iterator[tuple[str, str]]:
    """Digits of other scripts say what ours say."""
    signs = map(chr, range(0x660, 0x1FBFA))
    return ((sign, str(unicodedata.decimal(sign))) for sign in signs if sign.isdecimal())


def _bare(sign: str) -> str:
    """Without the marks of direction that the list puts around letters of Arabic and Hebrew."""
    return sign.replace("\u200e", "")
