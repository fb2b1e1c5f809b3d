"""In which order names stand, the same on every database.

Databases sort by the collation that they were made with, SQLite by bytes alone: there Ángel comes
after Zoe. A key that sorts rightly by its bytes needs no collation.
"""

from __future__ import annotations

import unicodedata

from articles.lib.searching import words
from articles.lib.text.scripts import language_of

LONGEST = 60  # characters of a name by which it is sorted
#: Letters with a sign that are letters of their own, behind all that begin with the plain one.
_OWN = {"es": {"n\u0303": "n\uffff"}}


def sort_key(name: str, language: str) -> bytes:
    """What a list of names is sorted by in `language`: first by letters, whatever their case,
    signs and punctuation, then by the name itself. Names in another script than the language's
    come last."""
    start = name[:LONGEST]
    plain = unicodedata.normalize("NFD", start.lower())
    for letter, place in _OWN.get(language[:2], {}).items():
        plain = plain.replace(letter, place)
    # What stands for a letter's place is none itself, and would be a gap between words.
    letters = "\uffff".join(" ".join(words(part)) for part in plain.split("\uffff"))
    other = "1" if language_of(start, language) else "0"
    return f"{other}{letters}\0{start}".encode(errors="replace")
