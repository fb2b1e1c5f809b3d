"""The languages that stories are written in, and what pages say of words in them."""

from __future__ import annotations

import pytest

from articles.lib.html.direction import with_directions
from articles.lib.languages.attributes import attributes
from articles.lib.languages.known import direction_of, is_same, language, languages, tag_of


def test_each_has_names_and_a_tag_of_its_own() -> None:
    known = languages()
    assert len(known) > 130
    assert {"ar", "en-GB", "en-US", "pt-BR", "zh-Hans", "sr-Latn", "es-419", "so"} <= set(known)
    assert all(one.name and one.own_name and one.tag == tag for tag, one in known.items())
    assert len({one.label for one in known.values()}) == len(known)
    assert {one.tag for one in known.values() if tag_of(one.label) != one.tag} == set()
    assert max(map(len, known)) <= 35


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("ar", "ar"),
        ("Arabic", "ar"),
        ("العربية", "ar"),
        ("  arabic  –  العربيّة ", "ar"),
        ("EN_gb", "en-GB"),
        ("zh-hans", "zh-Hans"),
        ("Deutsch", "de"),
        ("Klingon", ""),
        ("", ""),
    ],
)
def test_it_is_found_by_whatever_it_is_called(typed: str, tag: str) -> None:
    assert tag_of(typed) == tag


@pytest.mark.parametrize(
    ("code", "runs"),
    [("ar", "rtl"), ("ckb", "rtl"), ("he", "rtl"), ("yi", "rtl"), ("ur-PK", "rtl"), ("dv", "rtl"),
     ("uz", "ltr"), ("zh-Hans", "ltr"), ("en-GB", "ltr"), ("xx", "ltr")],
)  # fmt: skip
def test_it_says_which_way_it_runs(code: str, runs: str) -> None:
    assert direction_of(code) == runs


def test_a_code_that_nobody_knows_goes_by_itself() -> None:
    assert language("xx-yy").label == "xx-YY"
    assert is_same("en-gb", "en_GB")
    assert not is_same("en", "en-gb")


@pytest.mark.parametrize(
    ("words", "own", "of_page", "said"),
    [
        ("Council keeps its crane", "", "en-gb", ("auto", "")),
        ("المجلس يُبقي على الرافعة", "", "en-gb", ("auto", "ar")),
        # Which way it runs is not left to its first letter.
        ("BBC: المجلس يُبقي على الرافعة", "ar", "en-gb", ("rtl", "ar")),
        ("المجلس يُبقي على الرافعة", "ar", "ar", ("rtl", "")),
        ("Der Rat behält seinen Kran", "de", "en-gb", ("ltr", "de")),
        ("Council keeps its crane", "en-GB", "en-gb", ("ltr", "")),
        # Ukrainian is not taken for Russian, nor Marathi for Hindi, nor names in Han for Chinese.
        ("Рада лишила старий кран", "uk", "en-gb", ("ltr", "uk")),
        ("परिषदेने क्रेन ठेवली", "mr", "en-gb", ("ltr", "mr")),
        ("東京都知事", "ja", "en-gb", ("ltr", "ja")),
        # A quotation in another script is in another language than its story.
        ("Совет оставил кран", "de", "en-gb", ("auto", "ru")),
        ("المجلس", "de", "ar", ("auto", "")),
        ("", "ar", "en-gb", ("rtl", "ar")),
    ],
)
def test_a_page_says_what_it_must(
    words: str, own: str, of_page: str, said: tuple[str, str]
) -> None:
    assert attributes(words, own, of_page) == said


def test_blocks_are_told_apart_from_the_way_that_the_story_runs() -> None:
    body = "<p>BBC</p><p>مرحبا</p>"
    assert with_directions(body, "rtl") == '<p dir="ltr">BBC</p><p>مرحبا</p>'
    assert with_directions(body, "ltr") == '<p>BBC</p><p dir="rtl">مرحبا</p>'
    assert with_directions("<p>BBC</p>", "ltr") == "<p>BBC</p>"
