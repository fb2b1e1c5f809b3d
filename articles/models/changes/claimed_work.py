"""Work that waits to be done: by one worker at a time, again where it fails, and never forgotten.

    for one in Kind.due():
        if one.claim():                 # one UPDATE, which only one worker can win
            ...                         # long work, outside of transactions; `keep()` meanwhile
            with transaction.atomic():
                if one.hold():          # locked, and still ours
                    ...                 # what is committed with the row, or not at all
                    one.settle(done_at=now)

A worker that dies leaves what it had to another one as soon as its lease is over. What fails is
put off, each time for twice as long. Leases run by the clock; a clock that was set back keeps
nothing waiting for longer than any wait (`wait_no_longer`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

#: By how much the clocks of two machines, or of one before and after it was set, may differ.
CLOCKS = timedelta(seconds=60)
LONGEST_ERROR = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Pace:
    """How long work of a kind is in one worker's hand, and how long it waits after a failure."""

    lease: timedelta
    first_wait: timedelta
    longest_wait: timedelta

    def after(self, attempts: int) -> timedelta:
        """The wait after so many attempts: twice as long each time, up to the longest."""
        doublings = min(max(attempts - 1, 0), 20)
        return min(self.first_wait * (1 << doublings), self.longest_wait)


class ClaimedWork(models.Model):
    """A row that says what is to be done, from when on, in whose hand it is, and how it went."""

    pace: ClassVar[Pace]
    #: Which rows are still to be done.
    pending: ClassVar[Q] = Q()
    #: The column that says from when on it may be tried.
    due_column: ClassVar[str] = "next_try_at"
    #: The column for why it failed; "" where nobody reads that.
    error_column: ClassVar[str] = "error"

    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    #: A worker has it in hand; another one may take it after this moment.
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def due(cls, now: datetime | None = None, clock: datetime | None = None) -> QuerySet[Self]:
        """What may be tried at `now` and is in nobody's hand; leases run by the clock, whatever
        `now` is."""
        clock = clock or timezone.now()
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=clock)
        return cls._base_manager.filter(
            cls.pending, free, **{f"{cls.due_column}__lte": now or clock}
        )

    def claim(self, now: datetime | None = None, **values: Any) -> bool:
        """Take it in hand for a lease, and set `values` with that; False if another worker was
        quicker, or it is no longer due."""
        until = timezone.now() + self.pace.lease
        # The number of the attempt makes it one winner, also among those who read the row at once.
        free = type(self).due(now).filter(pk=self.pk, attempts=self.attempts)
        if not free.update(claimed_until=until, attempts=self.attempts + 1, **values):
            return False
        self._have(claimed_until=until, attempts=self.attempts + 1, **values)
        return True

    @classmethod
    def claim_some(cls, rows: QuerySet[Self], most: int) -> list[Self]:
        """Take those of the due `rows` in hand that no other worker is just taking, the first
        `most` by their moment. On SQLite a transaction is alone from its beginning; elsewhere the
        rows are locked, and others pass by them."""
        if not rows.exists():
            return []  # and nobody was kept from writing
        until = timezone.now() + cls.pace.lease
        with transaction.atomic():
            free = rows.select_for_update(skip_locked=True).order_by(cls.due_column, "pk")
            ours = list(free[:most])
            numbers = [one.pk for one in ours]
            cls._base_manager.filter(pk__in=numbers).update(
                claimed_until=until, attempts=F("attempts") + 1
            )
        for one in ours:
            one._have(claimed_until=until, attempts=one.attempts + 1)
        return ours

    def keep(self, **values: Any) -> bool:
        """Have it in hand for a lease from now on, and set `values` with that; False if it is not
        ours any more."""
        return self._change(claimed_until=timezone.now() + self.pace.lease, **values)

    def hold(self) -> Self | None:
        """Inside a transaction: the row as it is now, locked; None if it is not ours any more. An
        editor may have taken the work back, or another worker have it because this one was held
        up for longer than its lease."""
        return next(iter(self._ours().select_for_update()), None)

    def settle(self, **values: Any) -> bool:
        """Put it out of hand with `values`, which say how it went; False if it is not ours."""
        return self._change(claimed_until=None, **values)

    def put_off(self, why: str, *, wait: timedelta | None = None, **values: Any) -> bool:
        """Have it tried again, after its turn of waiting or `wait`; False if it is not ours."""
        later = timezone.now() + (self.pace.after(self.attempts) if wait is None else wait)
        return self.settle(**{self.due_column: later}, **self.told(why), **values)

    @classmethod
    def remind(cls, rows: QuerySet[Self], most: int, now: datetime | None = None) -> list[int]:
        """The numbers of those of `rows` that this caller, and nobody else, says again to whoever
        does them: their moment is put to now, so that each is said again after as long a wait."""
        now = now or timezone.now()
        numbers = rows.order_by(cls.due_column).values_list("pk", flat=True)[:most]
        return [pk for pk in numbers if rows.filter(pk=pk).update(**{cls.due_column: now})]

    @classmethod
    def told(cls, why: str) -> dict[str, str]:
        """Why it failed, by the column that keeps it; what a library says may hold what no
        database takes."""
        if not cls.error_column:
            return {}
        longest = cls._meta.get_field(cls.error_column).max_length or LONGEST_ERROR  # type: ignore[union-attr]
        readable = why.encode("utf-8", "replace").decode().replace("\0", "")
        return {cls.error_column: readable.strip()[:longest]}

    @classmethod
    def wait_no_longer(cls, now: datetime | None = None) -> int:
        """Free what would wait for longer than anything of this kind ever has to, because the
        clock was set back since; returns how many those were."""
        now = now or timezone.now()
        rows = cls._base_manager.filter(cls.pending)
        held = rows.filter(claimed_until__gt=now + cls.pace.lease + CLOCKS)
        longest = now + cls.pace.longest_wait + CLOCKS
        late = cls.late(rows, now).filter(**{f"{cls.due_column}__gt": longest})
        return held.update(claimed_until=None) + late.update(**{cls.due_column: now})

    @classmethod
    def late(cls, rows: QuerySet[Self], now: datetime) -> QuerySet[Self]:
        """Those of `rows` that nothing but their wait keeps from being tried at `now`: all, where
        a kind has no hour of its own."""
        return rows

    def _ours(self) -> QuerySet[Self]:
        return type(self)._base_manager.filter(
            self.pending, pk=self.pk, attempts=self.attempts, claimed_until=self.claimed_until
        )

    def _change(self, **values: Any) -> bool:
        if not self._ours().update(**values):
            return False
        self._have(**values)
        return True

    def _have(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)
