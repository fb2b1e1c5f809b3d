"""What machines know a thing of ours by for ever."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid5

from articles.models import Article, Correction

#: The space of names (RFC 9562) in which our items are numbered.
IDS = UUID("5f6c1ad2-9a39-4f0e-8f0b-0b6f2f3ad7c1")


def lasting_id(noun: str, pk: int, begun: datetime) -> str:
    """What a feed reader knows an item by for ever, whatever its slug, section and host become:
    worked out from what never changes of it, so that no item turns up as new a second time."""
    return uuid5(IDS, f"{noun} {pk} {begun.astimezone(UTC).isoformat()}").urn


def of_story(story: Article) -> str:
    """The story's."""
    return lasting_id("article", story.pk, story.created_at)


def of_correction(one: Correction) -> str:
    """The correction's."""
    return lasting_id("correction", one.pk, one.published_at)
