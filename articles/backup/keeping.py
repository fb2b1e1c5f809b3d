"""Which backups stay: the newest of each day, week and month; and the files that those name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from articles.backup import manifest
from articles.backup.failure import BackupFailed
from articles.backup.manifest import FILE, Manifest
from articles.backup.places import Place
from articles.backup.stored.files import Pool
from articles.backup.stored.scratch import scratch
from articles.backup.taking import Tell, index_of

#: What was begun so long ago and is no backup was left by one that was killed.
LEFT = timedelta(days=2)
PERIODS: dict[str, Callable[[datetime], Any]] = {
    "day": lambda at: at.date(),
    "week": lambda at: at.isocalendar()[:2],
    "month": lambda at: (at.year, at.month),
}


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many backups and files went."""

    backups: int
    files: int


def kept(names: Iterable[str], rule: Mapping[str, int], now: datetime | None = None) -> set[str]:
    """Those of the whole backups that stay; the newest always does. So does what is not named as
    ours are, and what is of a time to come, by a clock that was set back since: it takes no other
    one's place."""
    moments = {name: manifest.moment_of(name) for name in names}
    staying = {name for name, at in moments.items() if at is None or manifest.is_ahead(at, now)}
    dated = sorted(
        ((at, name) for name, at in moments.items() if at and name not in staying), reverse=True
    )
    staying.update(name for _at, name in dated[:1])
    for period, most in rule.items():
        newest: dict[Any, str] = {}
        for at, name in dated:
            newest.setdefault(PERIODS[period](timezone.localtime(at)), name)
        staying.update(list(newest.values())[:most])
    return staying


def prune(place: Place, rule: Mapping[str, int], tell: Tell) -> Pruned:
    """Remove the backups that the rule does not keep, and files that no other one names. Only while
    no backup is being made: its files are named by nothing yet. Raises BackupFailed; where a
    manifest that stays can't be read no file is removed."""
    names = manifest.whole(place)
    staying = kept(names, rule)
    going = [name for name in names if name not in staying]
    for name in going:
        tell(f"removes {name}", 0)
        # First of all: what has none is no backup.
        place.delete([f"{manifest.ROOT}{name}/{FILE}"])
        place.delete(list(place.names(f"{manifest.ROOT}{name}/")))
    _remove_half(place)
    return Pruned(len(going), _remove_files(place, sorted(staying), tell))


def _remove_half(place: Place) -> None:
    before = timezone.now() - LEFT
    place.tidy(before)
    for name in list(manifest.half(place)):
        at = manifest.moment_of(name)
        if at is not None and at < before:
            place.delete(list(place.names(f"{manifest.ROOT}{name}/")))


def _remove_files(place: Place, staying: list[str], tell: Tell) -> int:
    gone = 0
    backups = [manifest.read(place, name) for name in staying]
    for folder in _pools(place):
        tell(f"looks for old files in {folder}", 0)
        with scratch() as named:
            for backup in backups:
                if backup.pool == folder:
                    _name_all(place, backup, named.in_pool)
            pool = Pool(place, folder)
            old = [pool.name_of(digest) for digest in pool.there() if digest not in named]
        gone += place.delete(old)
    return gone


def _name_all(place: Place, backup: Manifest, name: Callable[[Iterable[str]], None]) -> None:
    name(one.sha256 for one in index_of(place, backup))


def _pools(place: Place) -> list[str]:
    with suppress(BackupFailed):
        return [name for name in place.folders("") if name.split("-")[0] == "files"]
    return []
