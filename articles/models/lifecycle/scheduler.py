"""What is due is done: by any number of workers, each thing once, one failure on its own.

A worker claims a thing (`claimed_work`) and then does it in one transaction: what was done and
that it was done are committed together, or neither. Before it does anything it asks again, with
the story locked, whether the thing is still its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.changes.claimed_work import ClaimedWork
from articles.models.changes.log import Entry
from articles.models.changes.outbox import Announcement, announce
from articles.models.chats.hook import Event
from articles.models.chats.saying import say
from articles.models.lifecycle.appointments import Appointment
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.notices.audience import approvers_of, owners_of
from articles.models.notices.notice import Kind
from articles.models.notices.telling import tell
from articles.models.story.article import Article
from articles.models.story.keys import keys_of
from articles.models.webhooks import telling as webhooks

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
#: How many things are done in one go.
MAX_PER_RUN = 100


def _never() -> bool:
    return False


def do_due(
    now: datetime | None = None,
    *,
    verb: str = "",
    story: int | None = None,
    most: int = MAX_PER_RUN,
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
    due = Appointment.due(now)
    due = due.filter(verb=verb) if verb else due
    due = due if story is None else due.filter(article=story)
    tried = []
    for one in due.order_by("at", "pk")[:most]:
        if stop():
            break
        if one.claim(now) and _do(one):
            tried.append(one)
    return tried


def changes_are_due(now: datetime | None = None) -> bool:
    """Whether planned changes wait to be published; one look at a short index."""
    return Appointment.due(now).filter(verb=Appointment.Verb.CHANGES).exists()


def deliver_announcements(now: datetime | None = None, *, stop: Callable[[], bool] = _never) -> int:
    """Deliver what a process that died has left, at most `AT_ONCE`; returns how many were.

    What can't be delivered waits its turn again behind the others, for as long as it takes.
    """
    delivered = 0
    for one in Announcement.left_over(now)[:MAX_PER_RUN]:
        if stop():
            break
        if not one.claim(now):
            continue
        try:
            one.deliver()
        except Exception:
            logger.exception("The announcement of %s could not be delivered.", one)
            one.put_off("", wait=timedelta())
        else:
            delivered += 1
    return delivered


def wait_no_longer(now: datetime | None = None) -> int:
    """Free what would wait for longer than anything ever has to, because the clock was set back
    since: work of every kind. Returns how many those were."""
    return sum(kind.wait_no_longer(now) for kind in ClaimedWork.__subclasses__())


def _hold(one: Appointment) -> bool:
    """Inside a transaction: lock the story, then its appointment; False if it is not ours now.

    In the order of the verbs, which lock the story and then change its appointments: the other
    way round two of them could wait for each other for ever.
    """
    try:
        one.article.lock()
    except Article.DoesNotExist:
        return False
    return one.hold() is not None


def _do(one: Appointment) -> bool:
    """Do what was claimed, or note why not; False if it turns out not to be ours any more."""
    if one.attempts > MOST_ATTEMPTS:
        # Whoever had it died each time, or was held up: that may be its own doing.
        why = _("Started %(count)d times without finishing.")
        return _fail(one, why % {"count": MOST_ATTEMPTS}, for_good=True)
    try:
        with transaction.atomic():
            if not _hold(one):
                return False
            if one.verb == Appointment.Verb.CHANGES:
                one.article.carry_out(one)
            else:
                ended = one.verb == Appointment.Verb.EXPIRE
                pictures = {f"picture:{pk}" for pk in one.article.shown_pictures()}
                recalled = {f"recall:{one.article_id}", *pictures} if ended else set()
                announce(keys_of(one.article) | recalled)
                if one.verb == Appointment.Verb.GO_LIVE:
                    tell(Kind.LIVE, owners_of(one.article), None, story=one.article)
                    say(Event.PUBLISHED, story=one.article)
                webhooks.hear_clock(one.article, ended=ended)
            one.settle(state=Appointment.State.DONE, done_at=timezone.now(), error="")
    except (NotAllowed, PermissionDenied) as refusal:
        return _fail(one, str(refusal), for_good=True)
    except Exception as error:
        logger.exception(
            "Scheduled action %d of story %d could not be carried out.", one.pk, one.article_id
        )
        why = _("Internal error: %(error)s") % {"error": f"{type(error).__name__}: {error}"}
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
            return one.put_off(why)
        one.settle(state=Appointment.State.FAILED, done_at=timezone.now(), **Appointment.told(why))
        one.article.log(Entry.Verb.FAILED, None, note=one.error)
        tell(Kind.FAILED, _concerned(one), None, story=one.article, note=one.error)
        logger.error("Scheduled action %d of story %d has failed.", one.pk, one.article_id)
    return True


def _concerned(one: Appointment) -> set[int | None]:
    """Who planned it, and those who could do it in their own name: it may be that they have to."""
    return {one.by_id, *approvers_of(one.article)}
