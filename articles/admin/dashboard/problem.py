"""A problem as the start page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Coalesce
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


def of_stories(stories: ArticleQuerySet) -> Coalesce:
    """Of rows that belong to a story: whether it is one of `stories`. Asked for each row, because
    the rows are few and the stories many: PostgreSQL would begin with all stories."""
    is_one = Exists(stories.order_by().filter(pk=OuterRef("article_id")).values("pk"))
    return Coalesce(is_one, Value(False))
