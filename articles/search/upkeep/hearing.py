"""What search hears of: names that change, and rows that were written past the story's verbs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q

from articles.models import Article, Author, Byline, SearchDue, Tagging, Topic
from articles.models.search.document import write_anew
from articles.models.search.telling import has_engine, tell


def name_changes(instance: Author | Topic, raw: bool = False, **_kwargs: Any) -> None:
    """An author or a topic is about to be saved: their stories are found by the new name."""
    if raw or instance.pk is None:
        return
    former = type(instance)._base_manager.filter(pk=instance.pk).values_list("name", flat=True)
    if former.first() in (None, instance.name):
        return
    if isinstance(instance, Author):
        write_anew(Byline.objects.filter(author=instance.pk).values("article"))
    else:
        write_anew(Tagging.objects.filter(tag=instance.pk).values("content_object"))


def topics_back(numbers: Iterable[int], **_kwargs: Any) -> None:
    """Topics are there again: the stories that have them are found by them."""
    write_anew(Tagging.objects.filter(tag__in=list(numbers)).values("content_object"))


def account_goes(instance: User, **_kwargs: Any) -> None:
    """An account is about to be deleted: nothing is its own any more."""
    own = Q(created_by=instance.pk) | Q(assignee=instance.pk)
    write_anew(Article.objects.filter(own).values("pk"))


def story_goes(instance: Article, **_kwargs: Any) -> None:
    """A story is about to be deleted: an engine beside the database is not to keep its words."""
    if has_engine():
        tell([instance.pk])


def topics_of_one(action: str, instance: Any, **_kwargs: Any) -> None:
    """A story's topics were changed by hand (`story.topics.remove`)."""
    if action.startswith("post_") and isinstance(instance, Article):
        _due(instance.pk)


def row_beside(instance: Byline | Tagging, **_kwargs: Any) -> None:
    """A byline or a tagging was saved by itself."""
    story = instance.article_id if isinstance(instance, Byline) else instance.content_object_id
    _due(story)


def _due(story: int) -> None:
    SearchDue.objects.bulk_create([SearchDue(story=story)], ignore_conflicts=True)
