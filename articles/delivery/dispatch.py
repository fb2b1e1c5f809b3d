"""Spread a committed change: to this host's ledger, to other hosts, to the caches in front."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.delivery.door.response_headers import EVERYTHING
from articles.delivery.hosts import with_implied_keys
from articles.delivery.purging import queue
from articles.delivery.purging.background import background, purge_caches
from articles.delivery.services import services
from articles.models import Appointment, Article, Banner, Launch, State
from articles.models.breaking.banner import KEY
from articles.models.fronts.schedule import turns


def announce(keys: Collection[str], number: int, **_kwargs: Any) -> None:
    """`keys` will have changed with the commit of this transaction."""
    services().hosts.announce(keys, number)


def tell(keys: Collection[str], number: int, **_kwargs: Any) -> None:
    """`keys` have changed, by the announcement of that `number`. Raises where somebody who has
    to know could not be told; then all are told again."""
    try:
        services().hosts.tell(keys, number)
    finally:
        # After this host knows it, or a cache would fetch the old page; whether others do or not.
        # A banner is put into ready pages on their way out: caches in front have it in theirs.
        also = {EVERYTHING} if KEY in keys else set[str]()
        purge_caches(with_implied_keys(keys) | also)
        if (warmer := services().warmer) is not None:
            warmer.warm(keys)


def putting_back(**_kwargs: Any) -> None:
    """The database will be that of a backup: caches in front are to forget all of the site."""
    queue.enqueue([EVERYTHING], soft=False)


def put_back(life: int, **_kwargs: Any) -> None:
    """It is: nobody keeps what was made of the one before."""
    services().hosts.put_back(life)
    services().store.clear()
    background.call()


def plan(instance: Appointment | Article | Banner | Launch, **_kwargs: Any) -> None:
    """Something may have been planned: once it is committed, the clock is looked at by then."""
    now = timezone.now()
    moments = [moment for moment in _moments(instance) if moment is not None and moment > now]
    if moments:
        transaction.on_commit(lambda: services().deadlines.expect(min(moments)), robust=True)


def _moments(planned: Appointment | Article | Banner | Launch) -> tuple[datetime | None, ...]:
    if isinstance(planned, Banner):
        return (planned.starts_at, planned.ends_at)
    if isinstance(planned, Launch):
        return tuple(turns.moments_of(planned))
    if isinstance(planned, Appointment):
        due = planned.state == Appointment.State.DUE
        return (planned.next_try_at if due else None,)
    public = planned.state == State.PUBLISHED
    return (planned.publish_at, planned.expires_at) if public else ()
