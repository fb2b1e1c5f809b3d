"""What was acknowledged is on the disk: a power cut in the next moment takes nothing of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client

from articles.lib.host.storage import WholeFiles
from tests import cast
from tests.admin.test_story_desk import ADD, change, filled

DESK = "/admin/articles"
JSON = {"accept": "application/json"}
#: What `PRAGMA synchronous` answers where each commit is put on the disk.
FULL = 2


def save(desk: Client) -> Any:
    return desk.post(ADD, filled())


def save_again(desk: Client) -> Any:
    story = cast.draft()
    return desk.post(change(story), filled(headline="Another word", _base="0", _key=uuid4()))


def autosave(desk: Client) -> Any:
    return desk.post(f"{DESK}/article/autosave/", filled(_key=uuid4(), _pk=cast.draft().pk))


def comment(desk: Client) -> Any:
    address = f"{DESK}/article/{cast.draft().pk}/comments/"
    return desk.post(address, {"text": "Who says so?"}, headers=JSON)


def publish(desk: Client) -> Any:
    return desk.post(change(cast.draft()), filled(_move="publish", _reason="Checked by hand."))


def upload(desk: Client) -> Any:
    file = SimpleUploadedFile("crane.jpg", cast.jpeg())
    return desk.post(f"{DESK}/picture/upload/", {"file": file}, headers=JSON)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("door", [save, save_again, autosave, comment, publish, upload])
def test_an_acknowledged_write_is_on_the_disk(
    client: Client, door: Callable[[Client], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite says how it commits, at the very moment: in transactions, and without one."""
    client.force_login(cast.managing_editor())
    ours: Any = connections["default"]
    commit, seen = ours._commit, []

    def how(*_about: Any) -> None:
        seen.append(connection.connection.execute("PRAGMA synchronous").fetchone()[0])

    def committed() -> Any:
        how()
        return commit()

    def written(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SELECT", "BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            how()
        return execute(sql, params, many, context)

    monkeypatch.setattr(ours, "_commit", committed)
    with connection.execute_wrapper(written):
        answer = door(client)
    assert answer.status_code in (200, 201, 302), answer.content
    assert seen and set(seen) == {FULL}


def test_a_stored_file_stays_and_so_does_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[str, bool]] = []
    sync = os.fsync

    def noted(number: int) -> None:
        name = Path(f"/proc/self/fd/{number}").readlink()
        synced.append((str(name), stat.S_ISDIR(os.fstat(number).st_mode)))
        sync(number)

    monkeypatch.setattr(os, "fsync", noted)
    WholeFiles(location=tmp_path / "originals").save("ab/abcd", ContentFile(b"a picture"))
    folder = tmp_path / "originals" / "ab"
    assert [name for name, is_folder in synced if is_folder] == [
        str(tmp_path),  # in which the store's own folder is new
        str(tmp_path / "originals"),
        str(folder),
    ]
    (file,) = (name for name, is_folder in synced if not is_folder)
    assert Path(file).parent == folder
    assert synced[-1] == (str(folder), True)  # the name comes last
    assert [one.name for one in folder.iterdir()] == ["abcd"]
