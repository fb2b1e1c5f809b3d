"""Stems: what the forms of a word have in common, in the language of a text.

The index holds words as they are; which of them have one stem is looked up beside it, so that
another stemmer, or another language, makes no story to be indexed anew.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from threading import Lock
from typing import Protocol

import snowballstemmer

from articles.lib.searching.folding import LONGEST_WORD, chunks, fold, together, words
from articles.lib.text.scripts import script_of, script_of_language

#: Snowball's algorithms by the language of a tag. Its Hindi, Persian, Tamil … are among them.
_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
#: Stems are kept for so many words of all languages: about 12 MB, and one is worked out in 50 µs.
_KEPT = 50_000
#: Letters that some keyboards lack, as people write them there, in languages that have them not
#: as letters of another kind; names go everywhere.
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue"}
_NORDIC = {"ø": "oe", "å": "aa"}
_SPELLED = {
    **dict.fromkeys(("da", "nb", "nn", "no"), _NORDIC),
    **dict.fromkeys(("az", "et", "fi", "hu", "sk", "sv", "tr"), None),
}
#: Languages in which a form may lose one ending, or prefix, less than the word itself: ciudades is
#: ciudad, and that is ciud.
_TWICE = frozenset({"ar", "es"})
#: Before an Arabic stem: the article, with what is written onto it, which the stemmer takes for
#: letters of the word; behind it, the letter that is typed for another one.
_ARTICLE = re.compile("^[وف]?(?:[بك]?ال|لل)(?=.{3})")
_LAST_HEH = re.compile("ه$")
_LOCK = Lock()


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str:  # noqa: N802 - as Snowball has it
        """The stem of a word in small letters."""


def has_stems(language: str) -> bool:
    """Whether words of the language (a tag, as en-GB) have stems here."""
    return _base(language) in _ALGORITHMS


def stem(word: str, language: str) -> str:
    """The folded stem of a word as it is written, with its accents; folded alone, where nothing
    is known of the language."""
    return _stem(unicodedata.normalize("NFC", word[:LONGEST_WORD]).lower(), _base(language))


def roots(word: str, languages: Iterable[str]) -> dict[str, str]:
    """The stem of a typed word, which no text may have, in each of the languages (tags) that are
    written in its script, where these have stems."""
    script = script_of(word)
    return {
        one: stem(word, one)
        for one in languages
        if has_stems(one) and script_of_language(one) == script
    }


def stems(text: str, language: str) -> dict[str, str]:
    """Each word that `fold` makes of the text, with its stem.

    Names that are written together have the stem of the whole. Words with an ü are there with
    a ue too, which the index does not hold: who types it is led to the former by the stem.
    """
    base = _base(language)
    found: dict[str, str] = {}
    for chunk in dict.fromkeys(chunks(unicodedata.normalize("NFC", text).lower())):
        for word, own in _of_chunk(chunk, base).items():
            found.setdefault(word, own)
    return found


@lru_cache(_KEPT)
def _of_chunk(chunk: str, base: str) -> dict[str, str]:
    plain = chunk.strip("\"'“”„«»‘’().,;:?!…")
    folded = fold(plain).split()
    if len(folded) == 1:
        found = {folded[0]: _stem(plain, base)}
        spelled = _spelled(plain, base)
        return found | {spelled: found[folded[0]]} if spelled else found
    return {word: _stem(word, base) for word in folded}


def _spelled(word: str, base: str) -> str:
    table = _SPELLED.get(base, _UMLAUTS) or {}
    if word.isascii() or not any(letter in table for letter in word):
        return ""
    return "".join(words("".join(table.get(letter, letter) for letter in word)))


@lru_cache(_KEPT)
def _stem(word: str, base: str) -> str:
    folded, whole = "".join(words(word)), together(word)
    if base not in _ALGORITHMS or not folded or folded.isdecimal() or folded != whole:
        return whole
    if base == "ar":
        word = _LAST_HEH.sub("ة", _ARTICLE.sub("", folded))
    with _LOCK:  # A stemmer holds the word that it is at.
        stemmer = _stemmer(_ALGORITHMS[base])
        found = stemmer.stemWord(word)
        if base in _TWICE:
            found = stemmer.stemWord(found)
    return "".join(words(found)) or folded


@cache
def _stemmer(algorithm: str) -> _Stemmer:
    made: _Stemmer = snowballstemmer.stemmer(algorithm)
    return made


def _base(language: str) -> str:
    return language.partition("-")[0].lower()
