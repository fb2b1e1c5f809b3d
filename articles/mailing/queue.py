"""The mails that wait: each sent by one worker, again where it fails, and given up at last."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from articles.mailing.outlet import NeverTaken, NotTaken, Outlet, ServerAway
from articles.models import Mail, PasswordRequest
from articles.models.access import forgotten
from articles.models.common import slices

logger = logging.getLogger(__name__)

#: Mails of one conversation.
MOST = 20
#: For so long it is tried: what comes later than that tells nobody anything new.
TRIED = timedelta(days=3)
#: How it went is remembered for so long.
KEPT = timedelta(days=30)


def is_due(now: datetime | None = None) -> bool:
    """Whether something could be sent now; two queries, and none where no server is set up."""
    return bool(settings.HAS_MAIL) and (Mail.due(now).exists() or PasswordRequest.due(now).exists())


def work(*, most: int = MOST) -> int:
    """Send what is due; returns how many are done with. Any number may work at once. Raises
    DatabaseError where the database is away."""
    if not settings.HAS_MAIL:
        return 0
    # First what others have asked for, which becomes mails.
    done = forgotten.answer_all()
    with Outlet() as outlet:
        for mail in Mail.due().order_by("next_try_at", "pk")[:most]:
            if not mail.claim():
                continue
            try:
                done += _send(outlet, mail)
            except ServerAway as away:
                _put_all_off(mail, away)
                break
    return done


def _send(outlet: Outlet, mail: Mail) -> bool:
    """Whether it is done with."""
    try:
        outlet.send(mail)
    except NotTaken as refused:
        if timezone.now() - mail.asked_at < TRIED:
            mail.put_off(str(refused))
            return False
        return _give_up(mail, str(refused))
    except NeverTaken as refused:
        return _give_up(mail, str(refused))
    was_failing = bool(mail.error)
    if mail.settle(done_at=timezone.now(), body="", error=""):
        if was_failing:
            # The server is well again: what failed before need not wait any longer.
            failed = Mail.objects.filter(done_at=None).exclude(error="")
            failed.update(next_try_at=timezone.now())
        logger.info("Mail %d sent at attempt %d.", mail.pk, mail.attempts)
    return True


def _give_up(mail: Mail, why: str) -> bool:
    logger.error("Mail %d was given up: %s", mail.pk, why)
    mail.settle(done_at=timezone.now(), body="", was_given_up=True, **Mail.told(why))
    return True


def _put_all_off(mail: Mail, away: ServerAway) -> None:
    """Have one attempt told to all that wait, so that a server that is away costs one a time."""
    wait = Mail.pace.after(mail.attempts)
    logger.warning("No mail can be sent: %s. Tried again in %.0f s.", away, wait.total_seconds())
    if timezone.now() - mail.asked_at < TRIED:
        mail.put_off(str(away))
    else:
        _give_up(mail, str(away))
    later = timezone.now() + wait
    Mail.due().update(next_try_at=later, **Mail.told(str(away)))


def forget_old(now: datetime | None = None) -> int:
    """Take away what was sent long ago, and what waits since long for a server that is set up no
    more; returns how many rows went."""
    now = now or timezone.now()
    old = Mail.objects.filter(done_at__lt=now - KEPT)
    nobodys = Mail.objects.filter(done_at=None, asked_at__lt=now - KEPT)
    return sum(map(slices.delete, (old, nobodys)))
