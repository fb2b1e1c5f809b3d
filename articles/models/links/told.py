"""Who is told of what links to a story before it goes."""

from __future__ import annotations

from collections.abc import Collection

from articles.models.links.link import StoryLink
from articles.models.story.article import Article

#: As templates/admin/includes/linked_from.html shows them.
MAX_SHOWN = 5


def linked_from(numbers: Collection[int]) -> list[Article]:
    """The newest stories before readers that link to these, but for these themselves: one more than
    are shown, in one query."""
    links = StoryLink.objects.filter(target__in=numbers).exclude(article__in=numbers)
    stories = Article.objects.visible().filter(pk__in=links.values("article"))
    return list(stories.only("headline").newest_first()[: MAX_SHOWN + 1])
