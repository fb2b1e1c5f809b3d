"""What happens to a portal from outside while readers read and an editor saves: parts are killed,
the disk is full, the database is locked, files are removed. Nothing acknowledged is lost, readers
of kept pages get them, and all is well within seconds after the cause is gone.

Against one real `manage.py up` on a disk of its own.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.disk import Disk, small_disk
from tests.newsportal.portals import ROOT, environment, get, portal, readers, running
from tests.newsportal.prepared import newsroom
from tests.waiting import PATIENCE, until

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.not_measured,
    pytest.mark.xdist_group("up"),
    pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc"),
]
#: An editor who is logged in, and a story: what the desk's form is sent for.
MAKE = """
import json
import django
django.setup()
from django.test import Client
from tests import cast
story, editor = cast.live(), cast.editor()
desk = Client()
desk.force_login(editor)
print(json.dumps([story.pk, story.get_absolute_url(), desk.cookies["sessionid"].value]))
"""
TOKEN = "a" * 32


@dataclass
class House:
    """The portal, its disk, and an editor."""

    port: str
    disk: Disk
    supervisor: int
    story: int
    path: str
    session: str
    acknowledged: list[str] = field(default_factory=list)

    @property
    def var(self) -> Path:
        """Where its files are."""
        return self.disk.path / "var"

    def ready(self) -> dict[str, object]:
        """What /readyz says to the operator."""
        _status, body = get(self.port, "/readyz", Authorization=f"Bearer {TOKEN}")
        return dict(json.loads(body))

    def save(self) -> tuple[int, str]:
        """An editor saves the story under another headline: the answer."""
        headline = f"Harbour {len(self.acknowledged)} {time.monotonic_ns()}"
        fields = {
            "csrfmiddlewaretoken": TOKEN,
            "headline": headline,
            "body": f"<p>{headline}.</p>",
            "section": "1",
            "kind": "news",
        }
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        connection = http.client.HTTPConnection("127.0.0.1", int(self.port), timeout=PATIENCE)
        try:
            where = f"/admin/articles/article/{self.story}/change/"
            connection.request("POST", where, urlencode(fields), headers)
            answer = connection.getresponse()
            said = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            return 0, repr(error)
        finally:
            connection.close()
        if answer.status == 200:
            self.acknowledged.append(headline)
        return answer.status, said

    def lost(self) -> set[str]:
        """What was acknowledged and is no revision."""
        with sqlite3.connect(self.var / "newsportal.sqlite3", timeout=PATIENCE) as database:
            rows = database.execute("SELECT content ->> '$.headline' FROM articles_revision")
            return set(self.acknowledged) - {headline for (headline,) in rows}

    def is_whole(self) -> bool:
        """Whether all parts run, all pages are kept and the editor can save."""
        try:
            said = self.ready()
        except (OSError, http.client.HTTPException):
            return False
        wanted = {"ready": True, "late": False, "worker_late": False, "pages": "kept", "down": {}}
        return wanted.items() <= said.items() and self.save()[0] == 200

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Whatever happens within: readers get the kept front page, nothing acknowledged is lost,
        and in the end all is whole again."""
        with readers(self.port) as (broken, answered):
            yield
            until(self.is_whole, every=0.1)
            until(lambda: len(answered) > 5)
        assert broken == []
        assert set(answered) == {200}
        assert self.lost() == set()


@pytest.fixture(scope="module")
def services(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A portal that all tests of this module share."""
    with small_disk(tmp_path_factory.mktemp("small") / "disk", 96) as disk:
        newsroom(shared, disk.path / "var")
        env = environment(disk.path / "var", WEB_WORKERS="2", METRICS_TOKEN=TOKEN)
        with portal(env) as (process, _said):
            made = subprocess.run(
                [sys.executable, "-c", MAKE],
                cwd=ROOT,
                env=env | {"DJANGO_SETTINGS_MODULE": "newsportal.settings"},
                capture_output=True,
                text=True,
                check=False,
            )
            assert made.returncode == 0, made.stderr
            found = House(env["PORT"], disk, process.pid, *json.loads(made.stdout))
            until(found.is_whole, every=0.1)
            until(lambda: _keeps(found, "/"), every=0.1)
            yield found


def _keeps(services: House, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", int(services.port), timeout=PATIENCE)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.headers.get("Cache-Status") == "newsportal; hit"
    finally:
        connection.close()


def _parent(services: House) -> int:
    """The web server's own process: the one that the others of it belong to."""
    found = running(services.var, "newsportal.serve")
    return next(pid for pid in found if _parent_of(pid) == services.supervisor)


def _parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_parts_that_are_killed_are_started_again(services: House) -> None:
    parts = ("worker", "ticker")
    before = {part: running(services.var, f"manage.py\0{part}") for part in parts}
    with services.watched():
        for part in parts:
            (pid,) = before[part]
            os.kill(pid, signal.SIGKILL)
        until(lambda: all(part in str(services.ready()["down"]) for part in parts), every=0.05)
    for part in parts:
        (after,) = running(services.var, f"manage.py\0{part}")
        assert [after] != before[part]


def test_the_web_servers_own_process_is_killed(services: House) -> None:
    """Its workers go on until the next server is there; nobody is refused meanwhile."""
    before = set(running(services.var, "newsportal.serve"))
    with services.watched():
        os.kill(_parent(services), signal.SIGKILL)
        until(lambda: not before & set(running(services.var, "newsportal.serve")), every=0.1)
        until(lambda: len(running(services.var, "newsportal.serve")) == len(before), every=0.1)


def test_one_worker_of_the_web_server_is_killed(services: House) -> None:
    """What it had in hand ends with it; it is asked again, and the others get all else."""
    parent = _parent(services)
    victim = next(pid for pid in running(services.var, "newsportal.serve") if pid != parent)
    with readers(services.port) as (broken, answered):
        os.kill(victim, signal.SIGKILL)
        until(lambda: len(running(services.var, "newsportal.serve")) == 3, every=0.1)
        until(services.is_whole, every=0.1)
    assert len(broken) <= 3 and set(answered) == {200}
    assert services.lost() == set()


def test_the_database_is_locked_for_long(services: House) -> None:
    database = sqlite3.connect(services.var / "newsportal.sqlite3", isolation_level=None)
    saves = list[int]()
    with services.watched():
        database.execute("BEGIN IMMEDIATE")
        asking = threading.Thread(target=lambda: saves.append(services.save()[0]))
        asking.start()
        time.sleep(2)
        database.execute("ROLLBACK")
        database.close()
        asking.join()
    assert saves == [200]  # it has waited


def test_the_disk_is_full(services: House) -> None:
    with services.watched():
        services.disk.fill()
        try:
            until(lambda: services.save()[0] == 503, every=0.05)
            status, said = services.save()
            assert status == 503
            assert "nothing was saved" in json.loads(said)["error"]
            parts = ("newsportal.serve", "manage.py\0worker", "manage.py\0ticker")
            before = [running(services.var, part) for part in parts]
            assert _keeps(services, "/")
        finally:
            services.disk.make_room()
    assert [running(services.var, part) for part in parts] == before


def _folders(pages: Path) -> None:
    for one in pages.iterdir():
        if one.is_dir():
            shutil.rmtree(one)


REMOVED: list[Callable[[Path], None]] = [
    shutil.rmtree,
    lambda pages: (pages / "ledger").unlink(),
    _folders,
]


@pytest.mark.parametrize("remove", REMOVED, ids=["the folder", "the ledger", "all but the ledger"])
def test_the_page_store_is_removed(services: House, remove: Callable[[Path], None]) -> None:
    # Pages are kept again before the processes have noticed that their ledger is another one.
    until((services.var / "pages" / "ledger").exists)
    with services.watched():
        remove(services.var / "pages")
        until(lambda: _keeps(services, "/"), every=0.05)


def test_the_page_store_is_removed_and_cannot_be_made(services: House) -> None:
    with services.watched():
        shutil.rmtree(services.var / "pages")
        (services.var / "pages").write_text("in the way")
        until(lambda: str(services.ready()["pages"]).startswith("not kept: "), every=0.05)
        # Its other processes may not have noticed yet.
        until(lambda: not _keeps(services, "/"), every=0.05)
        assert get(services.port, "/")[0] == 200
        (services.var / "pages").unlink()
        until(lambda: _keeps(services, "/"), every=0.05)
