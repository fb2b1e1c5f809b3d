"""Slugs from headlines in any script."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.slugs import RESERVED_SECTION_SLUGS, slug_for

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Harbour dues rise again", "harbour-dues-rise-again"),
        ("It’s Bob's: “22.5%” – and more!", "its-bobs-22-5-and-more"),
        ("Straße in Łódź, Ærø", "strasse-in-lodz-aero"),
        ("Cafe\u0301 ﬁn", "cafe-fin"),
        ("Новости дня", "novosti-dnya"),
        ("Αθήνα", "athina"),
        ("---", "story"),
        ("", "story"),
        ("\ud800\x00", "story"),
    ],
)
def test_it_works(headline: str, slug: str) -> None:
    assert slug_for(headline) == slug


@pytest.mark.parametrize(
    "headline", ["北京的新闻", "हिन्दी समाचार", "أخبار اليوم", "ข่าววันนี้", "뉴스", "დღეს"]
)
def test_every_script_is_transliterated(headline: str) -> None:
    assert slug_for(headline, fallback="lost") != "lost"


def test_a_long_slug_ends_on_a_word() -> None:
    assert slug_for("one two three", limit=7) == "one-two"
    assert slug_for("one two three", limit=8) == "one-two"
    assert slug_for("one two three", limit=6) == "one"


def test_only_a_first_word_that_is_too_long_is_cut() -> None:
    assert slug_for("incomprehensibilities abound", limit=5) == "incom"


def test_the_fallback_is_the_callers() -> None:
    assert slug_for("!!!", fallback="topic") == "topic"
    assert slug_for("!!!", fallback="topic", limit=3) == "top"


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        slug_for("x", limit=0)


@given(st.text(), st.integers(1, 90))
def test_any_text_makes_a_slug_within_its_limit(text: str, limit: int) -> None:
    slug = slug_for(text, limit=limit)
    assert SLUG.fullmatch(slug)
    assert len(slug) <= limit
    assert slug_for(slug, limit=limit) == slug


def test_public_addresses_are_reserved() -> None:
    assert {"by", "topic", "search", "admin", "feed.atom", ".well-known"} <= RESERVED_SECTION_SLUGS
    assert "politics" not in RESERVED_SECTION_SLUGS
