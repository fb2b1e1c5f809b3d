"""What answers a query best comes first, on every engine."""

from __future__ import annotations

from articles.lib.searching import fold
from articles.lib.searching.query import parse
from articles.lib.searching.ranking import closeness, score


def points(
    query: str, title: str, lead: str = "", *, named: int = 0, age_days: float = 1, near: float = 0
) -> float:
    asked = parse(query)
    return score(
        asked,
        [term.ways for term in asked.wanted],
        fold(title).split(),
        fold(lead).split(),
        named=named,
        age_days=age_days,
        near=near,
    )


def near(query: str, text: str) -> float:
    return closeness([term.ways for term in parse(query).terms], fold(text).split())


def test_headline_over_standfirst_over_text() -> None:
    in_title = points("fog", "Fog over the harbour")
    in_lead = points("fog", "Ships wait", "All because of the fog.")
    assert in_title > in_lead > points("fog", "Ships wait", "All because of it.")


def test_the_exact_headline_is_always_first() -> None:
    old = points("fog over harbour", "Fog over harbour", age_days=20_000)
    assert old > points("fog over harbour", "Fog over harbour: fog over harbour", "Fog", named=3)
    assert points("O'Brien’s e-mail", "OBriens email!", age_days=20_000) > 900


def test_newer_stories_are_favoured_gently() -> None:
    assert points("fog", "Fog here", age_days=1) > points("fog", "Fog here", age_days=300)
    ten_years = points("fog", "Fog over the harbour", age_days=3_650)
    assert ten_years > points("fog", "Ships wait", "In fog.", age_days=0)
    assert points("fog", "Fog here", age_days=-5) == points("fog", "Fog here", age_days=0)


def test_the_word_itself_over_what_begins_so() -> None:
    assert points("fog", "Fog at sea") > points("fog", "Fogbound at sea")


def test_words_in_their_order_over_words_anywhere() -> None:
    together = points("harbour fog", "New harbour fog at dawn")
    assert together > points("harbour fog", "Fog at dawn, new harbour")


def test_all_in_the_headline_over_one_there() -> None:
    both = points("harbour fog", "Fog lies over the whole of the old harbour", "Ships.")
    assert both > points("harbour fog", "Fog", "The harbour.")


def test_a_short_headline_over_a_long_one() -> None:
    assert points("fog", "Fog at sea") > points("fog", "Fog at sea, and what it means for us all")


def test_names_count_and_so_does_closeness() -> None:
    assert points("amsel", "Ships wait", named=1) > points("amsel", "Ships wait", "Amsel.")
    assert points("a b", "Ships wait", near=1) > points("a b", "Ships wait", near=0.5)
    assert near("harbour fog", "in the harbour fog we") == 1
    assert 1 > near("harbour fog", "in harbour and fog") > near("harbour fog", "fog x x x harbour")
    assert near("harbour fog", "in the harbour") == 0
    assert near('"in the harbour" fog', "fog in the harbour") > 0.9


def test_excluded_words_count_for_nothing() -> None:
    assert points("fog -ships", "Fog here") == points("fog", "Fog here")
    assert score(parse(""), [], ["fog"], []) == 0


def test_only_the_same_headline_is_exact() -> None:
    same = ["O’Brien’s e-mail", "C++ is here", "The U.S. fog", "大阪市長が辞任", "Fog"]
    assert all(points(one, one) > 900 for one in same)
    assert points("the us fog", "The U.S. fog") > 900
    others = [("fog", "Fog fog"), ("fog", "Fogs"), ("fog", "Fog over"), ("us", "We, U.S.")]
    assert all(points(asked, title) < 900 for asked, title in others)
