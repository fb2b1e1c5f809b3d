"""What is due is done: by any number of workers, each thing once, one failure on its own."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from articles.models.appointments import Appointment
from articles.models.audit import Entry, record
from articles.models.outbox import Announcement, announce, keys_of
from articles.models.workflow import NotAllowed

logger = logging.getLogger(__name__)

#: How long a worker has a thing in hand before another one may take it.
LEASE = timedelta(seconds=60)
#: The first wait after a failure; each further one is twice as long, up to the longest.
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=10)
MOST_ATTEMPTS = 8
AT_ONCE = 100
#: An announcement that its own process has not delivered by then is delivered by a worker.
UNDELIVERED = timedelta(seconds=10)


def do_due(now: datetime | None = None, *, verb: str = "") -> list[Appointment]:
    """Do what is due at `now` (of one kind); returns what was tried, each with its new state.

    Never raises for a single appointment: what fails is tried again later, or marked as failed.
    """
    now = now or timezone.now()
    due = _waiting(now)
    due = due.filter(verb=verb) if verb else due
    return [one for one in due.order_by("at", "pk")[:AT_ONCE] if _claim(one, now) and _do(one)]


def changes_are_due(now: datetime | None = None) -> bool:
    """Whether planned changes wait to be published; one look at a short index."""
    return _waiting(now or timezone.now()).filter(verb=Appointment.Verb.CHANGES).exists()


def deliver_announcements(now: datetime | None = None) -> int:
    """Deliver what a process that died has left; returns how many were delivered."""
    left = Announcement.objects.filter(at__lte=(now or timezone.now()) - UNDELIVERED)
    delivered = 0
    for one in left.order_by("at")[:AT_ONCE]:
        try:
            one.deliver()
        except Exception:
            logger.exception("The announcement of %s could not be delivered.", one)
        else:
            delivered += 1
    return delivered


def _waiting(now: datetime) -> QuerySet[Appointment]:
    return Appointment.objects.filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lte=now),
        state=Appointment.State.DUE,
        next_try_at__lte=now,
    )


def _claim(one: Appointment, now: datetime) -> bool:
    """Take it in hand; False if another worker was quicker."""
    taken = _waiting(now).filter(pk=one.pk)
    return bool(taken.update(claimed_until=now + LEASE, attempts=F("attempts") + 1))


def _do(one: Appointment) -> bool:
    one.refresh_from_db()
    try:
        with transaction.atomic():
            if one.verb == Appointment.Verb.CHANGES:
                one.article.carry_out(one)
            else:
                announce(keys_of(one.article))
            one.state, one.done_at, one.error = Appointment.State.DONE, timezone.now(), ""
            one.save()
    except (NotAllowed, PermissionDenied) as refusal:
        _fail(one, str(refusal), for_good=True)
    except Exception as error:
        logger.exception("What was due could not be done: %s", one)
        _fail(one, f"{type(error).__name__}: {error}", for_good=one.attempts >= MOST_ATTEMPTS)
    return True


def _fail(one: Appointment, why: str, *, for_good: bool) -> None:
    """Keep why it failed, and when it is tried again; for good, it is the desk's to decide."""
    now = timezone.now()
    wait = min(FIRST_WAIT * 2 ** (one.attempts - 1), LONGEST_WAIT)
    one.state = Appointment.State.FAILED if for_good else Appointment.State.DUE
    one.done_at = now if for_good else None
    one.error, one.next_try_at, one.claimed_until = why, now + wait, None
    one.save()
    if for_good:
        record(Entry.Verb.FAILED, None, story=one.article, note=why)
