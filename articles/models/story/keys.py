"""The surrogate keys of what shows a story, and which of them a change touches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Value

from articles.models.changes.outbox import announce
from articles.models.people.bylines import Byline
from articles.models.story.shown import Shown
from articles.models.topics.taxonomy import Tagging


def keys_of(
    story: Shown, authors: Iterable[int] | None = None, topics: Iterable[int] = ()
) -> set[str]:
    """What shows the story: its page, its section, its names, its topics, the front. One query,
    where the numbers of its `authors` and `topics` are not known."""
    keys = {f"article:{story.pk}", "front:1"}
    if story.section_id:
        keys.add(f"section:{story.section_id}")
    if authors is None:
        names = Byline.objects.filter(article=story.pk).order_by()
        taggings = Tagging.objects.filter(content_object=story.pk).order_by()
        asked = names.values_list(Value("author"), "author_id")
        named = list(asked.union(taggings.values_list(Value("topic"), "tag_id"), all=True))
    else:
        named = [("author", pk) for pk in authors] + [("topic", pk) for pk in topics]
    return keys | {f"{noun}:{pk}" for noun, pk in named}


def changed_keys(before: set[str], after: set[str], story: Shown, moved: bool) -> set[str]:
    """What a change of `story` touches, by the keys of what showed it and of what shows it now.

    Where its place in the lists is the same, the lists stand: only the story's own key says that
    it reads differently, and what has taken it in or lost it. Readers who lost it, or were told of
    a mistake, must not find the old one anywhere.
    """
    keys = (before | after) if moved else (before ^ after)
    return keys | {f"article:{story.pk}"} if before or after else set()


def gone(instance: Any, **_kwargs: Any) -> None:
    """A story is deleted past the verbs, which never delete what readers have."""
    announce(keys_of(instance) | {f"recall:{instance.pk}"})
