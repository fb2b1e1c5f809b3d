"""The state of the mails that wait, as the desk and an operator are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from articles.models import Mail

#: One that was given up is told for so long.
SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Failing:
    """Mail does not go out."""

    since: datetime
    why: str


def failing(before: datetime | None = None) -> Failing | None:
    """Since when mails wait that should have gone out `before` a moment (now), and why; one query,
    and none where no server is set up."""
    if not settings.HAS_MAIL:
        return None
    late = Mail.objects.filter(done_at=None, asked_at__lt=before or timezone.now())
    oldest = late.exclude(error="").order_by("asked_at").first()
    return Failing(oldest.asked_at, oldest.error) if oldest else None


def given_up(most: int) -> list[Mail]:
    """The mails that nobody took, the latest first; one query, and none
    where no server is set up."""
    if not settings.HAS_MAIL:
        return []
    since = timezone.now() - SHOWN_FOR
    rows = Mail.objects.filter(was_given_up=True, done_at__gte=since).select_related("account")
    return list(rows.order_by("-done_at")[:most])


def state() -> str:
    """For /readyz: in a few words, without anybody's address."""
    if not settings.HAS_MAIL:
        return "not set up"
    found = failing()
    return f"failing since {found.since:%Y-%m-%dT%H:%M:%SZ}: {found.why}" if found else "well"
