"""What becomes of banners without anybody's doing: their stories go, their time is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.breaking import queue
from articles.models.breaking.banner import KEY, Banner
from articles.models.changes.log import Entry
from articles.models.changes.outbox import announce


def story_gone(keys: Iterable[str], **_kwargs: Any) -> None:
    """Hear within the transaction that takes a story away: its banner goes in the same moment."""
    for one in queue.story_gone(Banner, keys):
        one.done(Entry.Verb.END_BANNER, None, _("The story is no longer live."))


def deleted(instance: Banner, **_kwargs: Any) -> None:
    """A banner goes with a story that is deleted past the verbs: the next one follows."""
    if not instance.is_over(now := timezone.now()):
        with queue.alone(Banner):
            queue.arrange(Banner, now)
        announce({KEY})


def tell_ended(now: datetime | None = None) -> None:
    """Let caches in front know of banners whose time is over, each once. Pages of ours know it by
    themselves. One query, unless there is something to tell. A clock that is set back after that
    brings none of them back."""
    over = Banner.objects.filter(is_end_told=False, ends_at__lte=now or timezone.now())
    if not over.exists():
        return
    with transaction.atomic():
        if over.update(is_end_told=True, taken_down_at=F("ends_at")):
            announce({KEY})
