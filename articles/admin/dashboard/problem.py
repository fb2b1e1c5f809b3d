"""A problem as the start page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import NoReverseMatch, reverse

from articles.models import ArticleQuerySet


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem that somebody has to look after."""

    title: str
    url: str
    why: str
    what_to_do: str = ""


def page_of(name: str, *args: Any) -> str:
    """The address of a page of the desk; "" where there is none of that name."""
    try:
        return reverse(f"admin:{name}", args=args)
    except NoReverseMatch:
        return ""


def of_stories(stories: ArticleQuerySet) -> Exists:
    """Of rows that belong to a story: whether it is one of `stories`. Asked for each row, because
    the rows are few and the stories many."""
    return Exists(stories.order_by().filter(pk=OuterRef("article_id")).values("pk"))
