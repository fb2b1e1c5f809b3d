"""Slugs from headlines in any script."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.text.slugs import JAPANESE, RESERVED_SECTION_SLUGS, slug_for

SLUG = re.compile(f"[a-z0-9{JAPANESE}]+(?:-[a-z0-9{JAPANESE}]+)*")


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


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("東京で新しい橋が開通", "東京で新しい橋が開通"),
        ("ﾄｳｷｮｳのﾊｼ", "トウキョウのハシ"),
        ("か\u3099くせい", "がくせい"),
        ("iPhone 15が発売、行列「初日」", "iphone-15が発売-行列-初日"),
        ("ラーメン・寿司〜夏", "ラーメン-寿司-夏"),
        ("Café で 뉴스", "cafe-で-nyuseu"),
        ("人々", "人々"),
    ],
)
def test_japanese_stays_as_it_is(headline: str, slug: str) -> None:
    assert slug_for(headline) == slug
    assert unicodedata.is_normalized("NFC", slug_for(headline))


def test_han_alone_are_japanese_where_their_story_is() -> None:
    assert slug_for("首相辞任") == "shouxiangciren"
    assert slug_for("首相辞任", among="首相は今日、辞任すると述べた。") == "首相辞任"
    assert (
        slug_for("首相辞任", among="首相今天宣布辞任，没有在“の”店说明原因。") == "shouxiangciren"
    )
    assert slug_for("Premier resigns", among="首相は今日、辞任すると述べた。") == "premier-resigns"


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
    assert not slug.isascii() or slug_for(slug, limit=limit) == slug


def test_public_addresses_are_reserved() -> None:
    assert {"by", "topic", "search", "admin", "feed.atom", ".well-known"} <= RESERVED_SECTION_SLUGS
    assert "politics" not in RESERVED_SECTION_SLUGS
