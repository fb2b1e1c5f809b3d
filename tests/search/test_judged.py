"""What somebody looks for is found first: the judged set, against the engine of the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from articles import search
from articles.models import Author
from articles.models.topics.changes import topics_named
from articles.search.upkeep import learning
from tests import cast
from tests.search.engines import keep_up
from tests.search.judging import Judged, judged, stories

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

#: What part of the queries has to have the story that is looked for first, and in the first three.
FIRST, IN_THREE, MISTYPED = 0.95, 0.99, 0.85


@pytest.mark.usefixtures("any_engine")
def test_who_looks_for_a_story_finds_it() -> None:
    numbers = {
        story.headline: cast.live(
            story.headline,
            at=timezone.now() - timedelta(days=story.days),
            slug=f"s{place}",
            standfirst=story.standfirst,
            body=f"<p>{story.body}</p>",
            language=story.language,
        )
        for place, story in enumerate(stories())
    }
    for story in stories():
        row = numbers[story.headline]
        row.authors.set([Author.objects.get_or_create(name=story.author)[0]])
        row.topics.set(topics_named(story.topics))
        row.save()
    learning.learn()
    keep_up()
    places = {
        one: place_of(search.find(one.text).numbers, numbers[one.story.headline].pk)
        for one in judged()
    }
    assert part(places, lambda one: one.kind != "typo", 1) >= FIRST, missed(places)
    assert part(places, lambda one: one.kind != "typo", 3) >= IN_THREE, missed(places)
    assert part(places, lambda one: one.kind == "typo", 1) >= MISTYPED, missed(places)


def place_of(found: tuple[int, ...], number: int) -> int:
    """In which place a story is, from 0; behind all others where it is not found."""
    return found.index(number) if number in found else 1_000


def part(places: dict[Judged, int], asked: Callable[[Judged], bool], most: int) -> float:
    """Of the queries that are asked for, the part whose story is in the first places."""
    of_them = [place for one, place in places.items() if asked(one)]
    return sum(place < most for place in of_them) / len(of_them)


def missed(places: dict[Judged, int]) -> list[str]:
    """The queries whose story is not first, and where it is."""
    return [
        f"{one.story.language} {one.kind} {one.text}: {place}"
        for one, place in places.items()
        if place
    ]
