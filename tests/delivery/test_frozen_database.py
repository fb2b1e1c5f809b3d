"""A database that is frozen, or that the host is cut off from: readers go on reading, the desk is
told so, nothing that was acknowledged is lost, and all is well again by itself.

Against a real portal of one process with four threads, and a PostgreSQL of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg2
import pytest

from articles.delivery.ledger.ledger import NEXT_MOMENT, Ledger
from newsportal.environment import READ
from tests import database
from tests.delivery.servers import ROOT, Reply, ask, started
from tests.ports import free_port
from tests.postgres import NoPostgres, Server, running_postgres
from tests.proxy import Proxy, proxied
from tests.waiting import until

pytestmark = [
    # It brings its own.
    pytest.mark.sqlite,
    pytest.mark.not_measured,
    pytest.mark.xdist_group("waiting"),
    pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc"),
]

#: Makes the newsroom, and says what a reader and an editor have to know.
MAKE = """
import json
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
from tests import cast
story, editor = cast.live(), cast.editor()
desk = Client()
desk.force_login(editor)
desk.get(f"/admin/articles/article/{story.pk}/change/", HTTP_HOST="localhost")
print(json.dumps([story.pk, story.get_absolute_url(), desk.cookies["sessionid"].value]))
"""
TOKEN = "a" * 32


@dataclass
class Portal:
    """A portal with one worker of four threads, seen by a reader and by an editor."""

    port: int
    var: Path
    story: int
    path: str
    session: str

    def read(self, path: str) -> Reply:
        """What a reader gets."""
        return ask(self.port, path, Host="localhost")

    def keeps(self, path: str) -> bool:
        """Whether the page is among those kept."""
        return self.read(path).headers.get("cache-status") == "newsportal; hit"

    def open(self, path: str) -> Reply:
        """What an editor gets."""
        return ask(self.port, path, Host="localhost", Cookie=self._cookies)

    @property
    def _cookies(self) -> str:
        return f"sessionid={self.session}; csrftoken={TOKEN}"

    def save(self, headline: str, accept: str = "application/json") -> Reply:
        """An editor saves the story under another headline."""
        fields = {
            "csrfmiddlewaretoken": TOKEN,
            "headline": headline,
            "body": f"<p>{headline}.</p>",
            "section": "1",
            "kind": "news",
        }
        return ask(
            self.port,
            f"/admin/articles/article/{self.story}/change/",
            "POST",
            body=urlencode(fields).encode(),
            Host="localhost",
            Cookie=self._cookies,
            Accept=accept,
            Content_Type="application/x-www-form-urlencoded",
        )


@dataclass
class Postgres:
    """A portal, its PostgreSQL, and what is between them."""

    portal: Portal
    server: Server
    proxy: Proxy

    def headlines(self) -> set[str]:
        """Those of all revisions."""
        database = psycopg2.connect(host=self.server.folder, user="postgres", dbname="stories")
        try:
            with database.cursor() as cursor:
                cursor.execute("SELECT content->>'headline' FROM articles_revision")
                return {headline for (headline,) in cursor.fetchall()}
        finally:
            database.close()


@contextmanager
def running_portal(var: Path, made_at: str, read_at: str, **more: str) -> Iterator[Portal]:
    """A portal over the database whose address is `made_at` for whoever makes the newsroom, and
    `read_at` for itself."""
    clean = {name: value for name, value in os.environ.items() if name not in READ}
    env = clean | {"SECRET_KEY": "of the tests", "VAR_DIR": str(var), "DATABASE_URL": made_at}
    env |= {
        "DJANGO_SETTINGS_MODULE": "tests.delivery.served_settings",
        "LOG_LEVEL": "WARNING",
    } | more
    making = [sys.executable, "-c", MAKE]
    made = subprocess.run(making, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    story, path, session = json.loads(made.stdout)
    port = free_port()
    command = [sys.executable, "-m", "newsportal.serve", "--port", str(port), "--threads", "4"]
    with started(command, port, var / "log", **env | {"DATABASE_URL": read_at}):
        yield Portal(port, var, story, path, session)


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_postgres())
        except NoPostgres as reason:
            pytest.skip(f"no PostgreSQL: {reason}")
        proxy = stack.enter_context(proxied(f"{server.folder}/.s.PGSQL.5432"))
        read_at = f"postgres://postgres@127.0.0.1:{proxy.port}/stories"
        var, made_at = tmp_path_factory.mktemp("var"), server.database("stories")
        _as_anywhere_else(made_at)
        portal = stack.enter_context(running_portal(var, made_at, read_at))
        yield Postgres(portal, server, proxy)


def _as_anywhere_else(url: str) -> None:
    """The servers of the tests lose what they have acknowledged where one of their processes is
    killed: they are that much faster."""
    with closing(psycopg2.connect(url)) as there:
        there.autocommit = True
        with there.cursor() as cursor:
            cursor.execute("ALTER DATABASE stories SET synchronous_commit = on")


def processes_of(server: Server) -> list[int]:
    """Its own, the one first that makes the others."""
    first = int(Path(server.folder, "data", "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    return [first, *map(int, children)]


@contextmanager
def frozen(postgres: Postgres) -> Iterator[None]:
    stopped = processes_of(postgres.server)
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)


@contextmanager
def cut_off(postgres: Postgres) -> Iterator[None]:
    postgres.proxy.hold()
    try:
        yield
    finally:
        postgres.proxy.let_go()


@pytest.mark.parametrize("away", [frozen, cut_off])
def test_readers_read_on_and_the_desk_is_told(
    postgres: Postgres,
    away: Callable[[Postgres], Any],
    record_property: Callable[[str, object], None],
) -> None:
    portal = postgres.portal
    saved = f"Before it was {away.__name__}"
    assert portal.save(saved).status == 200
    pages = ["/", portal.path]
    for page in pages:
        until(partial(portal.keeps, page))
    with away(postgres), ThreadPoolExecutor(24) as crowd:
        # More of the desk than there are threads; none of them is answered by the database.
        desk = [crowd.submit(portal.open, "/admin/") for _editor in range(8)]
        saves = [crowd.submit(portal.save, f"While {away.__name__} {n}") for n in range(4)]
        lost = [crowd.submit(portal.read, path) for path in ("/sports/", "/search/?q=a", "/feed/")]
        lost += [crowd.submit(portal.read, path) for path in ("/sitemap.xml", "/admin/login/")]
        read = [crowd.submit(timed, portal, pages[n % 2]) for n in range(400)]
        assert {one.result()[0] for one in read} == {200}
        record_property("longest read s", max(one.result()[1] for one in read))
        assert portal.read("/healthz").status == 200
        assert {one.result().status for one in desk} == {503}
        for answer in (one.result() for one in saves):
            assert answer.status == 503
            assert "please try again" in json.loads(answer.body)["error"]
        for answer in (one.result() for one in lost):
            assert answer.status in {200, 503}, answer.text
            assert answer.status == 200 or answer.headers["retry-after"] == "5"
            assert "set-cookie" not in answer.headers or answer.status == 200
        _at_the_next_moment(portal, pages)
        _kept_for_sending_again(portal)
        assert portal.read("/readyz").status == 503
    began = time.monotonic()
    after = f"After it was {away.__name__}"
    until(lambda: portal.save(after).status == 200)
    record_property("back after s", round(time.monotonic() - began, 2))
    assert {saved, after} <= postgres.headlines()
    until(lambda: portal.read("/sports/").status == 200)
    until(lambda: portal.read("/readyz").status == 200)
    _its_log_can_be_read(portal)


def test_a_process_of_postgresql_is_killed(postgres: Postgres) -> None:
    """Then all of its processes end, and it begins anew by itself."""
    portal = postgres.portal
    until(lambda: portal.save("Before it was killed").status == 200)
    for page in ("/", portal.path):
        until(partial(portal.keeps, page))
    victim = next(pid for pid in processes_of(postgres.server)[1:] if _is_of_the_portal(pid))
    os.kill(victim, signal.SIGKILL)
    with ThreadPoolExecutor(4) as crowd:
        read = [crowd.submit(portal.read, "/").result().status for _each in range(100)]
    assert set(read) == {200}
    until(lambda: portal.save("After it was killed").status == 200)
    assert {"Before it was killed", "After it was killed"} <= postgres.headlines()
    until(lambda: portal.read("/readyz").status == 200)
    assert "Traceback" not in (portal.var / "log").read_text()


def _is_of_the_portal(pid: int) -> bool:
    return b"postgres stories" in Path(f"/proc/{pid}/cmdline").read_bytes()


def timed(portal: Portal, path: str) -> tuple[int, float]:
    """What came of it, and how long it took, for the record."""
    began = time.monotonic()
    return portal.read(path).status, round(time.monotonic() - began, 3)


def _at_the_next_moment(portal: Portal, pages: list[str]) -> None:
    """Pages that have to be looked at, as at the hour of a story: they go out as they are."""
    ledger = Ledger(portal.var / "pages" / "ledger")
    for page in pages * 5:
        ledger.words[NEXT_MOMENT] = 0
        assert portal.read(page).status == 200


def _kept_for_sending_again(portal: Portal) -> None:
    """Without a script what was typed comes back on a page that sends it."""
    answer = portal.save("Typed & not lost", accept="text/html")
    assert answer.status == 503
    assert 'name="headline" value="Typed &amp; not lost"' in answer.text
    assert "send it again" in answer.text


def _its_log_can_be_read(portal: Portal) -> None:
    log = (portal.var / "log").read_text()
    assert "The database is away" in log and "The database answers again." in log
    assert "Traceback" not in log
    assert len(log.splitlines()) < 20, log


# --- SQLite, and somebody who has it locked -----------------------------------------------


def test_a_writer_who_holds_sqlite_for_long_holds_no_reader(
    tmp_path: Path, django_db_setup: None, shared: Path
) -> None:
    file = tmp_path / "stories.sqlite3"
    shutil.copy(database.migrated(shared, tmp_path), file)
    url = f"sqlite:///{file}"
    other = sqlite3.connect(file, isolation_level=None)
    with running_portal(tmp_path, url, url, DATABASE_LOCK_TIMEOUT="2") as portal:
        pages = ["/", portal.path]
        for page in pages:
            until(partial(portal.keeps, page))
        assert portal.save("Before").status == 200
        until(partial(portal.keeps, portal.path))
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(16) as crowd:
            saves = [crowd.submit(portal.save, f"While {n}") for n in range(8)]
            read = [crowd.submit(portal.read, page) for page in (*pages * 50, "/sports/", "/feed/")]
            assert {one.result().status for one in read} == {200}
            assert portal.read("/healthz").status == 200
            for answer in (one.result() for one in saves):
                assert answer.status == 503
                assert "please try again" in json.loads(answer.body)["error"]
            assert portal.read("/readyz").status == 503
        other.execute("ROLLBACK")
        assert portal.save("After").status == 200
        until(lambda: portal.read("/readyz").status == 200)
    rows = other.execute("SELECT content ->> 'headline' FROM articles_revision").fetchall()
    other.close()
    headlines = {headline for (headline,) in rows}
    assert {"Before", "After"} <= headlines and not any("While" in one for one in headlines)
