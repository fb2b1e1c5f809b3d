"""What the portal keeps is read by its own user alone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from newsportal.running import file_permissions

MINE = os.getgid()


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    """The rights of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def open_to_all(var: Path) -> Path:
    """A folder as an earlier release has left it."""
    var.mkdir()
    for name in (
        "originals/ab/one.jpg",
        "media/pictures/x/800.webp",
        "static/site.css",
        "news.sqlite3",
    ):
        file = var / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
        file.chmod(0o644)
    for folder in (var, *(one for one in var.rglob("*") if one.is_dir())):
        folder.chmod(0o755)
    return var


def test_what_was_open_is_closed(tmp_path: Path) -> None:
    var = open_to_all(tmp_path / "var")
    file_permissions.tighten(var, [])
    assert mode(var) == 0o700
    for one in var.rglob("*"):
        assert mode(one) == (0o700 if one.is_dir() else 0o600), one


def test_a_database_elsewhere_is_closed_with_what_stands_beside_it(tmp_path: Path) -> None:
    names = ("d.sqlite3", "d.sqlite3-wal", "d.sqlite3-shm", "other")
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    file_permissions.tighten(
        tmp_path / "none", [tmp_path / "d.sqlite3", tmp_path / "not-there.sqlite3"]
    )
    assert [mode(tmp_path / name) for name in names] == [0o600, 0o600, 0o600, 0o644]


def test_what_is_closed_is_not_gone_through_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    var = open_to_all(tmp_path / "var")
    file_permissions.tighten(var, [])
    looked: list[str] = []
    there = os.scandir

    def scandir(path: str | Path) -> object:
        looked.append(str(path))
        return there(path)

    monkeypatch.setattr(os, "scandir", scandir)
    file_permissions.tighten(var, [])
    assert looked == [str(var)]


def test_links_lead_nowhere_and_shared_folders_stay(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"x")
    var = tmp_path / "var"
    var.mkdir()
    (var / "link").symlink_to(elsewhere)
    var.chmod(0o1777)
    file_permissions.tighten(var, [])
    assert (mode(elsewhere), mode(var)) == (0o644, 0o1777)


def test_a_web_server_reads_by_its_group_what_is_public(tmp_path: Path) -> None:
    var = open_to_all(tmp_path / "var")
    file_permissions.tighten(var, [], MINE)
    assert (mode(var), mode(var / "originals"), mode(var / "news.sqlite3")) == (0o710, 0o700, 0o600)
    for name in ("media", "static"):
        for one in (var / name, *(var / name).rglob("*")):
            assert mode(one) == (0o2750 if one.is_dir() else 0o640), one
            assert one.stat().st_gid == MINE
    file_permissions.tighten(tmp_path / "new", [], None)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(("group", "expected"), [("", 0o600), ("www-data", 0o640)])
def test_each_process_makes_files_for_itself(tmp_path: Path, group: str, expected: int) -> None:
    code = (
        "from newsportal.running import file_permissions; "
        "file_permissions.set_umask(); open('made', 'w').close()"
    )
    env = os.environ | {"WEB_SERVER_GROUP": group, "PYTHONPATH": str(settings.BASE_DIR)}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, check=True)
    assert mode(tmp_path / "made") == expected
    for start in ("manage.py", "newsportal/wsgi.py", "newsportal/serve.py"):
        assert "file_permissions.set_umask()" in (settings.BASE_DIR / start).read_text()


def test_what_is_stored_is_closed_whatever_the_umask(tmp_path: Path) -> None:
    for name in ("default", "originals"):
        store = storages.create_storage(
            settings.STORAGES[name] | {"OPTIONS": {"location": tmp_path / name}}
        )
        store.save("a/b.jpg", ContentFile(b"x"))
        assert mode(tmp_path / name / "a" / "b.jpg") == 0o600
