"""A program of others that is told what becomes of stories: where, of what, and how that goes."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib.access.sealing import seal, unseal
from articles.lib.outside import posting
from articles.models.changes.claimed_work import CLOCKS
from articles.models.common.actors import account
from articles.models.common.texts import Line
from articles.models.notices.notice import Kind
from articles.models.notices.telling import tell
from articles.models.notices.things import Named, shows
from articles.models.publication.paper import MANAGE
from articles.models.story.rights import holders_of

SEALED = "webhooks"
#: Bytes of a secret (Standard Webhooks: 24 to 64).
SECRET_BYTES = 32
#: So long are deliveries signed with a former secret, too.
FORMER_KEPT = timedelta(hours=24)
#: One that has taken nothing for so long is switched off.
OFF_AFTER = timedelta(days=5)
#: A failure is named on the start page after so long.
PASSING = timedelta(minutes=30)
#: After so many failures one after the other nothing is tried for a while, twice as long each
#: time. A server may ask for longer (`Retry-After`), up to a day.
FAILURES, FIRST_REST, LONGEST_REST = 3, timedelta(seconds=2), timedelta(minutes=10)
MOST_ASKED = timedelta(days=1)


class Event(models.TextChoices):
    """Of what it is told, by the name that programs know."""

    PUBLISHED = "story.published", _("stories published")
    CHANGED = "story.changed", _("published stories changed")
    CORRECTED = "story.corrected", _("corrections and clarifications")
    WITHDRAWN = "story.withdrawn", _("stories withdrawn or expired")
    BREAKING = "story.breaking", _("breaking news")


class Webhook(models.Model):
    """Where a program is told. The secret that its messages are signed with lies sealed."""

    name = Line(_("name"), max_length=80, help_text=_("Whose program it is."))
    address = models.CharField(_("address"), max_length=posting.LONGEST_ADDRESS)
    events = models.JSONField(_("told of"), default=list)
    #: Numbers of sections; none: all.
    sections = models.JSONField(_("sections"), default=list, blank=True)
    is_on = models.BooleanField(_("switched on"), default=True)
    by = account(editable=False, verbose_name=_("who"))
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    sealed = models.TextField(editable=False)
    #: The secret before this one, while that is signed with, too.
    former = models.TextField(blank=True, default="", editable=False)
    former_until = models.DateTimeField(null=True, editable=False)
    told_at = models.DateTimeField(_("last delivered"), null=True, editable=False)
    #: Failures since it took something, since when and why; what was given up since.
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    error = Line(max_length=300, blank=True, editable=False)
    given_up = models.PositiveIntegerField(default=0, editable=False)
    #: Nothing is tried before.
    resting_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def shown_address(self) -> str:
        """The address for the log: what stands behind a question mark may be a password."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}{parts.path}{'?…' if parts.query else ''}"

    def hears(self, event: str, sections: Iterable[int | None]) -> bool:
        """Whether it is told of that, in one of these sections."""
        is_theirs = not self.sections or not set(sections).isdisjoint(self.sections)
        return event in self.events and is_theirs

    # --- The secret -----------------------------------------------------------------------

    def new_secret(self, now: datetime | None = None) -> str:
        """Sign with another secret from now on; it is read here and nowhere else. The one before
        is signed with, too, for a day, so that nothing is refused meanwhile. The caller saves."""
        secret = f"whsec_{b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
        if self.sealed:
            self.former, self.former_until = self.sealed, (now or timezone.now()) + FORMER_KEPT
        self.sealed = seal(secret, purpose=SEALED)
        return secret

    def secrets(self, now: datetime | None = None) -> list[str]:
        """What is signed with, the newest first. Raises NotOurs where SECRET_KEY is another one
        than it was."""
        kept = [self.sealed]
        if self.former and self.former_until and self.former_until > (now or timezone.now()):
            kept.append(self.former)
        return [unseal(one, purpose=SEALED) for one in kept]

    # --- How it goes ----------------------------------------------------------------------

    @classmethod
    def resting(cls, now: datetime) -> models.QuerySet[Webhook]:
        """Those that nothing is tried with now; of a clock that was set back, none."""
        return cls.objects.filter(resting_until__range=(now, now + MOST_ASKED + CLOCKS))

    @classmethod
    def failing(cls, now: datetime) -> models.QuerySet[Webhook]:
        """Those that somebody has to look at: they lost something, or were switched off."""
        long = models.Q(failing_since__lte=now - PASSING)
        lost = models.Q(given_up__gt=0) | models.Q(is_on=False)
        return cls.objects.filter(lost | long, failing_since__isnull=False)

    def took_it(self) -> None:
        """It took something."""
        well = {"failures": 0, "failing_since": None, "error": "", "given_up": 0}
        self._set(told_at=timezone.now(), resting_until=None, **well)

    def failed(self, why: str, *, wait: int, is_down: bool) -> None:
        """It took nothing, because it `is_down`, and asks for `wait` seconds; or it did not like
        what it was told, and may like something else."""
        now = timezone.now()
        self.failures += 1
        rest = min(timedelta(seconds=wait), MOST_ASKED)
        if is_down and self.failures >= FAILURES:
            doubled = FIRST_REST * (1 << min(self.failures - FAILURES, 12))
            rest = max(rest, min(doubled, LONGEST_REST))
        until = now + rest if rest else self.resting_until
        since = self.failing_since or now
        self._set(failures=self.failures, failing_since=since, error=why[:300], resting_until=until)
        if self.is_on and since <= now - OFF_AFTER:
            self.switch_off(_("Nothing was taken for %(n)d days.") % {"n": OFF_AFTER.days})

    def gave_up(self, why: str) -> None:
        """Something could not be delivered; the desk is told of the first."""
        self._set(given_up=self.given_up + 1, failing_since=self.failing_since or timezone.now())
        if self.given_up == 1:
            self.alarm(why)

    def switch_off(self, why: str) -> None:
        """Let it be told nothing any more, and say so at the desk."""
        since = self.failing_since or timezone.now()
        self._set(is_on=False, error=str(why)[:300], failing_since=since)
        self.alarm(_("Switched off. %(why)s") % {"why": why})

    def alarm(self, why: str) -> None:
        """Tell those who see to webhooks."""
        people = holders_of(MANAGE).filter(is_staff=True).values_list("pk", flat=True)
        tell(Kind.FAILED, people, None, about=f"webhook:{self.pk}", note=str(why))

    def _set(self, **values: Any) -> None:
        Webhook.objects.filter(pk=self.pk).update(**values)
        for name, value in values.items():
            setattr(self, name, value)


def judged(address: str) -> None:
    """Raise posting.NotAllowed where nothing may be told there."""
    posting.parts_of(address, settings.WEBHOOK_NETWORKS)


@shows("webhook")
def _shown(person: User, numbers: Collection[int]) -> Named:
    if not person.has_perm(MANAGE):
        return {}
    page = "admin:articles_webhook_change"
    rows = Webhook.objects.filter(pk__in=numbers)
    return {one.pk: (one.name, reverse(page, args=[one.pk])) for one in rows}
