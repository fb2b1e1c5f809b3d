"""The surrogate keys of what shows a story, and which of them a change touches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Value

from articles.models.changes.outbox import announce
from articles.models.people.bylines import Byline
from articles.models.story.shown import Shown
from articles.models.topics.taxonomy import Tagging
from articles.models.translations.translation import Translation, member


def shown_by(
    story: int,
    section: int | None,
    authors: Iterable[int],
    topics: Iterable[int],
    versions: Iterable[int] = (),
) -> set[str]:
    """What shows the story of that number: its page, its section, its names, its topics, the
    front; and the pages of its versions in other languages, by the number of their source."""
    named = {"article": [story], "author": authors, "topic": topics, "versions": versions}
    keys = {f"{noun}:{pk}" for noun, numbers in named.items() for pk in numbers}
    return keys | {"front:1"} | ({f"section:{section}"} if section else set())


def keys_of(story: Shown) -> set[str]:
    """The same of a row as it is; one query."""
    names = Byline.objects.filter(article=story.pk).order_by()
    taggings = Tagging.objects.filter(content_object=story.pk).order_by()
    asked = names.values_list(Value("author"), "author_id")
    group = Translation.objects.filter(member(story.pk)).order_by()
    others = (
        taggings.values_list(Value("topic"), "tag_id"),
        group.values_list(Value("versions"), "source_id"),
    )
    found = list(asked.union(*others, all=True))
    nouns = ("author", "topic", "versions")
    named = ([pk for what, pk in found if what == noun] for noun in nouns)
    return shown_by(story.pk, story.section_id, *named)


def changed_keys(before: set[str], after: set[str], story: int, *, moved: bool) -> set[str]:
    """What a change of the story of that number touches: by the keys of what showed it, and of
    what shows it now.

    Where its place in the lists is the same, the lists stand: only the story's own key says that
    it reads differently, and what has taken it in or lost it. Readers who lost it, or were told of
    a mistake, must not find the old one anywhere.
    """
    keys = (before | after) if moved else (before ^ after)
    return keys | {f"article:{story}"} if before or after else set()


def gone(instance: Any, **_kwargs: Any) -> None:
    """A story is deleted past the verbs, which never delete what readers have."""
    announce(keys_of(instance) | {f"recall:{instance.pk}"})
