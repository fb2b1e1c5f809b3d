"""The secret address under which somebody's calendar fetches what is planned."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models.changes.log import Entry, record
from articles.models.planning.rights import sees_planning

LENGTH = 43  # letters and digits: 256 bits
#: That it was fetched is written down no more often.
NOTED_EVERY = timedelta(minutes=10)


class CalendarFeed(models.Model):
    """One for each account; it shows what the account may see, and ends with it."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    #: Of the secret in its address, which itself is kept nowhere.
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = gettext_lazy("calendar address")
        verbose_name_plural = gettext_lazy("calendar addresses")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.account)

    @classmethod
    def make(cls, account: Any) -> str:
        """A new secret, in the place of the former one, which opens nothing any more."""
        secret = get_random_string(LENGTH)
        with transaction.atomic():
            cls.objects.update_or_create(
                account=account,
                defaults={"digest": digest(secret), "made_at": timezone.now(), "used_at": None},
            )
            _log(account, _("made"))
        return secret

    @classmethod
    def revoke(cls, account: Any) -> None:
        """Let the address open nothing any more."""
        with transaction.atomic():
            if cls.objects.filter(account=account.pk).delete()[0]:
                _log(account, _("revoked"))

    @classmethod
    def find(cls, secret: str) -> Self | None:
        """The one of this secret, if its account may still see something; one query."""
        rows = cls.objects.select_related("account").filter(digest=digest(secret))
        feed = rows.first()
        return feed if feed is not None and sees_planning(feed.account) else None

    def was_used(self) -> None:
        """Note that it was fetched, now and then."""
        now = timezone.now()
        if self.used_at is None or now - self.used_at > NOTED_EVERY:
            type(self).objects.filter(pk=self.pk).update(used_at=now)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode(errors="replace")).hexdigest()


def _log(account: Any, what: str) -> None:
    record(
        Entry.Verb.CALENDAR_FEED, account, title=account.get_username(), note=what,
        account=account.pk,
    )  # fmt: skip
