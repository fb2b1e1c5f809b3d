"""Forgotten passwords: what is asked for is written down at once, and looked up afterwards.

So the answer says nothing of whether there is such an account, nor does the time that it takes.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from articles.models.access import letters
from articles.models.access.links import PasswordLink, may_be_mailed_a_link
from articles.models.changes.claimed_work import ClaimedWork, Pace
from articles.models.common.actors import account
from articles.models.common.texts import Line
from articles.signals import mail_waits

#: Links that an account is sent within `WITHIN`, and accounts that one address finds.
MOST, WITHIN, MOST_ACCOUNTS = 3, timedelta(hours=1), 5
KEPT = timedelta(days=1)


class PasswordRequest(ClaimedWork):
    """Somebody has forgotten their password, or says so."""

    pace = Pace(timedelta(minutes=1), timedelta(seconds=10), timedelta(minutes=10))
    pending = Q(done_at=None)
    error_column = ""

    #: A name or an address; gone once it was looked up.
    typed = Line(max_length=254, blank=True)
    #: The address of the site, as it was asked for.
    site = models.CharField(max_length=300)
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    next_try_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"

    @classmethod
    def ask(cls, typed: str, site: str) -> None:
        """Write it down; one statement, whatever was typed."""
        cls.objects.create(typed=typed[:254], site=site[:300])
        transaction.on_commit(lambda: mail_waits.send(cls), robust=True)

    def answer(self) -> None:
        """Send a link to each account that is meant."""
        with transaction.atomic():
            if self.hold() is None:
                return
            for one in _meant_by(self.typed):
                if may_be_mailed_a_link(one) and not _was_sent_many(one):
                    link, secret = PasswordLink.make(one, None, is_invitation=False)
                    address = letters.address_of_link(secret, self.site)
                    letters.forgotten(one, address, link.ends_at)
                    LinkSent.objects.create(account=one)
            self.settle(done_at=timezone.now(), typed="")


class LinkSent(models.Model):
    """That a link was sent to somebody who asked for it, so that nobody is sent very many."""

    account = account()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.account}: {self.at:%Y-%m-%d %H:%M}"


def _meant_by(typed: str) -> list[User]:
    """The account of this name, else those of this address, in whichever case it was typed."""
    if not typed:
        return []
    named = User.objects.filter(username=typed, is_active=True).first()
    if named is not None:
        return [named]
    found = User.objects.filter(email__iexact=typed, is_active=True).order_by("pk")
    # A database may take letters for the same that a server of mails keeps apart.
    same = [one for one in found[:50] if one.email.casefold() == typed.casefold()]
    return same[:MOST_ACCOUNTS]


def _was_sent_many(one: User) -> bool:
    since = timezone.now() - WITHIN
    return LinkSent.objects.filter(account=one, at__gt=since).count() >= MOST


def answer_all(most: int = 20) -> int:
    """Answer what was asked; returns how many. Raises DatabaseError."""
    done = 0
    for one in PasswordRequest.due().order_by("next_try_at", "pk")[:most]:
        if one.claim():
            one.answer()
            done += 1
    return done


def old() -> list[models.QuerySet[models.Model]]:
    """What was answered, or was asked for too long ago."""
    before = timezone.now() - KEPT
    return [
        PasswordRequest.objects.filter(asked_at__lt=before),
        LinkSent.objects.filter(at__lt=before),
    ]
