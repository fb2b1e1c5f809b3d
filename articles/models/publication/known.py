"""Which authors and topics readers know: those whose pages are there."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from articles.models.people.authors import Author
from articles.models.people.bylines import Byline
from articles.models.story.article import Article
from articles.models.topics.taxonomy import Tagging, Topic


def writers(authors: QuerySet[Author]) -> QuerySet[Author]:
    """Those of the authors with a role, or a story that readers have."""
    newest = _newest(Byline.objects.filter(author=OuterRef("pk")), "article_id")
    return authors.alias(newest=newest).filter(~Q(role="") | Q(newest__isnull=False))


def written_about(topics: QuerySet[Topic]) -> QuerySet[Topic]:
    """Those of the topics that readers have stories about."""
    newest = _newest(Tagging.objects.filter(tag=OuterRef("pk")), "content_object_id")
    return topics.alias(newest=newest).filter(newest__isnull=False)


def _newest(rows: QuerySet[Any], story: str) -> Subquery:
    """The newest of the rows beside a story that readers have, off the index by date. Asked of one
    row after the other: joined, or asked whether there is any, either database would walk through
    the stories, or through all rows, to find one of the name."""
    visible = Article.objects.visible().order_by().filter(pk=OuterRef(story))
    seen = rows.filter(Exists(visible), listed_at__isnull=False)
    return Subquery(seen.order_by("-listed_at", f"-{story}").values("pk")[:1])
