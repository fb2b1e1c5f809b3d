"""The judged set says what it should: enough queries, of all kinds, in four languages."""

from __future__ import annotations

from collections import Counter

from articles.lib.searching import fold, key
from articles.lib.searching.query import parse
from tests.search.judging import judged, stories


def test_there_is_enough_of_it() -> None:
    assert len(stories()) >= 120
    assert len(judged()) >= 200
    assert min(Counter(one.story.language for one in judged()).values()) >= 50
    assert set(Counter(one.kind for one in judged())) == {
        "headline", "inflected", "exact", "text", "phrase", "minus", "beginning", "author",
        "topic", "common", "accents", "typo",
    }  # fmt: skip


def test_each_story_and_each_query_is_there_once() -> None:
    assert max(Counter(one.headline for one in stories()).values()) == 1
    assert max(Counter((one.text, one.story.language) for one in judged()).values()) == 1


def test_what_is_asked_literally_is_there() -> None:
    for one in judged():
        query = parse(one.text)
        if one.kind == "exact":
            assert query.key == key(one.story.headline)
        if one.kind == "phrase":
            words = fold(f"{one.story.headline} {one.story.standfirst} {one.story.body}")
            assert f" {query.terms[0].ways[0]} " in f" {words} "
