"""What waits is sent by background threads of each process, and by the ticker what is left. What
others are told has threads of its own, as their servers may hang."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.lib.host.background import BackgroundThread
from articles.models import ChatMessage, HubPing, Notice, PushMessage, WebhookDelivery
from articles.models.notices import letters
from articles.models.notices.devices import ask_due
from articles.notifying import push
from articles.notifying.chats import sending
from articles.notifying.webhooks import hubs
from articles.notifying.webhooks import sending as delivering


def is_due(now: datetime | None = None) -> bool:
    """Whether something is to be told now; one query."""
    now = now or timezone.now()
    notices = Notice.objects.order_by()
    waits = notices.filter(mail_at__lte=now).values("pk")
    others = [
        notices.filter(push_at__lte=now).values("pk"),
        PushMessage.due(now).values("pk"),
        ChatMessage.due(now).values("pk"),
        WebhookDelivery.ready(now).values("pk"),
        HubPing.due(now).values("pk"),
    ]
    return bool(waits.union(*others, all=True)[:1])


def work() -> int:
    """Tell what is due; returns how much that was. Any number may work at once. Raises
    DatabaseError where the database is away."""
    return letters.write_due() + ask_due() + push.work() + sending.work()


#: This process's.
background = BackgroundThread("notices", work)
deliveries = BackgroundThread("webhooks", delivering.work)
pings = BackgroundThread("hubs", hubs.work)


def call(sender: Any = None, **_more: Any) -> None:
    """Have what waits told: all of it, or what a `sender` has; returns at once."""
    if sender is None or sender is WebhookDelivery:
        deliveries.call()
    if sender is None:
        pings.call()
    if sender is not WebhookDelivery:
        background.call()
