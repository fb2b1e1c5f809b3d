"""Seals over the log: each holds a digest of some entries and of the seal before it, so that an
entry that was changed, taken out or slipped in later shows, and so does a seal.

The ticker seals what has settled, some minutes after it was written; a save does no more for it
than before. Entries of parallel transactions are committed in another order than that of their
numbers, so a seal names the numbers that it holds, and one that came late goes into the next.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models.changes.log import Entry
from articles.models.common.append_only import AppendOnly

#: What is younger waits: a transaction that is open may still bring entries with lower numbers.
SETTLED = timedelta(minutes=1)
#: Entries under one seal, and seals in which late ones are looked for.
MAX_ENTRIES, LOOKED_BACK = 1_000, 20
#: Logins and what belongs to them, which are kept for `KEPT_FOR` and then pruned.
PASSING = (
    Entry.Verb.LOGIN,
    Entry.Verb.LOGIN_FAILED,
    Entry.Verb.LOGOUT,
    Entry.Verb.FACTOR,
)
KEPT_FOR = timedelta(days=90)
#: Such entries under one seal are of one day: so they go together, or nearly.
A_DAY = timedelta(days=1)
#: What is sealed. Which row of a story or an account it was goes with that row; the names stay.
SEALED = ("id", "at", "by_name", "verb", "title", "from_state", "to_state", "revision", "note")
#: After this time a late entry would have its seal.
LATE = timedelta(minutes=30)
#: One process seals at a time on PostgreSQL.
LOCK = 7_316_202

logger = logging.getLogger("newsportal.log")


class Seal(models.Model):
    """One link of the chain."""

    at = models.DateTimeField(default=timezone.now)
    #: The numbers of its entries, as pairs of first and last.
    ranges = models.JSONField(default=list)
    count = models.PositiveIntegerField()
    #: When the youngest of its entries was written.
    until = models.DateTimeField()
    #: Whether its entries are pruned after `KEPT_FOR`.
    is_passing = models.BooleanField(default=False)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = gettext_lazy("seal of the log")
        verbose_name_plural = gettext_lazy("seals of the log")
        ordering = ["pk"]
        base_manager_name = "objects"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pk}: {self.digest[:12]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it, once."""
        if not self._state.adding:
            raise TypeError("A seal is written once and never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused."""
        raise TypeError("A seal is never deleted.")

    def is_over(self, now: datetime) -> bool:
        """Whether its entries may have been pruned."""
        return self.is_passing and self.until < now - KEPT_FOR + A_DAY


def digest_of(previous: str, is_passing: bool, entries: Iterable[Entry]) -> str:
    """The digest of these entries after those of `previous`."""
    found = sha256(f"{previous}{int(is_passing)}".encode())
    for entry in entries:
        found.update(canonical(entry))
    return found.hexdigest()


def canonical(entry: Entry) -> bytes:
    """The entry in bytes that are the same on every database."""
    values = {name: getattr(entry, name) for name in SEALED}
    values |= {"at": entry.at.isoformat(), "details": entry.details}
    return json.dumps(values, sort_keys=True, ensure_ascii=True, default=str).encode() + b"\n"


# --- Sealing ------------------------------------------------------------------------


def seal(now: datetime | None = None) -> int:
    """Seal what has settled and has no seal yet; returns how many entries that were."""
    now, sealed = now or timezone.now(), 0
    for is_passing in (False, True):
        while number := _seal_some(now, is_passing=is_passing):
            sealed += number
    return sealed


def _seal_some(now: datetime, *, is_passing: bool) -> int:
    with transaction.atomic():
        if not _is_alone():
            return 0
        last = Seal.objects.order_by("pk").last()
        entries = list(_unsealed(now, is_passing=is_passing)[:MAX_ENTRIES])
        if not entries:
            return 0
        if is_passing:
            entries = [entry for entry in entries if entry.at.date() == entries[0].at.date()]
        previous = last.digest if last else ""
        made = Seal.objects.create(
            ranges=ranges_of([entry.pk for entry in entries]),
            count=len(entries),
            until=max(entry.at for entry in entries),
            is_passing=is_passing,
            previous=previous,
            digest=digest_of(previous, is_passing, entries),
        )
    # Kept where logs are kept: whoever could write all seals anew could not write this.
    logger.info("Sealed %d entries of the log: seal %d, %s.", made.count, made.pk, made.digest)
    return made.count


def _is_alone() -> bool:
    """Whether nobody else seals. On SQLite the transaction itself keeps others out."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _unsealed(now: datetime, *, is_passing: bool) -> models.QuerySet[Entry]:
    """What has no seal yet: what is behind the last one, and what came late."""
    seals = list(Seal.objects.filter(is_passing=is_passing).order_by("-pk")[:LOOKED_BACK])
    settled = of_kind(is_passing).filter(at__lt=now - SETTLED).order_by("pk")
    if not seals:
        return settled
    known = sorted(pair for one in seals for pair in one.ranges)
    first, last = known[0][0], max(pair[1] for pair in known)
    those = settled.filter(pk__range=(first, last)).values_list("pk", flat=True)
    held = numbers_in(known)
    late = [number for number in those if number not in held]
    return settled.filter(models.Q(pk__gt=last) | models.Q(pk__in=late[:MAX_ENTRIES]))


def of_kind(is_passing: bool) -> models.QuerySet[Entry]:
    """The entries that are pruned some day, or those that stay."""
    passing = models.Q(verb__in=PASSING)
    entries: models.QuerySet[Entry] = Entry.objects.filter(passing if is_passing else ~passing)
    return entries


def ranges_of(numbers: Sequence[int]) -> list[list[int]]:
    """Ascending numbers as pairs of first and last."""
    pairs: list[list[int]] = []
    for number in numbers:
        if pairs and pairs[-1][1] == number - 1:
            pairs[-1][1] = number
        else:
            pairs.append([number, number])
    return pairs


def numbers_in(ranges: Iterable[Sequence[int]]) -> set[int]:
    """All numbers of these pairs."""
    return {number for first, last in ranges for number in range(first, last + 1)}


# --- Looking ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold, and what is wrong there."""

    seal: int
    entries: str
    what: str

    def __str__(self) -> str:
        return _("Seal %(seal)d (entries %(entries)s): %(what)s") % {
            "seal": self.seal,
            "entries": self.entries,
            "what": self.what,
        }


class Chain:
    """A walk along the seals, one at a time, in memory that does not grow with the log."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or timezone.now()
        self.seals, self.entries, self.digest = 0, 0, ""
        #: Up to which number the seals of each kind have come.
        self._covered = {False: 0, True: 0}
        #: Entries between sealed ones that no seal has held so far, and the seal that passed them.
        self._strays = dict[int, Seal]()

    def breaks(self) -> Iterator[Break]:
        """Each place where the log is not what was sealed."""
        last = None
        for one in Seal.objects.order_by("pk").iterator(chunk_size=100):
            if one.previous != self.digest:
                yield Break(one.pk, said(one), _("a seal before it is missing or was changed"))
            if wrong := self._look_at(one):
                yield Break(one.pk, said(one), wrong)
            self.digest, last = one.digest, one
        if last is not None:
            yield from self._slipped_in(last)

    def _look_at(self, one: Seal) -> str:
        """What is wrong with what this seal holds."""
        held = numbers_in(one.ranges)
        first, end = min(held, default=1), max(held, default=0)
        start = min(first, self._covered[one.is_passing] + 1)
        self._covered[one.is_passing] = max(end, self._covered[one.is_passing])
        self.seals, self.entries = self.seals + 1, self.entries + one.count
        rows = of_kind(one.is_passing).filter(pk__range=(start, end)).order_by("pk")
        found = list[Entry]()
        for entry in rows.iterator(chunk_size=500):
            if entry.pk in held:
                found.append(entry)
            else:
                self._strays[entry.pk] = one
        self._strays = {pk: by for pk, by in self._strays.items() if pk not in held}
        digest = digest_of(one.previous, one.is_passing, found)
        if digest == one.digest or one.is_over(self.now):
            return ""
        if missing := sorted(held - {entry.pk for entry in found}):
            return _("missing: %s") % ", ".join(map(str, missing[:20]))
        return _("the words of an entry, or of the seal, were changed")

    def _slipped_in(self, last: Seal) -> Iterator[Break]:
        """What no seal holds, although sealing has gone on long enough to take up late ones."""
        settled = Entry.objects.filter(pk__in=list(self._strays)[:MAX_ENTRIES])
        for entry in settled.filter(at__lt=last.at - LATE).order_by("pk"):
            by = self._strays[entry.pk]
            yield Break(by.pk, str(entry.pk), _("slipped in later: no seal holds it"))


def said(one: Seal) -> str:
    """The numbers of its entries, shortly."""
    pairs = [f"{first}–{last}" if first != last else str(first) for first, last in one.ranges]
    return ", ".join(pairs[:3]) + (f" … {pairs[-1]}" if len(pairs) > 3 else "")
