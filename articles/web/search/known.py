"""The authors and topics that readers know of: the others' names may tell what is being written."""

from __future__ import annotations

from typing import Any

from articles.models import Author, Topic
from articles.models.publication.known import writers, written_about


def authors() -> Any:
    """With a story that readers may see, or a role in the house."""
    return writers(Author.objects.all())


def topics() -> Any:
    """With a story that readers may see."""
    return written_about(Topic.objects.all())
