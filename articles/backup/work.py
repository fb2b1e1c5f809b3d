"""A backup as work: in one hand at a time, and each night by itself."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Event

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from articles.backup import keeping, taking
from articles.backup.failure import BackupFailed, Exit
from articles.backup.keeping import Pruned
from articles.backup.manifest import Manifest
from articles.backup.places import Place, place_at
from articles.backup.taking import Taking, Tell
from articles.lib.host.priority import stand_back
from articles.models import Backup
from articles.models.common.slices import without_waiting

logger = logging.getLogger(__name__)

#: Seconds between two words of a backup that is being made.
WORD = 20.0
#: What is known of backups of before.
REMEMBERED = timedelta(days=400)
BUSY = (
    "Another backup is being made, since {since:%H:%M}. Wait until it is done; one whose process "
    "was killed is let go after two minutes."
)


def take(url: str, tell: Tell, *, row: Backup | None = None) -> tuple[Manifest, Pruned]:
    """Take a backup and prune. Raises BackupFailed; the row says how it went."""
    row = row or Backup.objects.create()
    place = place_at(url)
    if not row.begin(place=str(place)[:500]):
        _let_go(row)
    try:
        made = _made(row, place, tell)
    except BaseException as error:
        _failed(row, error)
        raise
    row.settle(name=made.name, missing=len(made.missing), error="", finished_at=timezone.now())
    for name in made.missing:
        logger.warning("The database names a file that is missing: %s", name)
    return made, keeping.prune(place, settings.BACKUP_KEEP, tell)


def _let_go(row: Backup) -> None:
    other = Backup.objects.filter(claimed_until__gt=timezone.now()).first()
    if row.night is None:
        row.delete()
    since = timezone.localtime(other.asked_at if other else None)
    raise BackupFailed(BUSY.format(since=since), Exit.BUSY)


def _failed(row: Backup, error: BaseException) -> None:
    with suppress(DatabaseError):
        why = str(error) or type(error).__name__
        if row.night is None:
            row.settle(finished_at=timezone.now(), **Backup.told(why))
        else:
            row.put_off(why)


def _made(row: Backup, place: Place, tell: Tell) -> Manifest:
    """Have a thread make it that stands back. This one says now and then that it is at work, and
    does not: SQLite has one writer, and whoever has that turn and no turn of the processor would
    keep all others waiting."""
    lost = Event()

    def go_on() -> None:
        if lost.is_set():
            raise BackupFailed("Another process has taken this backup over.", Exit.BUSY)

    work = Taking(place, taking.seal(), settings.BACKUP_RENDITIONS, tell, go_on)
    with ThreadPoolExecutor(1, "backup", stand_back) as behind:
        try:
            made = behind.submit(_with_connections_of_its_own, work.take)
            while not wait([made], WORD).done:
                # What is not said now, because another one writes, is said the next time.
                with suppress(DatabaseError), without_waiting():
                    if not row.keep():
                        lost.set()
            return made.result()
        finally:
            lost.set()


def _with_connections_of_its_own(make: Callable[[], Manifest]) -> Manifest:
    try:
        return make()
    finally:
        connections.close_all()


# --- Each night ----------------------------------------------------------------------------


def tonight() -> Backup | None:
    """The backup that is due by the clock and not yet made; None where none is."""
    now = timezone.localtime()
    if settings.BACKUP_AT is None or now.time() < settings.BACKUP_AT:
        return None
    night = now.date()
    row = Backup.objects.filter(night=night).first()
    if row is None:
        # One of a night before that failed is not tried beside tonight's.
        Backup.objects.filter(finished_at=None, night__lt=night, claimed_until=None).update(
            finished_at=timezone.now()
        )
        row = Backup.for_night(night)
    return Backup.due().filter(pk=row.pk).first()


def begin_if_due() -> bool:
    """Have tonight's backup made by a process of its own, so that nobody else waits for it; whether
    one was begun. Where two hosts begin, one of them has it in hand and the other ends at once.

    Not in a session of its own: on some hosts each has the same share of the processors, whatever
    its threads' priorities are."""
    row = tonight()
    if row is None or Backup.objects.filter(claimed_until__gt=timezone.now()).exists():
        return False
    manage = Path(settings.BASE_DIR) / "manage.py"
    command = [sys.executable, str(manage), "backup", "--night"]
    subprocess.Popen(  # noqa: S603 - it is our own
        command, stdin=subprocess.DEVNULL, process_group=0
    )
    return True


def take_tonight(tell: Tell) -> tuple[Manifest, Pruned] | None:
    """Take the backup that is due; None where somebody else has it."""
    row = tonight()
    if row is None:
        return None
    return take(settings.BACKUP_URL, tell, row=row)


def forget_old() -> int:
    """Remove what is known of backups of long ago; returns how many rows went."""
    old = Backup.objects.filter(asked_at__lt=timezone.now() - REMEMBERED)
    return old.delete()[0]
