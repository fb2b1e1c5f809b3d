"""Words of every script are found however they are typed: one table, for index and query alike."""

from __future__ import annotations

import pytest

from articles.lib.searching.folding import LONGEST_KEY, LONGEST_WORD, fold, key, words
from articles.lib.searching.query import Term, parse
from tests.lib.searching.cases import APART, CASES


def is_found(term: Term, index: list[str]) -> bool:
    """Whether words in an index's order answer a term, as every engine has to."""
    for way in map(str.split, term.ways):
        for at in range(len(index)):
            there = index[at : at + len(way)]
            if len(there) == len(way) and all(map(is_meant, there, way)):
                return True
    return False


def is_meant(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


def finds(query: str, text: str) -> bool:
    """Whether a text has all terms of a query, and none that is excluded."""
    index, terms = fold(text).split(), parse(query).terms
    return bool(terms) and all(is_found(term, index) != term.is_excluded for term in terms)


@pytest.mark.parametrize(("written", "asked"), CASES)
def test_it_is_found_however_it_is_typed(written: str, asked: str) -> None:
    assert finds(asked, f"Before it {written} after it.")
    assert finds(f'"{written}"', f"Before it {written} after it.")


@pytest.mark.parametrize(("written", "asked"), APART)
def test_it_is_not_taken_for_another(written: str, asked: str) -> None:
    assert not finds(asked, f"Before it {written} after it.")


def test_of_ordinary_text_the_words_stay_as_they_were() -> None:
    assert fold("The Fog, over “Łódź”: 3 ships…") == "the fog over lodz 3 ships"
    assert fold("Élan—Straße") == "elan strasse"
    assert fold("rock'n'roll, O'Hara and O'Hara") == (
        "rock n roll o hara and o hara rocknroll ohara"
    )


def test_what_stands_for_several_words_stands_behind_all() -> None:
    assert words("O'Brien's e-mail") == ["o", "brien", "s", "e", "mail"]
    assert fold("O'Brien's e-mail to U.S. ships") == (
        "o brien s e mail to u s ships obriens email us"
    )


def test_marks_of_an_index_cannot_be_forged() -> None:
    assert fold("\ue000fog \ue001S3 \x01x") == "fog s3 x"


def test_words_are_cut_where_databases_would_refuse_them() -> None:
    assert fold("ab" * 1000) == ("ab" * 1000)[:LONGEST_WORD]
    assert max(map(len, fold("é" * 1000 + " " + "a-" * 500).split())) == LONGEST_WORD
    assert len(key("ab " * 1000)) == LONGEST_KEY


def test_headlines_that_differ_in_signs_alone_have_one_key() -> None:
    keys = {key(one) for one in ("O’Brien’s e-mail", "obriens EMAIL", "O Brien s e mail…")}
    assert keys == {"obriensemail"}
