"""What grows by itself and nobody needs any more, taken away some rows at a time.

A slice is one short statement, so that whoever writes at the same time waits for hundredths of a
second at most, however much has gathered.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles.models.access import devices, forgotten, links, sessions, tokens
from articles.models.changes.log import Entry
from articles.models.common.slices import Turn
from articles.models.desk.proposals import Proposal
from articles.models.notices.notice import Notice
from articles.models.partners import feed as partners
from articles.models.people import logins
from articles.models.story.revision import Autosave
from articles.models.webhooks.delivery import WebhookDelivery

logger = logging.getLogger(__name__)

#: Rows of each kind in one go.
SLICE = 500
#: What work in the background has come to, and work that died with its worker.
TASKS_KEPT = timedelta(days=14)
#: No work of ours is in one hand for so long: its worker was killed.
DIED_AFTER = timedelta(hours=1)
DIED = "The worker that had this in hand ended before it was done. Another one has taken it over."
#: Forms that were opened and left without a word; what was typed stays.
FORMS_KEPT = timedelta(days=2)
#: Texts that their writers have let go, so that they can change their minds.
DISCARDED_KEPT = timedelta(days=7)


def prune(now: datetime | None = None) -> int:
    """Take away a slice of each kind; returns how many rows went."""
    gone = 0
    now = now or timezone.now()
    _name_dead_tasks(now)
    Proposal.objects.clear(now)
    for rows in _old(now):
        found = list(rows.order_by().values_list("pk", flat=True)[:SLICE])
        if found:
            # Entries of the log are written once, and go but by this way.
            gone += QuerySet(rows.model).filter(pk__in=found).delete()[0]
    return gone


def _name_dead_tasks(now: datetime) -> None:
    """Say of work that died with its worker that it failed. What it was to do is in a row of its
    own, a picture's or a bulk job's, whose lease has another one take it over within a minute."""
    dead = DBTaskResult.objects.running().filter(started_at__lt=now - DIED_AFTER)
    if found := list(dead.order_by().values_list("pk", flat=True)[:SLICE]):
        named = dead.filter(pk__in=found).update(
            status=TaskResultStatus.FAILED, finished_at=now, traceback=DIED
        )
        logger.warning("Background work that died with its worker: %d, taken over by others", named)


def prune_logins() -> int:
    """Take away all logins that have been kept for long enough; for the database's owner, where
    the portal's account may not."""
    gone, turn = 0, Turn()
    while found := list(logins.old().order_by().values_list("pk", flat=True)[:SLICE]):
        gone += QuerySet(Entry).filter(pk__in=found).delete()[0]
        turn.over()
    return gone


def may_prune_log() -> bool:
    """Whether the account of the database may delete in the log; an operator may have kept that
    from the portal (docs/operators.md)."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        table = Entry._meta.db_table
        cursor.execute("SELECT has_table_privilege(current_user, %s, 'DELETE')", [table])
        return bool(cursor.fetchone()[0])


def _old(now: datetime) -> Iterator[QuerySet[Any]]:
    yield Session.objects.filter(expire_date__lt=now)
    yield DBTaskResult.objects.filter(finished_at__lt=now - TASKS_KEPT)
    yield Autosave.objects.filter(content__isnull=True, seen_at__lt=now - FORMS_KEPT)
    yield Autosave.objects.filter(discarded_at__lt=now - DISCARDED_KEPT)
    yield sessions.ended()
    yield devices.old()
    if may_prune_log():
        yield logins.old()
    yield links.old()
    yield from tokens.old()
    yield from partners.old()
    yield Notice.objects.old(now)
    yield Proposal.objects.old(now)
    yield WebhookDelivery.old(now)
    yield from forgotten.old()
