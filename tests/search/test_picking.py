"""Pickers of the desk find the story whose headline somebody begins to type, drafts, too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from articles.search import picked, picking
from articles.search.reach import within_reach
from articles.search.upkeep import learning
from tests import cast

pytestmark = pytest.mark.django_db


def found(typed: str, person: Any = None, most: int = 8) -> list[str]:
    """The headlines that `person`, or the house, is offered."""
    rows = Article.objects.within_reach_of(person)
    hint = within_reach(person) if person else None
    return [story.headline for story in picked(rows.newest_first(), typed, hint, most=most)]


def test_a_headline_that_is_begun_is_found_in_any_state() -> None:
    cast.live("The harbour crane", slug="a")
    cast.draft("The harbour quixotically empty")
    cast.live("A crane for the harbour", slug="c", at=timezone.now() + timedelta(days=1))
    learning.learn()
    # What begins as typed stands first, then what has the words.
    assert found("the harb")[-1] == "A crane for the harbour"
    assert set(found("the harb")) == set(found("the h")) == set(found("harbour"))
    assert len(found("harbour")) == 3
    # No reader has that word, so that the vocabulary knows nothing of it.
    assert found("quixo") == found("the harbour qu") == ["The harbour quixotically empty"]


def test_the_very_headline_is_first_and_texts_fill_the_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(picking, "LOOKED_AT", 3)
    cast.live("Fog", slug="old", at=timezone.now() - timedelta(days=4_000))
    for number in range(5):
        cast.live(f"Fog and more {number}", slug=f"f{number}")
    cast.live("Weather", slug="w", body="<p>There is fog.</p>")
    assert found("fog", most=2)[0] == "Fog"
    assert found("fog")[0] == "Fog"
    assert len(found("fog")) == 7
    assert "Weather" in found("fog")[-2:]


def test_only_what_is_asked_for_is_offered() -> None:
    person = cast.reporter()
    cast.draft("A harbour of one's own", created_by=person)
    cast.draft("A harbour of others")
    gone = cast.draft("A harbour in the bin", created_by=person)
    gone.bin(cast.managing_editor())
    assert found("a harb", person) == ["A harbour of one's own"]
    assert found("…", person) == found("", person) == []


@pytest.mark.parametrize("typed", ["harb", "the harbour", "harbour nowhere"])
def test_it_asks_no_more_however_much_there_is(client: Client, typed: str) -> None:
    client.force_login(cast.sports_editor())
    story = cast.draft("The harbour sports", section=cast.section("sports"))
    doors = (
        "/admin/articles/article/linkable/",
        f"/admin/articles/article/{story.pk}/versions/",
        f"/admin/front/section-{story.section_id}/stories/",
    )

    def asked() -> list[int]:
        counted = []
        for door in doors:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(door, {"q": typed, "section": ""}).status_code == 200
            counted.append(sum("articles_" in one["sql"] for one in queries))
        return counted

    asked()
    of_few = asked()
    for number in range(12):
        cast.live(f"The harbour {number}", slug=f"h{number}", section=cast.section("sports"))
    # PostgreSQL looks through the newest first, in up to four steps a question, of which there are
    # three at most: in the headlines, anywhere, anywhere with what only begins so.
    steps = 0 if connection.vendor == "sqlite" else 9
    of_many = asked()
    assert all(many <= few + steps for many, few in zip(of_many, of_few, strict=True))
    assert max(of_many) <= 21


@pytest.mark.sqlite
def test_a_full_list_takes_five(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(3):
        cast.draft(f"The harbour {number}", slug=f"h{number}")
    with django_assert_num_queries(5):
        assert len(found("the harb", most=2)) == 2
