"""`manage.py up`, really started: it answers, it starts again quickly, it leaves nothing behind."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from newsportal.environment import READ
from newsportal.running import addresses
from tests.disk import small_disk
from tests.ports import free_port
from tests.postgres import Server
from tests.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parent.parent.parent
UP = [sys.executable, str(ROOT / "manage.py"), "up"]
LOGIN = re.compile(r"Log in {2}editor, password (\S+)")
pytestmark = [
    pytest.mark.xdist_group("up"),
    pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc"),
]


#: What the details of /readyz ask for.
TOKEN = {"Authorization": "Bearer tested"}


def environment(var: Path, **more: str) -> dict[str, str]:
    """The environment of a person who has set nothing but `more`."""
    ours = {"SECRET_KEY", "MAKELEVEL", "DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE", *READ}
    clean = {name: value for name, value in os.environ.items() if name not in ours}
    return clean | {
        "VAR_DIR": str(var),
        "DEMO": "0",
        "PORT": str(free_port()),
        "METRICS_TOKEN": "tested",
        **more,
    }


def get(port: str, path: str, host: str = addresses.LOOPBACK, **headers: str) -> tuple[int, bytes]:
    """Status and body, as they come."""
    connection = http.client.HTTPConnection(host, int(port), timeout=PATIENCE)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def headers_of(port: str, path: str) -> http.client.HTTPMessage:
    """What is said with an answer."""
    connection = http.client.HTTPConnection(addresses.LOOPBACK, int(port), timeout=PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().headers
    finally:
        connection.close()


def belonging_to(var: Path) -> set[int]:
    """The processes that run on the newsroom in `var`."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"VAR_DIR={var}\0".encode() in (folder / "environ").read_bytes():
                found.add(int(folder.name))
        except OSError:
            continue
    return found


def running(var: Path, word: str) -> list[int]:
    """Those of them that have `word` in their command."""
    return [
        pid
        for pid in belonging_to(var)
        if word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def gone(var: Path) -> bool:
    """Whether none of them is left in the end."""
    with suppress(AssertionError):
        until(lambda: not belonging_to(var), every=0.05)
    return not belonging_to(var)


@contextmanager
def portal(
    env: dict[str, str], command: list[str] = UP
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A portal that answers, and what it has said until then."""
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
    )
    assert process.stdout
    said = ""
    try:
        for line in process.stdout:
            said += line
            if "Ctrl-C ends it" in line:
                break
        assert "is ready" in said
        yield process, said
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()
        left = set() if gone(Path(env["VAR_DIR"])) else belonging_to(Path(env["VAR_DIR"]))
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        assert not left


def refusal(env: dict[str, str], *more: str) -> str:
    """The one sentence on standard error of a portal that does not start."""
    done = subprocess.run(
        [*UP, *more], env=env, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a newsroom that starts again and again."""
    return tmp_path_factory.mktemp("var")


def test_it_works(var: Path) -> None:
    env = environment(var, WEB_WORKERS="2")
    with portal(env) as (process, said):
        assert f"http://localhost:{env['PORT']}/admin/" in said
        login = LOGIN.search(said)
        assert login
        assert get(env["PORT"], "/healthz")[0] == 200
        assert get(env["PORT"], "/healthz", "localhost")[0] == 200
        for path in ("/", "/healthz", "/admin/login/", "/static/none.css"):
            said_with = headers_of(env["PORT"], path)
            assert said_with["Server"] == "", "nobody is told what serves"
            assert "camera=()" in said_with["Permissions-Policy"]
        status, front = get(env["PORT"], "/")
        assert status == 200
        assert b'<link rel="stylesheet" href="data:text/css' in front
        script = re.search(rb'src="(/static/[^"]+\.[0-9a-f]{12}\.js)"', front)
        assert script, "the script's name has its hash"
        status, packed = get(env["PORT"], script[1].decode(), **{"Accept-Encoding": "gzip"})
        assert (status, packed[:2]) == (200, b"\x1f\x8b")
        assert b"serviceWorker" in gzip.decompress(packed)
        assert get(env["PORT"], "/nowhere/")[0] == 404  # and no page of DEBUG's
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        assert gone(var)
    kept = var / "editor-login"
    assert kept.read_text().split() == ["editor", login[1]]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE((var / "secret-key").stat().st_mode) == 0o600
    for one in (var, *var.rglob("*")):
        assert not stat.S_IMODE(one.stat().st_mode) & 0o077, f"{one} is open to others"

    # Again, and the same login still holds. Nothing is made twice: what starts slowly is gone.
    with portal(env) as (process, said):
        assert LOGIN.findall(said) == [login[1]]
        # Itself, the server and the two processes of it that answer, the worker, the ticker.
        until(lambda: len(belonging_to(var)) == 6, every=0.05)
        until(lambda: b"last ran" in get(env["PORT"], "/readyz", **TOKEN)[1], every=0.05)
        until(lambda: b'"late": false' in get(env["PORT"], "/readyz", **TOKEN)[1])
        process.terminate()
        assert process.wait(PATIENCE) == 0
        assert gone(var)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_behind(var: Path, number: signal.Signals) -> None:
    with portal(environment(var)) as (process, _said):
        process.send_signal(number)
        assert process.wait(PATIENCE) == (0 if number == signal.SIGHUP else -number)
        assert gone(var)


def test_it_ends_with_the_make_that_started_it(var: Path) -> None:
    shell = ["/bin/sh", "-c", f"{' '.join(UP)}; true"]
    with portal(environment(var, MAKELEVEL="1"), shell) as (process, _said):
        process.kill()
        assert gone(var)


def test_another_host_answers_beside_localhost(var: Path) -> None:
    env = environment(var, HOST="127.0.0.2")
    with portal(env) as (_process, said):
        assert f"http://127.0.0.2:{env['PORT']}/" in said
        for host in ("127.0.0.2", "127.0.0.1", "localhost"):
            assert get(env["PORT"], "/", host)[0] == 200


def test_every_address_answers_by_its_name(var: Path) -> None:
    env = environment(var, HOST="0.0.0.0")
    with portal(env):
        for name in (socket.gethostname(), "localhost", "127.0.0.1"):
            assert get(env["PORT"], "/", Host=name)[0] == 200
        assert get(env["PORT"], "/", Host="elsewhere.example")[0] == 400


def test_for_developers(var: Path) -> None:
    env = environment(var, DEBUG="1", DEBUG_TOOLBAR="1")
    with portal(env, [*UP, "--dev"]) as (process, _said):
        assert b"djDebug" in get(env["PORT"], "/")[1]
        process.terminate()
        assert process.wait(PATIENCE) == 0


@pytest.mark.postgresql
def test_on_postgresql(tmp_path: Path) -> None:
    folder = os.environ["TEST_DATABASE_URL"].partition("host=")[2]
    env = environment(
        tmp_path, DATABASE_URL=Server(folder).database(f"up_{os.getpid()}"), DEBUG="1"
    )
    with portal(env, [*UP, "--dev"]):
        assert b"postgresql" in get(env["PORT"], "/readyz", **TOKEN)[1]


def test_a_busy_port_is_a_sentence(var: Path) -> None:
    with socket.socket() as other:
        other.bind((addresses.LOOPBACK, 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"Port {port} on 127.0.0.1 is busy" in refusal(environment(var, PORT=str(port)))


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    blocked = tmp_path / "file" / "var"
    assert "VAR_DIR" in refusal(environment(blocked))
    assert "VAR_DIR" in refusal(environment(blocked, SECRET_KEY="given"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "65536"),
        ("HOST", "no-such-name.invalid"),
        ("HOST", "192.0.2.77"),
        ("WEB_WORKERS", "0"),
        ("WEB_THREADS", "65"),
        ("DEMO", "perhaps"),
        ("DEBUG", "1"),
        ("DATABASE_URL", "postgres://me@127.0.0.1:1/news"),
    ],
)
def test_bad_settings_are_a_sentence(var: Path, name: str, value: str) -> None:
    assert name in refusal(environment(var, **{name: value}))


def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 1) as disk:
        (disk.path / "secret-key").write_text("of the tests")
        disk.fill()
        assert "is full; make room" in refusal(environment(disk.path))


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear reader, this is a letter and no database at all.")
    env = environment(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path / 'letter'}")
    assert "DATABASE_URL" in refusal(env)


# --- New code ------------------------------------------------------------------------


def asks(
    port: str, keeps: bool, enough: threading.Event, broken: list[str], answered: list[int]
) -> None:
    """Ask for the front page again and again: by a connection that is kept for as long as the
    server allows, or by a new one each time."""
    headers = {} if keeps else {"Connection": "close"}
    connection = None
    while not enough.is_set():
        connection = connection or http.client.HTTPConnection(
            addresses.LOOPBACK, int(port), timeout=PATIENCE
        )
        try:
            connection.request("GET", "/", headers=headers)
            response = connection.getresponse()
            response.read()
            answered.append(response.status)
            done = response.will_close
        except (OSError, http.client.HTTPException) as error:
            broken.append(repr(error))
            done = True
        if done:
            connection.close()
            connection = None
    if connection is not None:
        connection.close()


@contextmanager
def readers(port: str) -> Iterator[tuple[list[str], list[int]]]:
    """Readers who ask all the time: what broke, and the answers."""
    enough, broken, answered = threading.Event(), list[str](), list[int]()
    threads = [
        threading.Thread(target=asks, args=(port, keeps, enough, broken, answered))
        for keeps in (True, True, False)
    ]
    for thread in threads:
        thread.start()
    try:
        yield broken, answered
    finally:
        enough.set()
        for thread in threads:
            thread.join()


def test_new_code_is_taken_up_without_a_broken_connection(var: Path) -> None:
    env = environment(var, WEB_WORKERS="2")
    with portal(env) as (process, _said):
        get(env["PORT"], "/")
        before = {pid for word in ("newsportal.serve", "ticker") for pid in running(var, word)}
        with readers(env["PORT"]) as (broken, answered):
            told = subprocess.run(
                [*UP, "--renew"], env=env, capture_output=True, text=True, check=True, timeout=60
            )
            assert "loading the new code" in told.stdout
            parents = 1  # granian's own process stays: it holds the socket
            until(lambda: len(before & belonging_to(var)) == parents, every=0.1)
        assert broken == []
        assert set(answered) == {200} and len(answered) > 50
        assert process.poll() is None


def test_where_nothing_runs_nothing_is_told(var: Path) -> None:
    (var / "up.pid").write_text(f"{os.getpid()}\n")  # of one that fell
    done = subprocess.run(
        [*UP, "--renew"], env=environment(var), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "No portal is running" in done.stderr and done.stderr.count("\n") == 1
