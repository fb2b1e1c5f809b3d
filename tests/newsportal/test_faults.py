"""What happens to a portal from outside while readers read and an editor saves: parts are killed,
the disk is full or can only be read, the database is locked or gone, files are removed. Nothing
acknowledged is lost, readers of kept pages get them, and all is well within seconds after the cause
is gone.

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
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests import cast
from tests.disk import Disk, disk_that_fails
from tests.newsportal.portals import (
    ROOT,
    UP,
    environment,
    get,
    gone,
    portal,
    readers,
    running,
)
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
    log: Path
    read: int = 0
    #: Seconds from the end of each fault of a test until all was whole.
    backs: list[float] = field(default_factory=list)
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
        where = f"/admin/articles/article/{self.story}/change/"
        kind = "application/x-www-form-urlencoded"
        status, said = self._post(where, urlencode(fields).encode(), kind)
        if status == 200:
            self.acknowledged.append(headline)
        return status, said

    def upload(self, colour: str) -> tuple[int, str]:
        """An editor uploads a picture of a colour: the answer."""
        name = 'form-data; name="file"; filename="crane.jpg"'
        head = f"--x\r\nContent-Disposition: {name}\r\nContent-Type: image/jpeg\r\n\r\n"
        body = head.encode() + cast.jpeg(colour=colour) + b"\r\n--x--\r\n"
        return self._post(
            "/admin/articles/picture/upload/", body, "multipart/form-data; boundary=x"
        )

    def _post(self, path: str, body: bytes, kind: str) -> tuple[int, str]:
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": kind,
            "Accept": "application/json",
        }
        connection = http.client.HTTPConnection("127.0.0.1", int(self.port), timeout=PATIENCE)
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            return 0, repr(error)
        finally:
            connection.close()

    def logged(self) -> str:
        """What the log says, without what it said before this was asked the last time."""
        with self.log.open() as log:
            log.seek(self.read)
            said = log.read()
            self.read = log.tell()
        return said

    def lost(self, var: Path | None = None) -> set[str]:
        """What was acknowledged and is no revision, here or in another folder."""
        file = (var or self.var) / "newsportal.sqlite3"
        with closing(sqlite3.connect(file, timeout=PATIENCE)) as database:
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
            began = time.monotonic()
            until(self.is_whole, every=0.1)
            self.backs.append(round(time.monotonic() - began, 2))
            until(lambda: len(answered) > 5)
        assert broken == []
        assert set(answered) == {200}
        assert self.lost() == set()


@pytest.fixture(scope="module")
def services(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A portal that all tests of this module share."""
    folder = tmp_path_factory.mktemp("small")
    with (
        disk_that_fails(folder / "image", folder / "disk", 96) as disk,
        (folder / "log").open("w") as log,
    ):
        newsroom(shared, disk.path / "var")
        env = environment(disk.path / "var", WEB_WORKERS="2", METRICS_TOKEN=TOKEN)
        with portal(env, log=log) as (process, _said):
            made = subprocess.run(
                [sys.executable, "-c", MAKE],
                cwd=ROOT,
                env=env | {"DJANGO_SETTINGS_MODULE": "newsportal.settings"},
                capture_output=True,
                text=True,
                check=False,
            )
            assert made.returncode == 0, made.stderr
            story, path, session = json.loads(made.stdout)
            found = House(env["PORT"], disk, process.pid, story, path, session, folder / "log")
            until(found.is_whole, every=0.1)
            until(lambda: _keeps(found, "/"), every=0.1)
            yield found


@pytest.fixture(autouse=True)
def _recorded(services: House, record_property: Callable[[str, object], None]) -> Iterator[None]:
    """In the report (`--junit-xml`): after how long all was well again."""
    services.backs.clear()
    yield
    for seconds in services.backs:
        record_property("back after s", seconds)


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
            status, said = services.upload("teal")
            assert status == 503
            assert "try again" in json.loads(said)["error"].lower()
            parts = ("newsportal.serve", "manage.py\0worker", "manage.py\0ticker")
            before = [running(services.var, part) for part in parts]
            assert _keeps(services, "/")
        finally:
            services.disk.make_room()
    assert [running(services.var, part) for part in parts] == before
    assert not [*(services.var / "originals").rglob("*.part")]
    assert services.upload("teal")[0] == 200


def test_the_database_is_moved_away_and_put_back(services: House) -> None:
    file = services.var / "newsportal.sqlite3"
    services.logged()
    with services.watched():
        file.rename(file.with_name("aside"))
        for _each in range(5):
            status, said = services.save()
            assert status == 503
            assert "nothing was saved" in json.loads(said)["error"]
        until(lambda: get(services.port, "/readyz")[0] == 503)
        assert not file.exists(), "no empty one is made in its place"
        file.with_name("aside").rename(file)
    said = services.logged()
    assert "Traceback" not in said
    assert len(said.splitlines()) < 20, said


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


def test_the_disk_can_only_be_read(services: House, tmp_path: Path) -> None:
    """The last of all: nobody but an operator puts it right, with the portal ended."""
    services.logged()
    with readers(services.port) as (broken, answered):
        services.disk.fail()
        until(lambda: services.save()[0] == 503, every=0.05)
        for _each in range(5):
            status, said = services.save()
            assert status == 503
            assert "nothing was saved" in json.loads(said)["error"]
        assert services.upload("navy")[0] == 503
        until(lambda: get(services.port, "/readyz")[0] == 503)
        assert _keeps(services, "/")
        until(lambda: len(answered) > 5)
    assert broken == []
    assert set(answered) == {200}
    said = services.logged()
    assert "Traceback" not in said
    assert len(said.splitlines()) < 20, said
    os.kill(services.supervisor, signal.SIGTERM)
    assert gone(services.var)
    env = environment(services.var)
    again = subprocess.run(UP, env=env, capture_output=True, text=True, check=False)
    assert (again.returncode, again.stdout) == (1, "")
    assert "is not writable (Read-only file system)" in again.stderr
    # Where it can be read alone, its database and what was written last are not put together.
    there = shutil.copytree(services.var, tmp_path / "var", ignore=shutil.ignore_patterns("*.sock"))
    assert services.lost(there) == set()
