"""A query is read as it was meant, and never refused, whatever was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.searching import key
from articles.lib.searching.query import MAX_TERMS, MAX_WORDS_TOGETHER, Query, Term, parse


def said(query: str) -> list[str]:
    """A query's terms in short: "a phrase", -without, begun*."""
    return [
        ("-" if term.is_excluded else "")
        + (f'"{" ".join(term.words)}"' if term.is_quoted else "_".join(term.words))
        + ("*" if term.is_begun else "")
        for term in parse(query).terms
    ]


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("fog over harbour", ["fog", "over", "harbour*"]),
        ('"fog over" harbour', ['"fog over"', "harbour*"]),
        ('harbour "fog over"', ["harbour", '"fog over"']),
        ("„Nebel im“ Hafen", ['"nebel im"', "hafen*"]),
        ("«brume sur» port", ['"brume sur"', "port*"]),
        ("fog -ships", ["fog", "-ships"]),
        ('fog -"over the"', ["fog", '-"over the"']),
        ("e-mail x", ["email", "x*"]),
        ("-ships", ["ships*"]),
        ("fo* ships", ["fo*", "ships*"]),
        ("O’Bri", ["obri*"]),
        ("大阪市長", ["大阪_阪市_市長"]),
        ("辞 fog", ["辞*", "fog*"]),
        ('fog "over', ["fog", "over*"]),
        ('fog" over', ["fog", "over*"]),
        ('""  fog ""', ["fog*"]),
        ('5" x 7"', ["5", "x", "7*"]),
        ("fog - ships", ["fog", "ships*"]),
        ("fog -- ships", ["fog", "ships*"]),
        ("(a AND b) NOT c", ["a", "and", "b", "not", "c*"]),
        ("one,two", ["one", "two*"]),
        ("fog Fog FOG x", ["fog", "x*"]),
        ("", []),
        ("… -- \" ' * :", []),
        ("\u0301\u0301", []),
        ("\0\ud800", []),
    ],
)
def test_it_is_read_as_meant(query: str, terms: list[str]) -> None:
    assert said(query) == terms


def test_what_was_typed_is_kept_and_how_else_it_may_be_written() -> None:
    assert parse("O’Brien is").terms[0] == Term(
        ("obrien",), written="O’Brien", others=(("o", "brien"),)
    )
    assert parse("O’Brien").terms[0].ways == ("obrien*", "o brien*")
    assert parse('"the O’Brien case"').terms[0].ways == (
        "the o brien case",
        "the obrien case",
    )


def test_the_whole_is_compared_with_headlines() -> None:
    query = parse('The "fog" over O’Brien')
    assert query.key == key("The fog over OBrien!")
    assert query.plain == "the fog over o brien"


def test_too_much_is_cut_and_says_so() -> None:
    many = parse(" ".join(f"word{number}" for number in range(50)))
    assert (len(many.terms), many.is_cut) == (MAX_TERMS, True)
    run = parse("大阪市長" * 50)
    assert (len(run.terms[0].words), run.is_cut) == (MAX_WORDS_TOGETHER, True)
    assert not parse(" ".join(f"word{number}" for number in range(MAX_TERMS))).is_cut


@pytest.mark.parametrize(
    "unit",
    ["a", "a.", "a'", '"a', "-", "+ ", "1.000", "大", "\u0301", "*", "(", "a-b", ".a", "\0", "'a",
     "\ud800", "a\u200c", "ب\u200c", "न्", "🎉", "  ", "\u202e", '"', "-a ", '-"', "ﷺ", "가", "a&"],
)  # fmt: skip
@pytest.mark.parametrize("length", [10_000])
def test_ten_thousand_signs_are_a_query_too(unit: str, length: int) -> None:
    assert is_sound(parse(unit * length))


@given(st.text(st.characters(), max_size=300))
def test_whatever_is_typed_is_a_query(text: str) -> None:
    assert is_sound(parse(text))


@given(st.text("ab'\"-*. \u200c大가éب+#&🎉,", max_size=60))
def test_whatever_signs_stand_together_are_a_query(text: str) -> None:
    assert is_sound(parse(text))


def is_sound(query: Query) -> bool:
    """Whether an engine can take it: few words, of letters and digits alone."""
    words = [word for term in query.terms for way in (term.words, *term.others) for word in way]
    return (
        len(query.terms) <= MAX_TERMS
        and all(
            0 < len(way) <= MAX_WORDS_TOGETHER
            for term in query.terms
            for way in (term.words, *term.others)
        )
        and all(
            word and not word.isspace() and not set(word) & set(" '\"*-:^()\0") for word in words
        )
    )
