"""`manage.py up`, really started: it answers, it starts again quickly, it leaves nothing behind."""

from __future__ import annotations

import gzip
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsportal.running import addresses
from newsportal.running.up import Plan
from tests import database
from tests.disk import small_disk
from tests.newsportal.portals import (
    TOKEN,
    UP,
    belonging_to,
    environment,
    get,
    gone,
    headers_of,
    portal,
    readers,
    running,
)
from tests.newsportal.prepared import newsroom
from tests.waiting import PATIENCE, until

LOGIN = re.compile(r"Log in {2}editor, password (\S+)")
pytestmark = [
    pytest.mark.xdist_group("up"),
    pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc"),
]


@pytest.fixture(scope="module")
def var(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a newsroom that starts again and again."""
    return newsroom(shared, tmp_path_factory.mktemp("up") / "var")


def test_what_is_set_up_is_closed_to_others(var: Path) -> None:
    kept = (var / "editor-login").read_text().split()
    assert len(kept) == 2 and kept[0] == "editor"
    assert all(
        (var / name).exists() for name in ("secret-key", "static-stamp", "newsportal.sqlite3")
    )
    for one in (var, *var.rglob("*")):
        assert not stat.S_IMODE(one.stat().st_mode) & 0o077, f"{one} is open to others"


@dataclass
class Served:
    """A portal that runs."""

    var: Path
    port: str
    said: str


@pytest.fixture(scope="module")
def served(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One that several tests share; Ctrl-C ends it."""
    var = newsroom(shared, tmp_path_factory.mktemp("served") / "var")
    env = environment(var, WEB_WORKERS="2")
    with portal(env) as (process, said):
        yield Served(var, env["PORT"], said)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        assert gone(var)


def test_it_works(served: Served) -> None:
    port = served.port
    assert f"http://localhost:{port}/admin/" in served.said
    # The login that the first start has made still holds. Nothing is made twice.
    kept = (served.var / "editor-login").read_text().split()
    assert LOGIN.findall(served.said) == kept[1:]
    assert get(port, "/healthz")[0] == 200
    assert get(port, "/healthz", "localhost")[0] == 200
    for path in ("/", "/healthz", "/admin/login/", "/static/none.css"):
        said_with = headers_of(port, path)
        assert said_with["Server"] == "", "nobody is told what serves"
        assert "camera=()" in said_with["Permissions-Policy"]
    status, front = get(port, "/")
    assert status == 200
    assert b"<style>@layer reset," in front
    script = re.search(rb'src="(/static/[^"]+\.[0-9a-f]{12}\.js)"', front)
    assert script, "the script's name has its hash"
    status, packed = get(port, script[1].decode(), **{"Accept-Encoding": "gzip"})
    assert (status, packed[:2]) == (200, b"\x1f\x8b")
    assert b"serviceWorker" in gzip.decompress(packed)
    assert get(port, "/nowhere/")[0] == 404  # and no page of DEBUG's
    # Itself, the server and the two processes of it that answer, the worker, the ticker.
    until(lambda: len(belonging_to(served.var)) == 6, every=0.05)
    until(lambda: b"last ran" in get(port, "/readyz", **TOKEN)[1], every=0.05)
    until(lambda: b'"late": false' in get(port, "/readyz", **TOKEN)[1], every=0.05)


def test_new_code_is_taken_up_without_a_broken_connection(served: Served) -> None:
    get(served.port, "/")
    before = {pid for word in ("newsportal.serve", "ticker") for pid in running(served.var, word)}
    with readers(served.port) as (broken, answered):
        told = subprocess.run(
            [*UP, "--renew"],
            env=environment(served.var),
            capture_output=True,
            text=True,
            check=True,
        )
        assert "loading the new code" in told.stdout
        parents = 1  # granian's own process stays: it holds the socket
        until(lambda: len(before & belonging_to(served.var)) == parents, every=0.1)
        until(lambda: len(answered) > 50)
    assert broken == []
    assert set(answered) == {200}


@pytest.mark.parametrize(
    ("host", "asked", "number"),
    [
        ("127.0.0.2", ["127.0.0.2", "127.0.0.1", "localhost"], signal.SIGTERM),
        ("0.0.0.0", ["127.0.0.2", "127.0.0.1", "localhost"], signal.SIGKILL),
    ],
)
def test_it_answers_at_its_addresses_and_leaves_nothing_behind(
    var: Path, host: str, asked: list[str], number: signal.Signals
) -> None:
    env = environment(var, HOST=host)
    with portal(env) as (process, said):
        shown = "localhost" if host in addresses.EVERY else host
        assert f"http://{shown}:{env['PORT']}/" in said
        for one in asked:
            assert get(env["PORT"], "/", one, Host=asked[-1])[0] == 200
        names = [socket.gethostname(), "127.0.0.1"] if host in addresses.EVERY else [host]
        for name in names:
            assert get(env["PORT"], "/", Host=name)[0] == 200
        assert get(env["PORT"], "/", Host="elsewhere.example")[0] == 400
        process.send_signal(number)
        assert process.wait(PATIENCE) == (-number if number == signal.SIGKILL else 0)
        assert gone(var)


def test_for_developers_until_the_make_that_started_it_ends(var: Path) -> None:
    shell = ["/bin/sh", "-c", f"{' '.join(UP)} --dev; true"]
    env = environment(var, DEBUG="1", DEBUG_TOOLBAR="1", MAKELEVEL="1")
    with portal(env, shell) as (process, _said):
        assert b"djDebug" in get(env["PORT"], "/")[1]
        process.kill()
        assert gone(var)


@pytest.mark.postgresql
def test_on_postgresql(tmp_path: Path, django_db_setup: None) -> None:
    env = environment(tmp_path, DATABASE_URL=database.url_of_copy(), DEBUG="1")
    with portal(env, [*UP, "--dev"]) as (process, _said):
        assert b"postgresql" in get(env["PORT"], "/readyz", **TOKEN)[1]
        process.send_signal(signal.SIGHUP)
        assert process.wait(PATIENCE) == 0


# --- What it does not start with ------------------------------------------------------


def refusal(env: dict[str, str], *more: str) -> str:
    """The one sentence on standard error of a portal that does not start."""
    done = subprocess.run([*UP, *more], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_busy_port_is_a_sentence(var: Path) -> None:
    with socket.socket() as other:
        other.bind((addresses.LOOPBACK, 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"Port {port} on 127.0.0.1 is in use" in refusal(environment(var, PORT=str(port)))


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    blocked = tmp_path / "file" / "var"
    assert "VAR_DIR" in refusal(environment(blocked))
    assert "VAR_DIR" in refusal(environment(blocked, SECRET_KEY="given"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("DEBUG", "1"),
        ("DATABASE_URL", "postgres://me@127.0.0.1:1/news"),
    ],
)
def test_bad_settings_are_a_sentence(var: Path, name: str, value: str) -> None:
    """What is raised by a setting, by ourselves, and by the database."""
    assert name in refusal(environment(var, **{name: value}))


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "65536"), ("WEB_WORKERS", "0"), ("WEB_THREADS", "65"), ("DEMO", "perhaps")],
)
def test_a_plan_out_of_bounds_is_refused(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        Plan.read()


@pytest.mark.parametrize("host", ["no-such-name.invalid", "192.0.2.77"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    assert f"HOST is '{host}'" in addresses.problem(host, 8000)


def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 1) as disk:
        (disk.path / "secret-key").write_text("of the tests")
        disk.fill()
        assert "is full. Free some space" in refusal(environment(disk.path))


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear reader, this is a letter and no database at all.")
    env = environment(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path / 'letter'}")
    assert "DATABASE_URL" in refusal(env)


def test_where_nothing_runs_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "up.pid").write_text(f"{os.getpid()}\n")  # of one that fell
    done = subprocess.run(
        [*UP, "--renew"], env=environment(tmp_path), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "No portal is running" in done.stderr and done.stderr.count("\n") == 1
