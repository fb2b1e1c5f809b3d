"""What search hears of: names that change, and rows that were written past the story's verbs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from articles.models import Author, Byline, SearchDue, Tagging, Topic
from articles.models.search.document import write_anew


def name_changes(instance: Author | Topic, raw: bool = False, **_kwargs: Any) -> None:
    """An author or a topic is about to be saved: their stories are found by the new name."""
    if raw or instance._state.adding:
        return
    former = type(instance)._base_manager.filter(pk=instance.pk).values_list("name", flat=True)
    if former.first() in (None, instance.name):
        return
    if isinstance(instance, Author):
        write_anew(Byline.objects.filter(author=instance.pk).values("article"))
    else:
        write_anew(Tagging.objects.filter(tag=instance.pk).values("content_object"))


def topics_moved(numbers: Iterable[int], into: int | None = None, **_kwargs: Any) -> None:
    """Topics are about to go, or are there again: their stories are found by what they have."""
    among = [*numbers, *([into] if into else [])]
    write_anew(Tagging.objects.filter(tag__in=among).values("content_object"))


def row_beside(instance: Byline | Tagging, **_kwargs: Any) -> None:
    """A byline or a tagging was saved by itself."""
    story = instance.article_id if isinstance(instance, Byline) else instance.content_object_id
    SearchDue.objects.bulk_create([SearchDue(story=story)], ignore_conflicts=True)
