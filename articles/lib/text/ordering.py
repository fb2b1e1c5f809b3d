"""In which order names stand, the same on every database.

Databases sort by the collation that they were made with, SQLite by bytes alone: there Ángel comes
after Zoe. A key that sorts rightly by its bytes needs no collation. It says first by which rules it
was made, so that an index tells which keys were made by others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from articles.lib.text.alphabets import ALIKE, ALPHABETS, OTHERS, PLAIN
from articles.lib.text.scripts import language_of

#: Raised with every change after which names come in another order.
VERSION: Final = 2
LONGEST: Final = 60  # characters of a name by which it is sorted
#: The first letter's place; digits and blanks come before.
_FIRST: Final = 0x100
#: Combining signs that are vowels, or part of a letter.
_VOWELS: Final = frozenset({0, 9, 84, 91, 103, 118, 129, 130, 132})
#: Vowels that Thai and Lao write before the consonant that they are spoken after.
_WRITTEN_BEFORE: Final = re.compile(
    "([\u0e40-\u0e44])([\u0e01-\u0e2e])|([\u0ec0-\u0ec4])([\u0e81-\u0eae])"
)
_SMALL_KANA: Final = dict(zip("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ", strict=True))
#: Stretches a word (tatweel), or its vowel.
_STRETCHED: Final = "\u0640ー"


def rules_of(language: str) -> bytes:
    """What all keys of a language begin with."""
    return f"{VERSION}{language.lower()}\0".encode()


def sort_key(name: str, language: str) -> bytes:
    """What a list of names is sorted by in `language`: first by letters, whatever their case,
    signs and punctuation, then by the name itself. Names in another script than the language's
    come last."""
    start = unicodedata.normalize("NFC", name[:LONGEST])
    other = "1" if language_of(start, language) else "0"
    placed = "".join(_placed(_lowered(start, language), language)).strip(" ")
    told = f"{other}{re.sub(' +', ' ', placed)}\0{start}"
    return rules_of(language) + told.encode(errors="replace")


def _lowered(text: str, language: str) -> str:
    """In small letters, taken apart into letters and signs. The Turkish ı is the small I."""
    if language[:2] in {"tr", "az"}:
        text = text.replace("I", "ı").replace("İ", "i")
    plain = unicodedata.normalize("NFKD", text.lower())
    return _WRITTEN_BEFORE.sub(lambda two: f"{two[2] or two[4]}{two[1] or two[3]}", plain)


def _placed(text: str, language: str) -> Iterator[str]:
    """A sign for each letter, which stands where the letter does; a blank for what is none."""
    places, letters, at = _places(language), _letters(text), 0
    while at < len(letters):
        for size in (3, 2):
            if place := places.get("".join(letters[at : at + size])):
                break
        else:
            size, place = 1, _place(letters[at], places)
        yield place
        at += size


def _letters(text: str) -> list[str]:
    """Each letter with its signs."""
    letters: list[str] = []
    for sign in text:
        if letters and unicodedata.combining(sign) not in _VOWELS:
            letters[-1] += sign
        elif sign not in _STRETCHED and unicodedata.category(sign) not in {"Cf", "Lm"}:
            letters.append(sign)
    return letters


def _place(letter: str, places: dict[str, str]) -> str:
    """By the letter as it is, with one of its signs, or without."""
    base, signs = letter[0], letter[1:]
    for form in (letter, *(base + sign for sign in signs), base):
        if form in places:
            return places[form]
    if base in PLAIN:
        return "".join(places.get(one, one) for one in PLAIN[base])
    if base.isdigit():
        return str(unicodedata.digit(base, 0))
    if "ァ" <= base <= "ヶ":
        base = chr(ord(base) - 0x60)
    is_letter = unicodedata.category(base)[0] in "LMN"
    return _SMALL_KANA.get(base, base) if is_letter else " "


@lru_cache(maxsize=8)
def _places(language: str) -> dict[str, str]:
    """Letter → its place, of the language's own letters and of those behind."""
    code = language.lower().replace("_", "-")
    code = ALIKE.get(code) or ALIKE.get(code.partition("-")[0]) or code.partition("-")[0]
    own = [ALPHABETS[code]] if code in ALPHABETS else []
    places: dict[str, str] = {}
    number = _FIRST
    for alphabet in (*own, *OTHERS):
        for together in alphabet.split():
            forms = [unicodedata.normalize("NFKD", one) for one in together.split("=")]
            if new := [one for one in forms if one not in places]:
                known = next((places[one] for one in forms if one in places), chr(number))
                places.update(dict.fromkeys(new, known))
                number += 1
    return places
