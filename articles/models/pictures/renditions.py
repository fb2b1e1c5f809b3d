"""The making of renditions: by any number of workers, each file once, nothing half-done.

A worker claims a picture (`claimed_work`), makes the files outside any transaction, each stored as
a whole, and then lets the row know of all of them at once: pages show the former ones until then.
It says all the while that it is at work; another one that takes over goes on with what is there.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

from django.core.files.storage import Storage, storages
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.lib import imaging
from articles.models.common.slices import without_waiting
from articles.models.pictures.picture import Picture, originals
from articles.models.pictures.replacing import FormerFile
from articles.signals import renditions_wanted

logger = logging.getLogger(__name__)

#: Seconds between two words of a worker that is at work, and how many there are at most: one that
#: hangs is not waited for.
WORD, MOST_WORDS = 5.0, 120
#: Seconds that a worker waits for its turn with a large picture; then it is tried again later.
PATIENCE = 120.0
#: A picture that was begun so often without a word of how it ended has killed its workers.
MOST_ATTEMPTS = 5
#: A picture that is due for so long, and in nobody's hand, was forgotten by the queue; one that was
#: begun, by its worker.
FORGOTTEN, LEFT = timedelta(minutes=2), timedelta(seconds=5)
MAX_PER_RUN = 20
#: What an upload is called in its store.
_UPLOAD = re.compile(r"[0-9a-f]{64}")


def make(pk: int, now: datetime | None = None) -> bool:
    """Make what that picture lacks; whether it has everything now.

    Does nothing for one that is gone, that another worker has in hand, or that has to wait after
    a failure. Raises what went wrong, after the row was told and the next try was set.
    """
    picture = Picture.due(now).filter(pk=pk).first()
    silent = picture and picture.attempts >= MOST_ATTEMPTS and not picture.renditions_error
    if picture is None or not picture.claim(now, renditions_error=""):
        return Picture.objects.filter(pk=pk, renditions_due=None).exists()
    try:
        if silent:
            raise EndsItsWorkers(_("Started several times without finishing."))
        with _at_work(picture):
            while not _done(pk):
                pass
    except Exception as error:
        # Kept for those who look after the picture.
        picture.put_off(str(error) or type(error).__name__)
        raise
    return True


class EndsItsWorkers(Exception):
    """A picture that ends its workers; the text is for those who look after it."""


@contextmanager
def _at_work(picture: Picture) -> Iterator[None]:
    """Keep the picture in hand, as long as this process lives."""
    ended = Event()

    def say() -> None:
        for _each in range(MOST_WORDS):
            if ended.wait(WORD):
                break
            # What is not said now, because another one writes, is said the next time.
            with suppress(DatabaseError), without_waiting():
                picture.keep()
        connection.close()

    thread = Thread(target=say, name=f"lease of picture {picture.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def missing() -> Iterator[int]:
    """The numbers of pictures that lack renditions by what is wanted today, newest first."""
    for picture in Picture.objects.defer("search_text", "caption").iterator(chunk_size=500):
        if picture.made != picture.recipe:
            yield picture.pk


def want(pk: int) -> None:
    """Have a picture be due now, also after failures; one in a worker's hands stays there."""
    now = timezone.now()
    Picture.objects.filter(pk=pk, renditions_due=None).update(renditions_due=now)
    waiting = Picture.objects.filter(pk=pk).exclude(renditions_error="")
    waiting.update(renditions_due=now, renditions_error="", attempts=0)


def ask_for(pk: int) -> None:
    """Have a worker told of a picture, once what was done is committed."""
    transaction.on_commit(lambda: renditions_wanted.send(Picture, picture=pk), robust=True)


def remind(now: datetime | None = None) -> int:
    """Say again which pictures are due, where nobody has taken them in hand; returns how many."""
    now = now or timezone.now()
    begun = Q(attempts__gt=0, renditions_due__lte=now - LEFT)
    left = Picture.due(now).filter(begun | Q(renditions_due__lte=now - FORGOTTEN))
    pks = Picture.remind(left, MAX_PER_RUN, now)
    for pk in pks:
        renditions_wanted.send(Picture, picture=pk)
    return len(pks)


def tidy() -> int:
    """Remove the files of former editions and of pictures that are gone, and uploads that were
    stored and never saved; returns how many.

    Those that were put there within the last day stay: a page that was begun before a change may
    still show them, and an upload may be about to be saved.
    """
    store = storages["default"]
    current = {picture.folder for picture in Picture.objects.only("sha256", "edition")}
    before = timezone.now() - timedelta(days=1)
    removed = 0
    for shard in _folders("pictures"):
        for folder in _folders(shard):
            if folder in current:
                continue
            for name in store.listdir(folder)[1]:
                path = f"{folder}/{name}"
                if store.get_modified_time(path) < before:
                    store.delete(path)
                    removed += 1
    return removed + _tidy_uploads(before)


def _tidy_uploads(before: datetime) -> int:
    store, removed = originals(), 0
    for shard in _listed(store, ""):
        names = [name for name in store.listdir(shard)[1] if _UPLOAD.fullmatch(name)]
        kept: set[str] = set()
        for rows in (Picture.objects, FormerFile.objects):
            kept.update(rows.filter(sha256__in=names).values_list("sha256", flat=True))
        for name in set(names) - kept:
            path = f"{shard}/{name}"
            if store.get_modified_time(path) < before:
                store.delete(path)
                removed += 1
    return removed


def _folders(path: str) -> list[str]:
    return [f"{path}/{name}" for name in _listed(storages["default"], path)]


def _listed(store: Storage, path: str) -> list[str]:
    """The names of the folders at `path`; none where nothing was put there yet."""
    try:
        return sorted(store.listdir(path)[0])
    except FileNotFoundError:
        return []


def _done(pk: int) -> bool:
    """Make what is missing; whether it still is what is wanted afterwards."""
    picture = Picture.objects.filter(pk=pk).first()
    if picture is None:
        return True
    recipe = picture.recipe
    if picture.made != recipe:
        picture.edition = picture.next_edition
        files = _made(picture)
    with transaction.atomic():
        row = Picture.objects.select_for_update().filter(pk=pk).first()
        if row is None:
            return True
        if row.recipe != recipe:
            # Its rights, its focal point or the file itself changed meanwhile.
            return False
        done: dict[str, Any] = {"renditions_due": None, "claimed_until": None}
        done |= {"attempts": 0, "renditions_error": ""}
        if row.made != recipe:
            done |= {"edition": picture.edition, "files": files, "made": recipe}
        Picture.objects.filter(pk=pk).update(**done)
    logger.debug("Picture %s: its renditions are there.", pk)
    return True


def _made(picture: Picture) -> list[str]:
    """Make and store the files of the picture's edition that are not there; the names of all."""
    with picture.original.open("rb") as file:
        decoded = imaging.decode(file.read(), patience=PATIENCE)
    store = storages["default"]
    names = imaging.names(decoded, picture.focus)
    there = {name for name in names if store.exists(f"{picture.folder}/{name}")}
    rights = picture.rights
    for name, content in imaging.renditions(decoded, rights, focus=picture.focus, leave_out=there):
        picture.store(name, content)
    return names
