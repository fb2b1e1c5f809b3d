"""`manage.py backup` and `manage.py restore`, as an operator uses them."""

from __future__ import annotations

import errno
import io
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from articles.backup import manifest
from articles.backup.failure import Exit
from articles.backup.places import Place
from articles.backup.tables.columns import Digest
from articles.models import Article, Backup
from tests import cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


def said(*command: str, **options: Any) -> str:
    """What a command prints."""
    out = io.StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue()


def refused(*command: str) -> CommandError:
    """What it is refused with."""
    with pytest.raises(CommandError) as error:
        said(*command)
    return error.value


def test_it_works(place: Place) -> None:
    cast.live("Crane stays")
    assert "Backed up as" in said("backup")
    [name] = manifest.whole(place)
    assert name in said("backup", "--list")
    assert "Everything is as it was kept" in said("backup", "--verify")
    Article.objects.update(headline="Crane goes")
    answer = said("restore", name, "--over-what-is-there", "--site=Newsportal")
    assert f"Restored {name}" in answer
    assert Article.objects.get().headline == "Crane stays"


def test_what_is_there_is_replaced_only_if_that_is_said_twice(place: Place) -> None:
    cast.live("Crane stays")
    said("backup")
    for arguments in ([], ["--site=Newsportal"], ["--over-what-is-there"]):
        assert "--over-what-is-there" in str(refused("restore", *arguments))
    wrong = refused("restore", "--over-what-is-there", "--site=Another")
    assert "This site is called 'Newsportal'" in str(wrong)


def test_without_a_place_it_says_what_to_set(settings: Any) -> None:
    settings.BACKUP_URL = ""
    assert "Set BACKUP_URL" in str(refused("backup"))
    assert "is no place for backups" in str(refused("backup", "--to=ftp://host/folder"))


def test_what_was_not_finished_is_no_backup(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.live("Crane stays")

    def killed(*_arguments: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Digest, "add", killed)
        with pytest.raises(KeyboardInterrupt):
            said("backup")
    assert list(manifest.half(place)) != []
    assert manifest.whole(place) == []
    assert "There is no backup in" in said("backup", "--list")
    assert "There is no backup in" in str(refused("restore", "--over-what-is-there"))
    said("backup")
    assert len(manifest.whole(place)) == 1


def test_a_file_that_the_database_names_and_that_is_gone_is_told(place: Place) -> None:
    picture = cast.picture()
    storages["originals"].delete(str(picture.original.name))
    error = refused("backup")
    assert error.returncode == Exit.INCOMPLETE
    assert str(picture.original.name) in str(error)
    assert len(manifest.whole(place)) == 1
    assert Backup.last_whole().missing == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "is full"), (errno.EACCES, "may not be written"), (errno.EIO, "failed")],
)
def test_a_disk_that_fails_is_told_plainly(
    place: Place, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def write(*_arguments: Any, **_more: Any) -> None:
        raise OSError(number, "the system's word")

    monkeypatch.setattr("articles.backup.places.folder.atomic_files.write", write)
    error = refused("backup")
    assert words in str(error)
    assert error.returncode == Exit.FAILED
    assert words in Backup.objects.get().error


@pytest.mark.parametrize("which", ["tables/articles_article", "files/", "manifest.json"])
def test_what_was_changed_is_found(place: Place, tmp_path: Path, which: str) -> None:
    cast.picture()
    cast.live("Crane stays")
    said("backup")
    path = next(
        path for path in (tmp_path / "backups").rglob("*") if path.is_file() and which in str(path)
    )
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    error = refused("backup", "--verify")
    assert any(word in str(error) for word in ("damaged", "changed", "can't be read"))
    if which != "files/":  # the file itself is still there, and nothing is taken from the pool
        refused("restore", "--over-what-is-there", "--site=Newsportal")
    assert Article.objects.get().headline == "Crane stays"


def test_only_whoever_has_the_key_can_restore_it(
    place: Place, settings: Any, tmp_path: Path
) -> None:
    ours, others = (pyrage.x25519.Identity.generate() for _each in range(2))
    settings.BACKUP_RECIPIENTS = [str(ours.to_public())]
    for name, one in (("ours", ours), ("others", others)):
        (tmp_path / name).write_text(f"# made by age-keygen\n{one}\n")
    picture = cast.picture()
    cast.live("Crane stays")
    said("backup")
    assert not any(
        b"Crane stays" in path.read_bytes()
        for path in (tmp_path / "backups").rglob("*")
        if path.is_file()
    )
    assert "--identity" in str(refused("backup", "--verify"))
    assert "does not open this backup" in str(
        refused("backup", "--verify", f"--identity={tmp_path / 'others'}")
    )
    assert "can't be read" in str(refused("backup", "--verify", f"--identity={tmp_path / 'none'}"))
    said("backup", "--verify", f"--identity={tmp_path / 'ours'}")
    storages["originals"].delete(str(picture.original.name))
    said("restore", "--over-what-is-there", "--site=Newsportal", f"--identity={tmp_path / 'ours'}")
    assert Article.objects.get().headline == "Crane stays"


def test_a_second_one_waits_until_the_first_is_done(place: Place) -> None:
    Backup.objects.create().begin()
    error = refused("backup")
    assert error.returncode == Exit.BUSY
    assert "Another backup is being made" in str(error)
