"""Where a story stands."""

from __future__ import annotations

from collections.abc import Collection

from articles.models.fronts.told.in_play import Standing, in_play
from articles.models.story.article import Article


def placements_of(story: Article) -> list[Standing]:
    """Where the story is pinned: live, in drafts, and in what is scheduled. Two queries, and one
    for the sections' names."""
    return placements_of_many([story.pk])[story.pk]


def placements_of_many(numbers: Collection[int]) -> dict[int, list[Standing]]:
    """The same for many stories, by their numbers; as many queries."""
    return in_play().standings_of(numbers)
