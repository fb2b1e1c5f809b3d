"""Where one story stands, as tests ask it."""

from __future__ import annotations

from articles.models import Article
from articles.models.fronts.told.in_play import Standing, in_play


def placements_of(story: Article) -> list[Standing]:
    """Where the story is pinned: live, in drafts, and in what is scheduled."""
    return in_play().standings_of([story.pk])[story.pk]
