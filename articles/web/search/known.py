"""The authors and topics that readers know of: the others' names may tell what is being written."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from articles.models import Author, Byline, Tagging, Topic
from articles.models.lifecycle.workflow import seen


def authors() -> Any:
    """With a story that readers may see, or a role in the house."""
    visible = Byline.objects.filter(seen(path="article__"), author=OuterRef("pk"))
    return Author.objects.filter(~Q(role="") | Exists(visible.order_by()))


def topics() -> Any:
    """With a story that readers may see."""
    visible = Tagging.objects.filter(seen(path="content_object__"), tag=OuterRef("pk"))
    return Topic.objects.filter(Exists(visible.order_by()))
