"""When each surrogate key last changed, shared by all processes of a host.

A file of counters that every process has in its memory (mmap): looking costs no system call. One
counter, the generation, goes up with every change; a page that was found good at this generation
is good without another look. Else each of its keys is looked at: a key lies in one of 262,144
slots, which says at which generation it changed last. Two keys may share a slot; then one's change
drops the other's pages too, which costs a rendering and never shows anything old.

A page's generation is read before it is rendered. One that was begun before a change and ended
after it is older than the change, and so is never taken for fresh.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time_ns
from zlib import crc32

SLOTS = 2**18
MASK = SLOTS - 1
#: Changes that are remembered by their number, so that each is put down once.
REMEMBERED = 1_024
COUNTED = 64
WORD = 8  # bytes

# The first words of the file.
FORMAT, EPOCH, GENERATION, FLUSHED, NEXT_MOMENT, LAST_MOMENT, RING, BOOT = range(8)
COUNTERS = 8
REMEMBER = COUNTERS + COUNTED
FIRST_SLOT = REMEMBER + REMEMBERED

# The words of a slot.
CHANGED, AT, BEFORE, SUM = range(4)
SLOT = 4
WORDS = FIRST_SLOT + SLOTS * SLOT
VERSION = 0x4E50_0001
ALL_BITS = 2**64 - 1
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def slot_of(key: str) -> int:
    """Where the words of `key` begin."""
    return FIRST_SLOT + SLOT * (crc32(key.encode()) & MASK)


def _mixed(number: int) -> int:
    """64 bits that look like chance, the same for the same number on every host (splitmix64)."""
    bits = (number + 0x9E37_79B9_7F4A_7C15) & ALL_BITS
    bits = ((bits ^ (bits >> 30)) * 0xBF58_476D_1CE4_E5B9) & ALL_BITS
    bits = ((bits ^ (bits >> 27)) * 0x94D0_49BB_1331_11EB) & ALL_BITS
    return bits ^ (bits >> 31)


def _boot() -> int:
    """Which start of the machine this is; 1 where the system does not tell."""
    try:
        return int(BOOT_ID.read_text().replace("-", "").strip()[:15], 16) | 1
    except (OSError, ValueError):
        return 1


class Ledger:
    """The counters in the file `path`; made where there is none."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with self._alone():
            if os.fstat(self._file).st_size != WORDS * WORD:
                os.ftruncate(self._file, 0)
                os.ftruncate(self._file, WORDS * WORD)
            self._map = mmap.mmap(self._file, WORDS * WORD)
            #: The words themselves. Reading one is all that a hit costs.
            self.words = memoryview(self._map).cast("Q")
            if self.words[FORMAT] != VERSION:
                self.words[EPOCH] = secrets.randbits(63) | 1
                self.words[GENERATION] = 1
                self.words[FORMAT] = VERSION
                self.words[BOOT] = _boot()
            if self.words[BOOT] != _boot():
                # A machine that fell may have lost the last changes; a process that fell has not.
                self.words[BOOT] = _boot()
                self.words[EPOCH] = secrets.randbits(63) | 1

    def close(self) -> None:
        """Let go of the file."""
        self.words.release()
        self._map.close()
        os.close(self._file)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one writer at a time. Each takes the lock by a file of its own: threads of one
        process keep each other out too."""
        lock = os.open(f"{self.path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    @property
    def epoch(self) -> int:
        """Which file this is: pages of another one say nothing here."""
        return self.words[EPOCH]

    @property
    def generation(self) -> int:
        """How many changes there were; read it before anything that a page shows is read."""
        return self.words[GENERATION]

    def put_down(self, keys: Iterable[str], number: int | None = None) -> bool:
        """`keys` have changed. False where the change of this `number` was put down already.

        A number is what other hosts know the change by; None is a change of this host's alone.
        """
        with self._alone():
            mixed = _mixed(number or secrets.randbits(62))
            slots = {slot_of(key) for key in keys}
            # A database that was put back to an earlier state gives its numbers once more.
            if number is not None and not self._remember(mixed ^ sum(slots)):
                return False
            self._change(slots, mixed)
        return True

    def _change(self, slots: Iterable[int], mixed: int) -> None:
        words, now = self.words, time_ns()
        generation = words[GENERATION] + 1
        for slot in slots:
            words[slot + BEFORE] = words[slot + CHANGED]
            words[slot + AT] = now
            words[slot + SUM] = (words[slot + SUM] + mixed) & ALL_BITS
            words[slot + CHANGED] = generation
        # Last of all: whoever sees the new generation sees the new slots too.
        words[GENERATION] = generation

    def _remember(self, number: int) -> bool:
        ring = self.words[REMEMBER:FIRST_SLOT]
        if number in ring:
            return False
        place = self.words[RING]
        ring[place % REMEMBERED] = number
        self.words[RING] = place + 1
        return True

    def flush_all(self) -> None:
        """Let no page count that was made until now: something was missed, nobody knows what."""
        with self._alone():
            self.words[GENERATION] += 1
            self.words[FLUSHED] = self.words[GENERATION]

    # --- What pages ask ----------------------------------------------------------------

    def is_unchanged(self, keys: Iterable[int], generation: int) -> bool:
        """Whether none of the slots `keys` has changed since `generation`."""
        words = self.words
        if words[FLUSHED] > generation:
            return False
        return all(words[slot] <= generation for slot in keys)

    def oldest_change(self, keys: Iterable[int], generation: int) -> float | None:
        """When the first of the slots `keys` changed after `generation`, in seconds since 1970.

        None where nothing did; 0.0 where it can't be told, because one changed more than once.
        """
        words, oldest = self.words, None
        for slot in keys:
            if words[slot] > generation:
                once = words[slot + BEFORE] <= generation
                at = words[slot + AT] / 1e9 if once else 0.0
                oldest = at if oldest is None else min(oldest, at)
        return oldest

    def sums(self, keys: Iterable[int]) -> int:
        """The changes of the slots `keys` in one number, which hosts that have heard of the same
        changes agree on."""
        words, total = self.words, 0
        for slot in keys:
            total = _mixed(total ^ words[slot + SUM])
        return total

    # --- What hosts tell each other -----------------------------------------------------

    def take_sums(self, sums: Iterable[tuple[int, int]]) -> None:
        """Put (slot, sum) in place as another host has them; what differs has changed."""
        with self._alone():
            different = {slot: total for slot, total in sums if self.words[slot + SUM] != total}
            if different:
                self._change(different, 0)
                for slot, total in different.items():
                    self.words[slot + SUM] = total

    # --- What is counted ------------------------------------------------------------------

    def count(self, counter: int, by: int = 1) -> None:
        """Add to a counter. Two processes that do so at once may lose one of both: it is only
        counted here, and a lock for it would cost more than it tells."""
        self.words[COUNTERS + counter] += by

    def counted(self, counter: int) -> int:
        """What a counter stands at."""
        return self.words[COUNTERS + counter]
