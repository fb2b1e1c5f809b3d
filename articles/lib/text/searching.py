"""Words as search compares them, the same on every database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from articles.lib.text.graphemes import is_unspaced

#: Longer words are cut (a PostgreSQL lexeme holds 2 KB), and so are longer texts
#: (its tsvector holds 1 MB).
LONGEST_WORD = 60
LONGEST_TEXT = 400_000

#: Letters that are written without the sign that makes them another one, and those of Persian and
#: Urdu keyboards: what people type, whatever the keyboard.
_PLAIN = {
    "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe",
    "þ": "th", "ŋ": "n", "ĸ": "k",
    "ی": "ي", "ى": "ي", "ک": "ك", "ہ": "ه", "ھ": "ه", "ة": "ه",
    "ٱ": "ا", "ڪ": "ك", "ۃ": "ه", "ۀ": "ه",
}  # fmt: skip
#: Signs over and in letters that are left out in ordinary writing: accents, Arabic vowels and
#: hamza, Hebrew points; what chooses the form of a sign; and the stroke that only stretches an
#: Arabic word.
_SIGNS = (
    (0x300, 0x36F), (0x591, 0x5C7), (0x610, 0x61A), (0x64B, 0x65F), (0x6D6, 0x6ED),
    (0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF),
)  # fmt: skip
_LEFT_OUT = {0x640, 0x670}


_WITH_APOSTROPHE = re.compile(r"\b\w{1,20}(?:['’ʼ]\w{1,40})+")


class _Folding(dict[int, "int | str | None"]):
    """For `str.translate`: letters, digits and vowel signs stay, accents and what can't be seen
    go, the rest is a gap."""

    def __missing__(self, code: int) -> int | str | None:
        self[code] = _folded(chr(code), code)
        return self[code]


def _folded(character: str, code: int) -> int | str | None:
    if character in _PLAIN:
        return _PLAIN[character]
    if code in _LEFT_OUT or any(first <= code <= last for first, last in _SIGNS):
        return None
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.digit(character))
    # Soft hyphens, joiners, marks of direction: they stand within words.
    if kind == "Cf":
        return None
    return code if kind[0] in "LNM" else 0x20


_FOLDING = _Folding()
# 10⁶ is not 106: what is raised behind a digit is a number of its own.
_POWER = re.compile("(?<=[0-9])(?=[⁰¹²³⁴-⁹⁺⁻])")


def words(text: str) -> list[str]:
    """The words of `text`, without case, accents and punctuation, in order.

    Where a script sets no blanks between words, each pair of neighbours counts as one: 市長 is
    found in 大阪市長 without a dictionary.
    """
    text = _POWER.sub(" ", text[:LONGEST_TEXT])
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_FOLDING)
    return [one[:LONGEST_WORD] for word in plain.split() for one in _parted(word)]


def fold(text: str) -> str:
    """What search looks in: the words of `text` with a blank between them. Names with an
    apostrophe are there as one word too, as many people type them (ohara)."""
    joined = ("".join(words(name)) for name in _WITH_APOSTROPHE.findall(text[:LONGEST_TEXT]))
    return " ".join([*words(text), *dict.fromkeys(joined)])


def _parted(word: str) -> Iterator[str]:
    if word.isascii():
        yield word
        return
    for is_run, letters in groupby(word, key=is_unspaced):
        run = "".join(letters)
        if is_run:
            yield from (run[at : at + 2] for at in range(max(1, len(run) - 1)))
        else:
            yield run
