"""A notice: somebody is to know of something. The bell on the desk shows it, and a mail or a
device may say it, too (`choices`)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.common.actors import account
from articles.models.common.texts import Line

#: So long are notices kept: those that were seen, and those that nobody has looked at.
SEEN_KEPT, UNSEEN_KEPT = timedelta(days=30), timedelta(days=180)
LONGEST_NOTE = 300  # characters


class Kind(models.TextChoices):
    """Of what somebody is told."""

    MENTION = "mention", _("mentions of you")
    COMMENT = "comment", _("comments on your stories and replies")
    RETURNED = "returned", _("your stories returned")
    CHANGES_RETURNED = "changes_returned", _("your changes returned")
    ASSIGNED = "assigned", _("assignments")
    APPROVAL = "approval", _("stories waiting for approval")
    FAILED = "failed", _("scheduled actions that failed")
    LIVE = "live", _("your stories gone live")
    SUGGESTED = "suggested", _("suggestions for your stories")
    SUGGESTION_SETTLED = "settled", _("your suggestions accepted or rejected")
    SOURCE_CHANGED = "source_changed", _("changes to the sources of your translations")


class NoticeQuerySet(models.QuerySet["Notice"]):
    """The notices."""

    def on_bell_of(self, person: Any) -> NoticeQuerySet:
        """What the bell of that person lists, the newest first."""
        return self.filter(to=person.pk, on_bell=True).order_by("-at", "-pk")

    def unseen(self) -> NoticeQuerySet:
        """What was not looked at."""
        return self.filter(seen_at=None)

    def see(self) -> int:
        """Let these be seen: no mail and no device tells of them any more."""
        return self.filter(seen_at=None).update(seen_at=timezone.now(), mail_at=None, push_at=None)

    def old(self, now: datetime) -> NoticeQuerySet:
        """What is pruned."""
        return self.filter(Q(seen_at__lt=now - SEEN_KEPT) | Q(at__lt=now - UNSEEN_KEPT))


class Notice(models.Model):
    """That `to` is to know of one thing; of the same thing once more, until they look, it is the
    same notice with a higher `count`."""

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    #: The story that it is about, if it is about one.
    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    #: What it is about, by which it is folded: `story:7`, or a thing of `things.py`.
    about = models.CharField(max_length=60)
    #: Where in it: `comment:12`.
    place = models.CharField(max_length=60, blank=True)
    #: Who did it last; nobody where the system did.
    by = account()
    by_name = Line(max_length=150, blank=True)
    note = Line(max_length=LONGEST_NOTE, blank=True)
    count = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField(default=timezone.now)
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    on_bell = models.BooleanField(default=True)
    #: When a mail, and a device, is to say it, unless it is seen before; None where none is.
    mail_at = models.DateTimeField(null=True, blank=True)
    push_at = models.DateTimeField(null=True, blank=True)
    #: When a mail said it last.
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        default_permissions = ()
        indexes = [
            models.Index("to", F("at").desc(), F("id").desc(), name="notice_of_person"),
            models.Index(fields=["to", "kind"], condition=Q(seen_at=None), name="notice_unseen"),
            models.Index(
                fields=["mail_at"], condition=Q(mail_at__isnull=False), name="notice_mail_due"
            ),
            models.Index(
                fields=["push_at"], condition=Q(push_at__isnull=False), name="notice_push_due"
            ),
            models.Index(fields=["seen_at"], name="notice_seen"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"

    @property
    def number(self) -> int:
        """The number of what it is about."""
        return int(self.about.rpartition(":")[2])
