"""Which story links to which: kept with each save of what readers have, so that nobody has to read
all stories to know whose link leads nowhere once a story is withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.models.lifecycle.workflow import State


class StoryLink(models.Model):
    """The row of a story links to another one of ours, which may be gone by now.

    From when to when readers can open that one is kept here, too: a look at the links that lead
    nowhere is one at an index, and not at all links of an archive.
    """

    # No constraint: a former release, which knows nothing of the table, deletes stories, too.
    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.CASCADE,
        related_name="story_links",
        db_constraint=False,
    )
    #: The number in the link; none of a row that has to be there.
    target = models.BigIntegerField(db_index=True)
    #: When readers can open the target: never, without one; for ever, without an end.
    opens_at = models.DateTimeField(null=True, blank=True, db_index=True)
    closes_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "target"], name="story_link_once")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} – {self.target}"


def leading_nowhere(now: datetime | None = None) -> QuerySet[StoryLink]:
    """The links whose target readers can't open now."""
    now = now or timezone.now()
    closed = Q(opens_at__isnull=True) | Q(opens_at__gt=now) | Q(closes_at__lte=now)
    return StoryLink.objects.filter(closed)


def note_links(story: Any, wanted: set[int], had: set[int]) -> set[int]:
    """Keep that the story links to those that are `wanted`, where it was kept that it links to
    those that it `had`; returns those that are kept now. At most three queries, and none where
    nothing changed."""
    if gone := had - wanted:
        StoryLink.objects.filter(article=story.pk, target__in=gone).delete()
    if new := wanted - had:
        rows = type(story)._base_manager.filter(pk__in=new)
        hours = {one.pk: hours_of(one) for one in rows.only("state", "publish_at", "expires_at")}
        StoryLink.objects.bulk_create(
            [_link(story.pk, pk, *hours.get(pk, (None, None))) for pk in sorted(new)],
            ignore_conflicts=True,
        )
    return wanted


def _link(
    story: int, target: int, opens_at: datetime | None, closes_at: datetime | None
) -> StoryLink:
    return StoryLink(article_id=story, target=target, opens_at=opens_at, closes_at=closes_at)


def hours_of(story: Any) -> tuple[datetime | None, datetime | None]:
    """From when to when readers can open the story, as it stands now."""
    if story.state != State.PUBLISHED:
        return None, None
    return story.publish_at, story.expires_at


def note_hours(story: Any) -> None:
    """Let all that link to the story know from when to when readers can open it; one query."""
    opens_at, closes_at = hours_of(story)
    StoryLink.objects.filter(target=story.pk).update(opens_at=opens_at, closes_at=closes_at)


def target_gone(instance: Any, **_kwargs: Any) -> None:
    """A story is deleted: what links to it leads nowhere."""
    StoryLink.objects.filter(target=instance.pk).update(opens_at=None, closes_at=None)
