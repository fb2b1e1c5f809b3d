"""What is due is done: by any number of workers, each thing once, one failure on its own.

A worker takes a thing in hand with one UPDATE, which only one of them can win, and then does it
in one transaction: what was done and that it was done are committed together, or neither. Before
it does anything it asks again, with the story locked, whether the thing is still its own: it may
have been taken back by an editor meanwhile, or be in the hands of another worker because this one
was held up for longer than its lease.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.appointments import Appointment
from articles.models.article import Article
from articles.models.audit import Entry, record
from articles.models.outbox import Announcement, announce, keys_of
from articles.models.picture_use import shown_in
from articles.models.workflow import NotAllowed

logger = logging.getLogger(__name__)

#: How long a worker has a thing in hand before another one may take it: what a worker that died
#: had is late by so much. The work itself takes some hundredths of a second, and a lease too short
#: lets nothing be done twice, because `_hold` asks under the lock; it would only use up attempts
#: of a thing that many wait for, as while an editor's work holds the story.
LEASE = timedelta(seconds=10)
#: By how much the clocks of two machines, or of one before and after it was set, may differ.
CLOCKS = timedelta(seconds=60)
#: The first wait after a failure; each further one is twice as long, up to the longest.
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=10)
MOST_ATTEMPTS = 8
#: How many things are done in one go.
AT_ONCE = 100
#: An announcement that its own process has not delivered by then is delivered by a worker; and
#: as long it waits after each try of theirs.
UNDELIVERED = timedelta(seconds=10)
LONGEST_ERROR = 2_000  # characters


def _never() -> bool:
    return False


def do_due(
    now: datetime | None = None,
    *,
    verb: str = "",
    story: int | None = None,
    most: int = AT_ONCE,
    stop: Callable[[], bool] = _never,
) -> list[Appointment]:
    """Do what is due at `now` (of one kind, of the story of that number), at most `most`; returns
    what was tried, each with its new state.

    `stop` is asked before each; True ends it there, with nothing left half-done. Never raises for
    a single appointment: what fails is tried again later, or marked as failed. Raises
    DatabaseError where the database itself is away; what was in hand is taken over by another
    worker when its lease is over.
    """
    now = now or timezone.now()
    due = _waiting(now)
    due = due.filter(verb=verb) if verb else due
    due = due if story is None else due.filter(article=story)
    tried = []
    for one in due.order_by("at", "pk")[:most]:
        if stop():
            break
        if _claim(one, now) and _do(one):
            tried.append(one)
    return tried


def changes_are_due(now: datetime | None = None) -> bool:
    """Whether planned changes wait to be published; one look at a short index."""
    return _waiting(now or timezone.now()).filter(verb=Appointment.Verb.CHANGES).exists()


def deliver_announcements(now: datetime | None = None, *, stop: Callable[[], bool] = _never) -> int:
    """Deliver what a process that died has left, at most `AT_ONCE`; returns how many were.

    What can't be delivered waits its turn again behind the others, for as long as it takes.
    """
    now = now or timezone.now()
    left = Announcement.objects.filter(at__lte=now - UNDELIVERED)
    delivered = 0
    for one in left.order_by("at", "pk")[:AT_ONCE]:
        if stop():
            break
        # Only one worker wins this, and the others leave it alone for as long.
        if not left.filter(pk=one.pk).update(at=max(now, timezone.now())):
            continue
        try:
            one.deliver()
        except Exception:
            logger.exception("The announcement of %s could not be delivered.", one)
        else:
            delivered += 1
    return delivered


def wait_no_longer(now: datetime | None = None) -> int:
    """Free what would wait for longer than anything ever has to, because the clock was set back
    since; returns how many those were."""
    now = now or timezone.now()
    due = Appointment.objects.filter(state=Appointment.State.DUE)
    failed = due.filter(attempts__gt=0, at__lte=now, next_try_at__gt=now + LONGEST_WAIT + CLOCKS)
    return (
        due.filter(claimed_until__gt=now + LEASE + CLOCKS).update(claimed_until=None)
        + failed.update(next_try_at=now)
        + Announcement.objects.filter(at__gt=now + CLOCKS).update(at=now)
    )


def _waiting(now: datetime) -> QuerySet[Appointment]:
    """What is due at `now` and in nobody's hand; leases run by the clock, whatever `now` is."""
    return Appointment.objects.filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lte=timezone.now()),
        state=Appointment.State.DUE,
        next_try_at__lte=now,
    )


def _claim(one: Appointment, now: datetime) -> bool:
    """Take it in hand; False if another worker was quicker, or it is no longer due."""
    until = timezone.now() + LEASE
    # The number of the attempt makes it one winner, also among those who read the row at once.
    waiting = _waiting(now).filter(pk=one.pk, attempts=one.attempts)
    if not waiting.update(claimed_until=until, attempts=one.attempts + 1):
        return False
    one.claimed_until, one.attempts = until, one.attempts + 1
    return True


def _hold(one: Appointment) -> bool:
    """Inside a transaction: lock the story, then its appointment; False if it is not ours now.

    In the order of the verbs, which lock the story and then change its appointments: the other
    way round two of them could wait for each other for ever.
    """
    try:
        one.article.lock()
    except Article.DoesNotExist:
        return False
    ours = Appointment.objects.select_for_update().filter(
        pk=one.pk,
        state=Appointment.State.DUE,
        attempts=one.attempts,
        claimed_until=one.claimed_until,
    )
    return len(ours) == 1


def _do(one: Appointment) -> bool:
    """Do what was claimed, or note why not; False if it turns out not to be ours any more."""
    if one.attempts > MOST_ATTEMPTS:
        # Whoever had it died each time, or was held up: that may be its own doing.
        why = _("It was begun %(count)d times and never came to an end.")
        return _fail(one, why % {"count": MOST_ATTEMPTS}, for_good=True)
    try:
        with transaction.atomic():
            if not _hold(one):
                return False
            if one.verb == Appointment.Verb.CHANGES:
                one.article.carry_out(one)
            else:
                ended = one.verb == Appointment.Verb.EXPIRE
                pictures = {f"picture:{pk}" for pk in shown_in(one.article)}
                recalled = {f"recall:{one.article_id}", *pictures} if ended else set()
                announce(keys_of(one.article) | recalled)
            _note(one, Appointment.State.DONE)
    except (NotAllowed, PermissionDenied) as refusal:
        return _fail(one, str(refusal), for_good=True)
    except Exception as error:
        logger.exception("Appointment %d of story %d could not be kept.", one.pk, one.article_id)
        why = _("Something broke in the house: %(error)s") % {
            "error": f"{type(error).__name__}: {error}"
        }
        return _fail(one, why, for_good=one.attempts >= MOST_ATTEMPTS)
    return True


def _fail(one: Appointment, why: str, *, for_good: bool) -> bool:
    """Keep why it failed, and when it is tried again; for good, it is the desk's to decide.

    False if it is not ours to say so: taken back, taken over, or gone with its story.
    """
    with transaction.atomic():
        if not _hold(one):
            return False
        if not for_good:
            wait = min(FIRST_WAIT * 2 ** (one.attempts - 1), LONGEST_WAIT)
            one.next_try_at = timezone.now() + wait
        _note(one, Appointment.State.FAILED if for_good else Appointment.State.DUE, why)
        if for_good:
            record(Entry.Verb.FAILED, None, story=one.article, note=one.error)
            logger.error("Appointment %d of story %d has failed.", one.pk, one.article_id)
    return True


def _note(one: Appointment, state: Appointment.State, why: str = "") -> None:
    """Put down how it went, and take the hand off it."""
    one.state, one.claimed_until = state, None
    one.done_at = timezone.now() if state != Appointment.State.DUE else None
    # What a library says may hold what no database takes.
    readable = why.encode("utf-8", "replace").decode().replace("\0", "")
    one.error = readable.strip()[:LONGEST_ERROR]
    one.save(update_fields=["state", "claimed_until", "done_at", "error", "next_try_at"])
