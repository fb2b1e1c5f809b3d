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

import secrets
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from time import time_ns
from zlib import crc32

from articles.delivery.ledger.shared import SharedWords

SLOTS = 2**18
MASK = SLOTS - 1
#: Changes that are remembered by their number, so that each is put down once.
REMEMBERED = 1_024
COUNTED = 64
WORD = 8  # bytes
#: Sums that are compared in one go.
AT_ONCE = 1_024

# The first words of the file.
FORMAT, EPOCH, GENERATION, FLUSHED, NEXT_MOMENT, LAST_MOMENT, RING, BOOT = range(8)
#: What `hosts` keep: since when (in microseconds since 1970) pages of other hosts count; which life
#: of Redis is known here; how many changes are on their way to it, and whether one did not arrive.
TAKEN_SINCE, LIFE, UNTOLD, OUT_OF_STEP = range(8, 12)
#: When the other hosts were last heard, in microseconds since 1970, and by which process.
HEARD = {"postgresql": 12, "redis": 14}
COUNTERS = 16
REMEMBER = COUNTERS + COUNTED
#: The last of the words of the counters. PLANNED goes up whenever something is planned; BORN says
#: when the file was made, in microseconds since 1970, and FIRST at which generation.
PLANNED, BORN, FIRST = REMEMBER - 1, REMEMBER - 2, REMEMBER - 3
#: Which life of the database is known here: another one once it was put back from a backup.
DATABASE_LIFE = REMEMBER - 4
FIRST_SLOT = REMEMBER + REMEMBERED

# The words of a slot.
CHANGED, AT, BEFORE, SUM = range(4)
SLOT = 4
WORDS = FIRST_SLOT + SLOTS * SLOT
VERSION = 0x4E50_0002
ALL_BITS = 2**64 - 1
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def slot_of(key: str) -> int:
    """Where the words of `key` begin."""
    return FIRST_SLOT + SLOT * (crc32(key.encode()) & MASK)


def places_of(keys: Iterable[str]) -> set[int]:
    """The numbers of the slots of `keys`, the same on every host."""
    return {crc32(key.encode()) & MASK for key in keys}


def identity(places: Iterable[int], number: int) -> int:
    """What a change is remembered by. Not by its number alone: a database that was put back to an
    earlier state gives its numbers once more."""
    return mixed(number) ^ sum(FIRST_SLOT + SLOT * place for place in places)


def _big_endian(numbers: array[int]) -> array[int]:
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _different(ours: bytes, theirs: bytes) -> Iterator[tuple[int, int]]:
    """The places at which the sums differ, with theirs."""
    for start in range(0, SLOTS, AT_ONCE):
        part = slice(start * WORD, (start + AT_ONCE) * WORD)
        if ours[part] != theirs[part]:
            pairs = zip(
                *(_big_endian(array("Q", raw[part])) for raw in (ours, theirs)), strict=True
            )
            yield from ((start + n, their) for n, (our, their) in enumerate(pairs) if our != their)


def mixed(number: int) -> int:
    """64 bits that look like chance, the same for the same number on every host (splitmix64): what
    the change of that number adds to the sums of its slots."""
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


class Ledger(SharedWords):
    """The counters in the file `path`; made where there is none.

    While it is alone it hears nothing of what others change, so that no page counts for longer
    than it takes to send it.
    """

    count_of_words = WORDS

    def is_good(self, words: memoryview) -> bool:
        """Whether the words of a file count."""
        if words[FORMAT] == VERSION and words[BOOT] != _boot():
            # A machine that fell may have lost the last changes; a process that fell has not.
            words[BOOT] = _boot()
            words[EPOCH] = secrets.randbits(63) | 1
        return bool(words[FORMAT] == VERSION)

    def begin(self, words: memoryview) -> None:
        """The first words. The generation is beyond that of any file before: what was made by one
        of those is out of date by the new one, and never taken for fresh."""
        now = time_ns()
        words[EPOCH] = secrets.randbits(63) | 1
        words[GENERATION] = words[FLUSHED] = words[FIRST] = now
        words[BORN], words[BOOT], words[FORMAT] = now // 1_000, _boot(), VERSION

    def follow(self, words: memoryview, before: memoryview) -> None:
        """Let nothing look as if it were made later: a clock was set back between the two."""
        if words[GENERATION] <= before[GENERATION]:
            words[GENERATION] = words[FLUSHED] = before[GENERATION] + 1

    def born(self, words: memoryview) -> float:
        """When the file was made, in seconds since 1970."""
        return words[BORN] / 1e6

    @property
    def epoch(self) -> int:
        """Which file this is: pages of another one say nothing here."""
        return self.words[EPOCH]

    @property
    def generation(self) -> int:
        """Goes up with every change; read it before anything that a page shows is read."""
        return self.words[GENERATION]

    @property
    def changes(self) -> int:
        """How many there were."""
        return self.words[GENERATION] - self.words[FIRST]

    def put_down(self, keys: Iterable[str], number: int | None = None) -> bool:
        """`keys` have changed. False where the change of this `number` was put down already.

        A number is what other hosts know the change by; None is a change of this host's alone.
        """
        return self.put_down_places(places_of(keys), number)

    def put_down_places(self, places: Iterable[int], number: int | None = None) -> bool:
        """The same for keys of which only the places are known."""
        places = set(places)
        adds = mixed(number or secrets.randbits(62))
        while True:
            with self.settled() as words:
                is_new = number is None or self._remember(identity(places, number))
                if is_new:
                    slots = [FIRST_SLOT + SLOT * place for place in places]
                    self._change({slot: (words[slot + SUM] + adds) & ALL_BITS for slot in slots})
            # Where the file was removed meanwhile, nobody would see it: once more, in the new one.
            self.look()
            if words is self.words:
                return is_new

    def knows(self, keys: Iterable[str], number: int) -> bool:
        """Whether the change of `keys` by this number was put down lately."""
        return identity(places_of(keys), number) in self.words[REMEMBER:FIRST_SLOT]

    def _change(self, sums: Mapping[int, int]) -> None:
        """The slots of `sums` have changed, and have these sums now."""
        words, now = self.words, time_ns()
        generation = words[GENERATION] + 1
        for slot, total in sums.items():
            words[slot + BEFORE] = words[slot + CHANGED]
            words[slot + AT] = now
            words[slot + CHANGED] = generation
            # After that: whoever sees the new sum sees that the slot has changed.
            words[slot + SUM] = total
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
        with self.locked():
            self.words[GENERATION] += 1
            self.words[FLUSHED] = self.words[GENERATION]

    def begin_anew(self, life: int) -> None:
        """The database is another one, of that `life`: nothing that was made before counts here,
        nor of what other hosts have made."""
        with self.settled() as words:
            words[DATABASE_LIFE] = life
            words[TAKEN_SINCE] = time_ns() // 1_000
            words[NEXT_MOMENT] = 0
            # The shelf of files has a folder for each.
            words[EPOCH] = secrets.randbits(63) | 1
            words[GENERATION] += 1
            words[FLUSHED] = words[GENERATION]

    def know_life(self, life: int) -> None:
        """The database says that this is its `life`: begin anew where another one was known."""
        if self.words[DATABASE_LIFE] != life:
            self.begin_anew(life)

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

    def last_change(self, keys: Iterable[int]) -> float:
        """When the last of the slots `keys` changed, in seconds since 1970; 0.0 for never."""
        return max((self.words[slot + AT] for slot in keys), default=0) / 1e9

    def sums(self, keys: Iterable[int]) -> int:
        """The changes of the slots `keys` in one number, which hosts that have heard of the same
        changes agree on."""
        words, total = self.words, 0
        for slot in sorted(keys):
            total = mixed(total ^ words[slot + SUM])
        return total

    # --- What hosts tell each other -----------------------------------------------------

    def all_sums(self) -> bytes:
        """The sums of all places, each as eight bytes, the highest first."""
        return _big_endian(array("Q", self.words[FIRST_SLOT + SUM :: SLOT])).tobytes()

    def take_sums(self, raw: bytes, number: int, since: int) -> list[int]:
        """Put the sums of all places as another host has them (`all_sums`); what differs has
        changed.

        Where this host may know of something that the others have still to hear of (by a change
        after the generation `since`, or one that is on its way to them), the place gets a sum that
        no page has ever had. Returns these places; their change, of that `number`, is to be told
        to the others.
        """
        words, sums, disputed = self.words, dict[int, int](), list[int]()
        with self.locked():
            if words[UNTOLD]:
                since = 0
            for place, theirs in _different(self.all_sums(), raw):
                slot = FIRST_SLOT + SLOT * place
                sums[slot] = theirs
                if words[slot + SUM] and words[slot] > since:
                    sums[slot] = (theirs + mixed(number)) & ALL_BITS
                    disputed.append(place)
            if sums:
                self._change(sums)
        return disputed

    def remember(self, places: Iterable[int], number: int) -> None:
        """The change of `places` by that `number` is put down already."""
        with self.locked():
            self._remember(identity(places, number))

    def add(self, word: int, by: int) -> None:
        """Add to a word that several processes change; it never falls below 0."""
        with self.locked():
            self.words[word] = max(0, self.words[word] + by)

    # --- What is counted ------------------------------------------------------------------

    def count(self, counter: int, by: int = 1) -> None:
        """Add to a counter. Two processes that do so at once may lose one of both: it is only
        counted here, and a lock for it would cost more than it tells."""
        self.words[COUNTERS + counter] += by

    def note(self, counter: int, value: int) -> None:
        """Put a counter to what is known elsewhere."""
        self.look()
        self.words[COUNTERS + counter] = value

    def counted(self, counter: int) -> int:
        """What a counter stands at."""
        return self.words[COUNTERS + counter]
