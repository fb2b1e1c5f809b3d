"""Which authors and topics readers know: those whose pages are there."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.models.people.authors import Author
from articles.models.people.bylines import Byline
from articles.models.story.article import Article
from articles.models.topics.taxonomy import Tagging, Topic


def writers(authors: QuerySet[Author]) -> QuerySet[Author]:
    """Those of the authors with a role, or a story that readers have."""
    bylines = Byline.objects.filter(_seen("article_id"), author=OuterRef("pk"))
    return authors.filter(~Q(role="") | Exists(bylines))


def written_about(topics: QuerySet[Topic]) -> QuerySet[Topic]:
    """Those of the topics that readers have stories about."""
    taggings = Tagging.objects.filter(_seen("content_object_id"), tag=OuterRef("pk"))
    return topics.filter(Exists(taggings))


def _seen(story: str) -> Q:
    """Of rows beside a story: what readers have. Asked of each row by itself: joined, SQLite would
    walk through the stories to find one of the name."""
    visible = Article.objects.visible().order_by().filter(pk=OuterRef(story))
    return Q(Exists(visible), listed_at__isnull=False)
