"""What was looked for is marked where it stands, as it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.searching.folding import others, words
from articles.lib.searching.positions import places
from articles.lib.searching.query import Way, parse
from articles.lib.searching.snippets import LENGTH, marked, snippet
from tests.lib.searching.cases import APART, CASES


def ways(query: str) -> list[tuple[Way, ...]]:
    return [term.ways for term in parse(query).wanted]


@pytest.mark.parametrize(("written", "asked"), CASES)
def test_it_is_marked_however_it_is_typed(written: str, asked: str) -> None:
    text = f"Before it {written} after it."
    html = marked(text, ways(asked))
    assert "<mark>" in html
    assert html.startswith("Before it ")
    assert html.endswith(" after it.")
    assert "<mark>" in snippet(text, ways(asked))


@pytest.mark.parametrize(
    ("text", "asked", "html"),
    [
        ("Fog, over it", "fog", "<mark>Fog</mark>, over it"),
        ("O’Brien is", "obrien", "<mark>O’Brien</mark> is"),
        ("O’Brien is", "brien", "O’<mark>Brien</mark> is"),
        ("une l’école", "école", "une l’<mark>école</mark>"),
        ("(C++), .NET", "c++ .net", "(<mark>C++</mark>), <mark>.NET</mark>"),
        ("AT&T <b>", "at&t", "<mark>AT&amp;T</mark> &lt;b&gt;"),
        ("大阪市長が辞任", "大阪市長", "<mark>大阪市長</mark>が辞任"),
        ("大阪市長が辞任", "辞", "大阪市長が<mark>辞</mark>任"),
        ("大阪市長が辞任", "任", "大阪市長が辞<mark>任</mark>"),
        ("ｶﾞｲﾄﾞ", "ガイド", "<mark>ｶﾞｲﾄﾞ</mark>"),
        ("ភាសាខ្មែរ", "ខ្មែរ", "ភាសា<mark>ខ្មែរ</mark>"),
        ("over fog over", '"fog over"', "over <mark>fog</mark> <mark>over</mark>"),
        ("fogbound fog", "fog* x", "<mark>fogbound</mark> <mark>fog</mark>"),
        ("fogbound fog", "fog x", "fogbound <mark>fog</mark>"),
        ("fog harbour", "fog -harbour", "<mark>fog</mark> harbour"),
    ],
)
def test_only_what_was_asked_is_marked(text: str, asked: str, html: str) -> None:
    assert marked(text, ways(asked)) == html


@pytest.mark.parametrize(("written", "asked"), APART)
def test_what_is_another_word_is_not_marked_whole(written: str, asked: str) -> None:
    assert f"<mark>{written}</mark>" not in marked(written, ways(asked))


def test_other_forms_that_search_has_used_are_marked() -> None:
    assert marked("Councils meet", [("council", "councils")]) == "<mark>Councils</mark> meet"


def test_the_passage_with_the_most_of_it_is_shown() -> None:
    text = "A fog. " + "Nothing here. " * 60 + "The harbour lay in fog. " + "And on. " * 60
    html = snippet(text, ways("fog harbour"))
    assert "<mark>harbour</mark> lay in <mark>fog</mark>" in html
    assert html.startswith("… ")
    assert html.endswith(" …")
    assert len(html) < LENGTH + 60


def test_a_text_without_blanks_is_cut_as_well() -> None:
    html = snippet("あ" * 5_000 + "大阪市長" + "い" * 5_000, ways("市長"))
    assert "大阪<mark>市長</mark>い" in html
    assert len(html) < LENGTH + 60


def test_without_anything_to_mark_it_is_empty() -> None:
    assert snippet("Fog over it", ways("ships")) == ""
    assert snippet("Fog over it", []) == ""
    assert snippet("", ways("fog")) == ""


@given(st.text("ab'’\"-*. \u200c大ｶﾞ가é\u0301بक़न्+#&🎉,1²", max_size=40))
def test_words_are_found_again_where_they_stand(text: str) -> None:
    for chunk in text.split():
        found = places(chunk)
        assert [place.word for place in found.words] == words(chunk)
        assert {place.word for place in found.others} <= set(others(chunk))
        assert all(0 <= place.start <= place.end <= len(chunk) for place in found.words)


@given(st.text(max_size=200), st.text(max_size=40))
def test_whatever_the_text_its_mark_up_is_ours(text: str, asked: str) -> None:
    html = str(snippet(text, ways(asked)))
    plain = html.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in plain
    assert html.count("<mark>") == html.count("</mark>")
