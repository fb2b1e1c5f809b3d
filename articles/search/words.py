"""Rebuild the words that search looks in, after an upgrade that splits them differently."""

from __future__ import annotations

from collections.abc import Iterator

from articles.models import Article

AT_ONCE = 200


def renewed() -> Iterator[tuple[int, int]]:
    """Go through all stories, some at a time, and write those whose words are others now.

    Yields after each step how many were looked at and how many were written. Each step is a short
    transaction of its own: others write in between, and what was done stays done.
    """
    last, seen, written = 0, 0, 0
    while some := list(Article.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        changed = []
        for story in some:
            was = story.search_text
            story.derive()
            if story.search_text != was:
                changed.append(story)
        for story in changed:
            Article.objects.filter(pk=story.pk, modified_at=story.modified_at).update(
                search_text=story.search_text
            )
        last, seen, written = some[-1].pk, seen + len(some), written + len(changed)
        yield seen, written
