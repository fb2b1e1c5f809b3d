"""A backup or a restore that is killed, or whose disk is full: half of one is never taken for a
whole one, what was there stays, and the next one works."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import connections
from django.utils import timezone

from articles.backup import keeping, manifest
from articles.backup.places import Place
from articles.models import Article, Backup
from tests import cast, database
from tests.backup import newsroom
from tests.backup.doing import silent, take, verify
from tests.backup.killed import Run, commands
from tests.disk import Disk, small_disk

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.not_measured,
]
OVER = ("restore", "--over-what-is-there", "--site=Newsportal")
#: In the middle of a file, of the rows, between parts, and right before the last word.
OF_A_BACKUP = [
    ("os:fchmod", 1),
    ("os:fchmod", 6),
    ("articles.backup.tables.columns:Digest.add", 40),
    ("articles.backup.manifest:Manifest.write", 1),
]
#: In the middle of a file, of the rows, of migrations, and before all of it takes its place.
OF_A_RESTORE = [
    ("os:fchmod", 1),
    ("articles.backup.tables.columns:Digest.add", 40),
    ("articles.backup.releases:migrate_on", 1),
    ("articles.backup.aside.sqlite:File.put_in_place", 1),
    ("articles.backup.aside.postgresql:Schema.put_in_place", 1),
]


@pytest.fixture
def run(place: Place, tmp_path: Path) -> Iterator[Run]:
    """Who runs commands on the database and the files of this test."""
    connections.close_all()
    with commands(
        DATABASE_URL=database.database_url(), VAR_DIR=str(tmp_path), BACKUP_URL=str(place)
    ) as run:
        yield run


def test_half_a_backup_is_none(place: Place, run: Run) -> None:
    cast.live("Crane stays", picture=cast.picture())
    for where, at in OF_A_BACKUP:
        assert run("backup", kill=where, at=at) == (-signal.SIGKILL, "")
        assert manifest.whole(place) == []
        assert "There is no backup" in run(*OVER)[1]
        code, said = run("backup")
        assert (code, "let go after two minutes" in said) == (4, True)
        Backup.objects.update(claimed_until=timezone.now())  # they have passed
    assert run("backup")[0] == 0
    [name] = manifest.whole(place)
    verify(place, manifest.read(place, name))


@pytest.mark.sqlite
def test_what_it_has_left_is_tidied_away(place: Place, run: Run, tmp_path: Path) -> None:
    cast.live("Crane stays", picture=cast.picture())
    assert run("backup", kill="os:fchmod")[0] == -signal.SIGKILL
    [left] = (tmp_path / "backups").rglob("*.part")
    take(place)
    keeping.prune(place, {"day": 9}, silent)
    assert left.exists(), "somebody may be writing it"
    long_ago = (timezone.now() - keeping.LEFT - timedelta(hours=1)).timestamp()
    os.utime(left, (long_ago, long_ago))
    keeping.prune(place, {"day": 9}, silent)
    assert not left.exists()


def test_half_a_restore_changes_no_row(place: Place, run: Run) -> None:
    picture = cast.picture()
    cast.live("Crane stays", picture=picture)
    take(place)
    Article.objects.update(headline="Crane goes")
    before = newsroom.rows()
    ours = connections["default"].vendor
    for where, at in OF_A_RESTORE:
        if "aside" in where and ours not in where:
            continue
        storages["originals"].delete(str(picture.original.name))
        assert run(*OVER, kill=where, at=at) == (-signal.SIGKILL, ""), where
        assert newsroom.rows() == before, where
    code, said = run(*OVER)
    assert (code, "Restored" in said) == (0, True), said
    assert Article.objects.get().headline == "Crane stays"
    assert storages["originals"].exists(str(picture.original.name))


# --- A full disk ------------------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A small one."""
    with small_disk(tmp_path / "disk", 16) as made:
        yield made


@pytest.mark.sqlite
def test_a_full_disk_is_a_sentence(place: Place, disk: Disk, tmp_path: Path) -> None:
    """Of the backups, of temporary files, of the database."""
    cast.live("Crane stays", picture=cast.picture())
    connections.close_all()
    var, file = disk.path / "var", Path(connections["default"].settings_dict["NAME"])
    var.mkdir()
    # Not the file alone: what was written last may still stand beside it.
    with closing(sqlite3.connect(file)) as own:
        own.execute("VACUUM INTO ?", (str(var / "newsportal.sqlite3"),))
    for folder in ("originals", "media"):
        shutil.copytree(tmp_path / folder, var / folder)
    ours = {"VAR_DIR": str(var), "DATABASE_URL": "", "TMPDIR": str(disk.path)}
    with commands(**ours, BACKUP_URL=str(disk.path / "backups")) as run:
        assert run("backup", f"--to={place}")[0] == 0
        Article.objects.update(headline="Crane goes")
        disk.fill()
        for command in (("backup",), ("backup", f"--to={place}"), (*OVER, f"--from={place}")):
            code, said = run(*command)
            assert code == 1, said
            assert said.startswith("CommandError: "), said
            assert "full" in said, said
            assert len(said.splitlines()) == 1, said
        disk.make_room()
        assert len(manifest.whole(place)) == 1
        code, said = run("backup")
        assert code == 0, said
        code, said = run(*OVER, f"--from={place}")
        assert code == 0, said


# --- A file that is not the portal's any more ---------------------------------------------------


def _left_by_another(folder: Path) -> dict[str, bytes]:
    """What a database of somebody else has beside it while it is open."""
    file = folder / "other.sqlite3"
    with closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE articles_article (headline)")
        other.commit()
        return {ending: Path(f"{file}{ending}").read_bytes() for ending in ("-wal", "-shm")}


@pytest.mark.sqlite
def test_a_damaged_file_is_moved_away_and_what_was_beside_it_does_no_harm(
    place: Place, tmp_path: Path
) -> None:
    cast.live("Crane stays", picture=cast.picture())
    take(place)
    var, good = tmp_path / "var", Path(connections["default"].settings_dict["NAME"])
    var.mkdir()
    own = var / "newsportal.sqlite3"
    with closing(sqlite3.connect(good)) as there:
        there.execute("VACUUM INTO ?", (str(own),))
    whole = own.read_bytes()
    with commands(VAR_DIR=str(var), DATABASE_URL="", BACKUP_URL=str(place)) as run:
        for damaged in (b"None of SQLite's. " * 500, whole[:100_000]):
            own.write_bytes(damaged)
            code, said = run(*OVER)
            assert (code, len(said.splitlines())) == (1, 1), said
            assert "is damaged" in said and "move that file away, with its -wal" in said
        own.unlink()
        for ending, content in _left_by_another(tmp_path).items():
            Path(f"{own}{ending}").write_bytes(content)
        assert run("restore")[0] == 0
    with closing(sqlite3.connect(own)) as there:
        assert there.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        headlines = there.execute("SELECT headline FROM articles_article").fetchall()
    assert headlines == [("Crane stays",)]


def test_it_is_all_on_one_machine(settings: Any, tmp_path: Path) -> None:
    """What the processes above are told is what this one has."""
    assert str(settings.MEDIA_ROOT) == str(tmp_path / "media")
    assert storages["originals"].location == str(tmp_path / "originals")  # type: ignore[attr-defined]
