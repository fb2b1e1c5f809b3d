"""What has lain in the bin for long enough is deleted."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.common.slices import Turn
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.story.article import Article

#: Stories in one go.
SLICE = 200


def kept_for() -> timedelta:
    """How long a story lies in the bin."""
    return timedelta(days=settings.BIN_DAYS)


def days_left(story: Article, now: datetime | None = None) -> int:
    """The days until it is deleted, begun ones too; none once it is due."""
    assert story.binned_at is not None
    left = story.binned_at + kept_for() - (now or timezone.now())
    return max(0, -(-left // timedelta(days=1)))


def empty(now: datetime | None = None) -> int:
    """Delete a slice of what is due, each in a transaction of its own; returns how many went."""
    before = (now or timezone.now()) - kept_for()
    due = Article.objects.filter(binned_at__lte=before).order_by("binned_at", "pk")
    gone, turn = 0, Turn()
    for story in due.defer("body", "search_text")[:SLICE]:
        try:
            story.remove(None, _("In the bin for %(days)d days.") % {"days": settings.BIN_DAYS})
        except (Article.DoesNotExist, NotAllowed):
            continue  # restored, or deleted, at this moment
        gone += 1
        turn.over()
    return gone
