"""The seals over the log, written anew where a person's name was taken out of sealed entries.

That the log was whole before is looked at first. What the last seal was is said in the log and on
the host's own log, so that whoever has kept it knows why it is another one.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import models
from django.utils import timezone

from articles.models.changes.log import Entry
from articles.models.changes.seals import Chain, Seal, digest_of, numbers_in

logger = logging.getLogger("newsportal.log")


def is_whole() -> bool:
    """Whether the log is what was sealed."""
    return next(Chain().breaks(), None) is None


def seal_anew() -> str:
    """Seal again from the first entry on that is another one now; what was done, in a sentence, or
    "" where nothing was. Belongs into the transaction that has changed the entries."""
    now, previous, first, former, last = timezone.now(), "", 0, "", ""
    for one in Seal.objects.order_by("pk").iterator(chunk_size=100):
        former = one.digest
        if previous == one.previous and one.is_over(now):
            # Its entries may have been pruned, so that it can't be worked out again.
            previous = last = one.digest
            continue
        digest = digest_of(previous, one.is_passing, _held_by(one))
        if (digest, previous) != (one.digest, one.previous):
            first = first or one.pk
            # Past what keeps seals from being changed.
            changed: Any = models.QuerySet(Seal).filter(pk=one.pk)
            changed.update(previous=previous, digest=digest)
        previous = last = digest
    if not first:
        return ""
    told = f"Sealed anew from seal {first} on: the last one was {former}, and is {last}."
    logger.warning("A person was forgotten. %s", told)
    return told


def _held_by(one: Seal) -> Any:
    held = numbers_in(one.ranges)
    if not held:
        return Entry.objects.none()
    rows = Entry.objects.filter(pk__range=(min(held), max(held))).order_by("pk")
    return (entry for entry in rows.iterator(chunk_size=500) if entry.pk in held)
