"""Which authors and topics readers know: those whose pages are there."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.models.lifecycle.workflow import seen
from articles.models.people.authors import Author
from articles.models.people.bylines import Byline
from articles.models.topics.taxonomy import Tagging, Topic


def writers(authors: QuerySet[Author]) -> QuerySet[Author]:
    """Those of the authors with a role, or a story that readers have."""
    bylines = Byline.objects.filter(seen(path="article__"), author=OuterRef("pk"))
    return authors.filter(~Q(role="") | Exists(bylines))


def written_about(topics: QuerySet[Topic]) -> QuerySet[Topic]:
    """Those of the topics that readers have stories about."""
    taggings = Tagging.objects.filter(seen(path="content_object__"), tag=OuterRef("pk"))
    return topics.filter(Exists(taggings))
