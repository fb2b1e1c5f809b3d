"""By which ways somebody is told of what, and when: what they choose, or what goes for all."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.common.texts import Line
from articles.models.notices import hours
from articles.models.notices.notice import Kind


class ByMail(models.TextChoices):
    """Whether, and when, a mail tells of a kind."""

    NEVER = "never", _("never")
    AT_ONCE = "at_once", _("at once")
    DIGEST = "digest", _("in a digest")


@dataclass(frozen=True, slots=True)
class Ways:
    """How somebody is told of one kind."""

    bell: bool = True
    mail: str = ByMail.NEVER
    push: bool = False


#: What goes for those who have chosen nothing: mail for what somebody waits for an answer to.
DEFAULTS = {
    Kind.MENTION: Ways(mail=ByMail.AT_ONCE, push=True),
    Kind.COMMENT: Ways(mail=ByMail.DIGEST),
    Kind.RETURNED: Ways(mail=ByMail.AT_ONCE, push=True),
    Kind.CHANGES_RETURNED: Ways(mail=ByMail.AT_ONCE, push=True),
    Kind.ASSIGNED: Ways(mail=ByMail.AT_ONCE, push=True),
    Kind.APPROVAL: Ways(push=True),
    Kind.FAILED: Ways(mail=ByMail.AT_ONCE, push=True),
    Kind.LIVE: Ways(),
    Kind.SUGGESTED: Ways(mail=ByMail.DIGEST),
    Kind.SUGGESTION_SETTLED: Ways(mail=ByMail.DIGEST),
    Kind.SOURCE_CHANGED: Ways(mail=ByMail.DIGEST),
}


class NoticeChoices(models.Model):
    """What one person has chosen. Who has no row has the defaults."""

    class Pace(models.TextChoices):
        """How often a digest comes."""

        HOURLY = "hourly", _("every hour")
        DAILY = "daily", _("once a day")

    #: Whether a device of theirs may be told; set by whoever asks.
    has_devices = False

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="notice_choices",
    )
    #: By kind, what differs from the defaults: {"live": {"mail": "digest"}}.
    ways = models.JSONField(default=dict, blank=True)
    #: In which language mails and devices speak; the site's where it is empty.
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.LANGUAGES,
        blank=True,
        default="",
        db_default="",
    )
    zone = Line(_("time zone"), max_length=64, blank=True)
    pace = models.CharField(_("digest"), max_length=6, choices=Pace.choices, default=Pace.DAILY)
    digest_at = models.TimeField(_("digest at"), default=time(8))
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)

    class Meta:
        verbose_name = _("choice of notices")
        verbose_name_plural = _("choices of notices")
        default_permissions = ()

    def __str__(self) -> str:
        return f"notices of account {self.account_id}"

    @classmethod
    def of_account(cls, account: Any) -> NoticeChoices:
        """Theirs; those that are the defaults, unsaved, where they have chosen nothing."""
        return cls.objects.filter(account=account.pk).first() or cls(account_id=account.pk)

    def of(self, kind: str) -> Ways:
        """How they are told of that kind."""
        default = DEFAULTS[Kind(kind)]
        known = asdict(default)
        chosen = self.ways.get(kind) if isinstance(self.ways, dict) else None
        if not isinstance(chosen, dict):
            return default
        return Ways(**(known | {name: chosen[name] for name in known if name in chosen}))

    def choose(self, kind: str, **ways: Any) -> None:
        """Choose some of the ways of a kind; the caller saves."""
        there = self.ways if isinstance(self.ways, dict) else {}
        self.ways = there | {str(kind): asdict(self.of(kind)) | ways}

    def when_mailed(self, kind: str, now: datetime) -> datetime | None:
        """When a mail says at the earliest what happens `now`; None where none does."""
        chosen = self.of(kind).mail
        if chosen == ByMail.AT_ONCE:
            return self._after_quiet(now)
        if chosen != ByMail.DIGEST:
            return None
        if self.pace == self.Pace.HOURLY:
            return self._after_quiet(hours.next_hour(now))
        return hours.next_at(now, self.digest_at, hours.zone_named(self.zone))

    def when_pushed(self, kind: str, now: datetime) -> datetime | None:
        """The same of their devices."""
        return self._after_quiet(now) if self.of(kind).push else None

    def _after_quiet(self, moment: datetime) -> datetime:
        zone = hours.zone_named(self.zone)
        return hours.after_quiet(moment, self.quiet_from, self.quiet_until, zone)
