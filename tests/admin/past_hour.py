"""What the tests of a story's past share: a story that is saved again, and its pages."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.models import Article, Revision
from tests import cast

EVIL = '<script>alert("x")</script>'


def written(story: Article, by: User | None = None, why: str = "", **fields: Any) -> Revision:
    """The story, saved with these fields changed."""
    story = Article.objects.get(pk=story.pk)
    return story.write({**story.content(), **fields}, by or cast.editor(), why=why).revision


def history(story: Article) -> str:
    """The address of the story's history."""
    return reverse("admin:articles_article_history", args=[story.pk])


def compare(story: Article, query: str = "") -> str:
    """The address of a comparison."""
    return reverse("admin:articles_article_compare", args=[story.pk]) + query


def bring_back(story: Article, number: int) -> str:
    """Where a revision is brought back."""
    return reverse("admin:articles_article_bring_back", args=[story.pk, number])


def page(desk: Client, address: str) -> str:
    """The text of a page that is there."""
    answer = desk.get(address)
    assert answer.status_code == 200
    return answer.content.decode()
