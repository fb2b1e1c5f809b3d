"""Bringing a backup back: aside, then in the place of what is there, in one transaction.

What is there stays as it was until all of it is in order. What belongs to a time after the backup
must not go on as if nothing had been: sessions end, preview links are revoked, no number is given
out twice, and whoever keeps pages begins anew.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from time import time_ns
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from articles.backup import parts, releases
from articles.backup.aside import Built, aside
from articles.backup.failure import BackupFailed
from articles.backup.manifest import Manifest, Rows
from articles.backup.places import Place
from articles.backup.sealing import Key
from articles.backup.stored import files
from articles.backup.stored.scratch import Scratch, scratch
from articles.backup.tables import vendor
from articles.backup.tables.columns import Digest
from articles.backup.taking import OFTEN, Tell, index_of
from articles.models import (
    Announcement,
    ApiToken,
    Article,
    CalendarFeed,
    ChatMessage,
    DeskSession,
    EngineIndex,
    Entry,
    HubPing,
    Notice,
    PartnerFeed,
    PasswordLink,
    PasswordRequest,
    Picture,
    PreviewLink,
    Restoration,
    WebhookDelivery,
)
from articles.models.changes.log import record
from articles.models.changes.mail import Mail
from articles.signals import putting_back, was_put_back

logger = logging.getLogger(__name__)


def is_empty() -> bool:
    """Whether there is nothing here that could be lost: no story, no picture, no account."""
    with_rows: list[Any] = [Article, Picture, get_user_model()]
    there = set(connection.introspection.table_names())
    return not any(
        model._meta.db_table in there and model._base_manager.exists() for model in with_rows
    )


def restore(place: Place, backup: Manifest, key: Key, tell: Tell) -> Restoration:
    """Have the portal be what it was. Raises BackupFailed; then the database is as it was, and of
    the files some may have come, which nobody names."""
    releases.check(backup.name, backup.migrations)
    key.check(backup.recipients)
    numbers = _without_repeating(backup.numbers)
    with scratch() as known:
        known.add(index_of(place, backup))
        _put_files_back(place, backup, key, known, tell)
        with aside() as built:
            load(built, place, backup, key, tell)
            tell("migrations", 0)
            vendor().set_numbers(numbers)
            releases.migrate_on()
            restoration = _begin_anew(backup, known)
            tell("the database is put in place", 0)
            built.put_in_place()
    connection.close()
    logger.warning("The portal is again as it was in the backup %s.", backup.name)
    was_put_back.send(sender=Restoration, life=restoration.life)
    return restoration


def load(built: Built, place: Place, backup: Manifest, key: Key, tell: Tell) -> None:
    """Fill the empty database that `connection` stands for. Raises BackupFailed."""
    tell("tables", 0)
    if not built.has_tables_like_own(backup.migrations):
        releases.migrate_to(backup.migrations)
    database = vendor()
    with database.emptied():
        here = {table.name: table for table in database.tables()}
        for rows in backup.tables:
            if rows.name not in here:
                raise BackupFailed(f"There is no table {rows.name} here.")
            table = here[rows.name].in_order_of(rows.table)
            database.load(table, _checked(place, backup, rows, key, tell))
        database.set_numbers(backup.numbers)


def _checked(place: Place, backup: Manifest, rows: Rows, key: Key, tell: Tell) -> Iterator[bytes]:
    """The rows of a table; raises BackupFailed at the end where they are not those that were."""
    digest = Digest(rows.table.columns)
    for line in parts.read(place, backup.folder, rows, key, backup.recipients):
        digest.add(line)
        if digest.rows % OFTEN == 0:
            tell(f"rows of {rows.name}", digest.rows)
        yield line
    if (digest.rows, digest.hex) != (rows.rows, rows.digest):
        raise BackupFailed(f"The rows of {rows.name} are not those that were written.")


def _put_files_back(place: Place, backup: Manifest, key: Key, known: Scratch, tell: Tell) -> None:
    pool = files.Pool(place, backup.pool)
    for number, stored in enumerate(known.files(), 1):
        if number % OFTEN == 0:
            tell("files", number)
        if files.is_there(stored):
            continue
        with pool.opened(stored, key, backup.recipients) as content:
            files.put_back(stored, content)


def _without_repeating(before: dict[str, int]) -> dict[str, int]:
    """The last numbers of all tables, such that none is given out a second time: addresses, links
    and what other hosts have heard of go by them. What was given out where nobody can look any
    more (an empty place) is not known; announcements go by the clock for that."""
    with vendor().snapshot() as source:
        now = source.numbers()
    numbers = {name: max(before.get(name, 0), now.get(name, 0)) for name in {**before, **now}}
    announcements = Announcement._meta.db_table
    numbers[announcements] = max(numbers.get(announcements, 0), time_ns() // 1_000)
    return {name: number for name, number in numbers.items() if number}


def _begin_anew(backup: Manifest, known: Scratch) -> Restoration:
    """In the database that is put in place: end what others could go on with, have the pictures
    made that were not in the backup, and say that this is another life."""
    Session.objects.all().delete()
    DeskSession.objects.all().delete()
    PasswordLink.objects.all().delete()
    # Also those of before: which of them were revoked since, a backup does not know.
    ApiToken.objects.all().delete()
    CalendarFeed.objects.all().delete()
    PartnerFeed.revoke_all()
    PasswordRequest.objects.all().delete()
    # Whoever they are for has had them since, or would not know what for.
    Mail.objects.filter(done_at=None).update(
        done_at=timezone.now(), was_given_up=True, body="", error=f"restored: {backup.name}"
    )
    # The same goes for notices; devices went with the logins.
    Notice.objects.update(mail_at=None, push_at=None)
    ChatMessage.objects.all().delete()
    WebhookDelivery.give_up_waiting(f"restored: {backup.name}")
    HubPing.objects.all().delete()
    # A search engine has heard of what was written since: it gets an index of this life.
    EngineIndex.objects.all().delete()
    PreviewLink.objects.filter(revoked_at=None).update(revoked_at=timezone.now())
    _have_renditions_made(known)
    restoration = Restoration.objects.create(
        life=secrets.randbits(62) | 1, backup=f"{backup.name} ({backup.site})"
    )
    # By nobody whose account is known here: whoever has the host.
    record(Entry.Verb.RESTORE_BACKUP, None, title=restoration.backup)
    putting_back.send(sender=Restoration, life=restoration.life)
    return restoration


def _have_renditions_made(known: Scratch) -> None:
    for picture in Picture.objects.defer("search_text", "caption").iterator(chunk_size=500):
        folder = picture.folder
        there = [n for n in picture.files if known.has("default", f"{folder}/{n}")]
        if len(there) < len(picture.files):
            Picture.objects.filter(pk=picture.pk).update(
                files=there, made="", renditions_due=timezone.now(), attempts=0, claimed_until=None
            )
