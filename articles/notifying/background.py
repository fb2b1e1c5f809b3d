"""What waits is sent by one background thread of each process, and by the ticker what is left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.lib.host.background import BackgroundThread
from articles.models import ChatMessage, Notice, PushMessage
from articles.models.notices import letters
from articles.models.notices.devices import ask_due
from articles.notifying import push
from articles.notifying.chats import sending


def is_due(now: datetime | None = None) -> bool:
    """Whether something is to be told now; one query."""
    now = now or timezone.now()
    notices = Notice.objects.order_by()
    waits = notices.filter(mail_at__lte=now).values("pk")
    others = [
        notices.filter(push_at__lte=now).values("pk"),
        PushMessage.due(now).values("pk"),
        ChatMessage.due(now).values("pk"),
    ]
    return bool(waits.union(*others, all=True)[:1])


def work() -> int:
    """Tell what is due; returns how much that was. Any number may work at once. Raises
    DatabaseError where the database is away."""
    return letters.write_due() + ask_due() + push.work() + sending.work()


#: This process's.
background = BackgroundThread("notices", work)


def call(sender: Any = None, **_more: Any) -> None:
    """Have what waits told; returns at once."""
    background.call()
