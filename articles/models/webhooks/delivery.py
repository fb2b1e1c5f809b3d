"""A message to a webhook: written in the transaction of what it tells, and kept for a month."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import models, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.changes.claimed_work import ClaimedWork, Pace
from articles.models.common.texts import Line
from articles.models.webhooks.webhook import Event, Webhook
from articles.signals import notices_wait

#: What was not taken within this time is given up.
TRIED = timedelta(days=3)
KEPT = timedelta(days=30)
#: Tells of nothing but itself.
TEST = "test"


class State(models.TextChoices):
    """How it stands."""

    WAITING = "waiting", _("waiting")
    DELIVERED = "delivered", _("delivered")
    GIVEN_UP = "given_up", _("given up")


class WebhookDelivery(ClaimedWork):
    """What one webhook is told of one thing. Its number, `webhook-id`, stays through all tries.

    Of a story nothing is delivered before what came before it was, or was given up.
    """

    #: Longer than an answer may take (`posting.WHOLE`), some of them after each other.
    pace = Pace(timedelta(minutes=3), timedelta(seconds=5), timedelta(hours=6))
    pending = models.Q(state=State.WAITING)

    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("webhook")
    )
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    event = models.CharField(
        _("type"), max_length=20, choices=[*Event.choices, (TEST, _("test"))], editable=False
    )
    #: Its number; no key, as this stays when the story goes.
    story = models.BigIntegerField(null=True, editable=False)
    title = Line(_("story"), max_length=300, blank=True)
    body = models.TextField(editable=False)
    made_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    #: When somebody last asked for it to be sent.
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING, editable=False
    )
    done_at = models.DateTimeField(null=True, editable=False)
    #: What the server said last.
    status = models.PositiveSmallIntegerField(_("status"), null=True, editable=False)
    answer = Line(_("answer"), max_length=300, blank=True)
    error = Line(_("problem"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=models.Q(state="waiting"), name="delivery_due"
            ),
            models.Index(
                fields=["webhook", "story"],
                condition=models.Q(state="waiting"),
                name="delivery_in_turn",
            ),
            models.Index(fields=["webhook", "-id"], name="delivery_newest"),
            models.Index(fields=["made_at"], name="delivery_made"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.title}".strip()

    @property
    def message_id(self) -> str:
        """By which the receiver knows it again."""
        return f"msg_{self.uid.hex}"

    @classmethod
    def ready(cls, now: datetime | None = None) -> QuerySet[WebhookDelivery]:
        """What may be sent now: due, nobody's, its turn, and its webhook does not rest."""
        now = now or timezone.now()
        before = cls._base_manager.filter(
            cls.pending, webhook=OuterRef("webhook"), story=OuterRef("story"), pk__lt=OuterRef("pk")
        )
        resting = Webhook.resting(now).order_by().values("pk")
        # Asked of each row by itself: as a join, PostgreSQL compares all that one webhook waits for
        # with each other where it knows nothing of their number yet.
        first = models.Q(story=None) | ~Exists(before)
        return cls.due(now).filter(first).exclude(webhook__in=resting)

    @classmethod
    def old(cls, now: datetime) -> QuerySet[WebhookDelivery]:
        """What is pruned."""
        return cls._base_manager.filter(made_at__lt=now - KEPT).exclude(cls.pending)

    @classmethod
    def give_up_waiting(cls, why: str, webhook: Webhook | None = None) -> int:
        """Nobody sends what waits and is in nobody's hand; it can be sent again."""
        rows = cls._base_manager.filter(cls.pending, claimed_until=None)
        rows = rows.filter(webhook=webhook) if webhook else rows
        return rows.update(state=State.GIVEN_UP, done_at=timezone.now(), **cls.told(why))

    @classmethod
    def try_now(cls, webhook: Webhook) -> None:
        """What could not be delivered need not wait any longer."""
        waiting = cls._base_manager.filter(cls.pending, webhook=webhook, claimed_until=None)
        Webhook.objects.filter(pk=webhook.pk).update(resting_until=None)
        if waiting.update(next_try_at=timezone.now()):
            cls.call()

    def send_again(self) -> bool:
        """Have it sent once more, under its number; False where it waits already."""
        now = timezone.now()
        done = WebhookDelivery._base_manager.filter(pk=self.pk).exclude(self.pending)
        again = {"state": State.WAITING, "asked_at": now, "next_try_at": now, "done_at": None}
        if not done.update(attempts=0, claimed_until=None, error="", **again):
            return False
        WebhookDelivery.try_now(self.webhook)
        return True

    @staticmethod
    def call() -> None:
        """Have what waits sent once this is committed."""
        transaction.on_commit(lambda: notices_wait.send(WebhookDelivery), robust=True)


def written(event: str, at: datetime, data: dict[str, Any]) -> str:
    """A message's body."""
    said = {"type": event, "timestamp": at.isoformat(), "data": data}
    return json.dumps(said, ensure_ascii=False)
