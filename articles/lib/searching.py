"""Words as search compares them, the same on every database."""

from __future__ import annotations

import unicodedata

#: Longer words are cut (a PostgreSQL lexeme holds 2 KB), and so are longer texts
#: (its tsvector holds 1 MB).
LONGEST_WORD = 60
LONGEST_TEXT = 400_000


class _Folding(dict[int, int | None]):
    """For `str.translate`: letters, digits and vowel signs stay, accents go, the rest is a gap."""

    def __missing__(self, code: int) -> int | None:
        accent = 0x300 <= code <= 0x36F
        kept = unicodedata.category(chr(code))[0] in "LNM"
        self[code] = None if accent else code if kept else 0x20
        return self[code]


_FOLDING = _Folding()


def words(text: str) -> list[str]:
    """The words of `text`, without case, accents and punctuation, in order."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST_TEXT]).casefold().translate(_FOLDING)
    return [word[:LONGEST_WORD] for word in plain.split()]


def fold(text: str) -> str:
    """The words of `text` with a blank between them: what search looks in."""
    return " ".join(words(text))
