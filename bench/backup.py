"""Backup and restore of a newsroom: time, size and memory; and whether publishing waits meanwhile.

    python -m bench --what backup --stories 1000 100000

Each database is filled with stories, and with a picture for every tenth of them: an upload and four
renditions, of bytes that look like chance. A backup is taken while a second process publishes
changes one after the other; then one more, of what is new; it is tried, and brought back into an
empty place of which every row and file is compared with the first.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bench.waits import SAID, Publisher, added, said

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench"
UPLOAD, RENDITION = 100_000, 15_000  # bytes
RENDITIONS = ("320.avif", "640.avif", "800.jpg", "1200.webp")
#: Rows in one go.
AT_ONCE = 500
HEAD = "{:24} {:>9} {:>9} {:>9}"


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    seconds: float
    megabytes: float
    answer: str


def environment(database: str, var: Path, place: Path) -> dict[str, str]:
    """That of a portal."""
    return {
        **os.environ,
        "DATABASE_URL": database,
        "VAR_DIR": str(var),
        "BACKUP_URL": str(place),
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "newsportal.settings",
    }


def cost(arguments: list[str], env: Mapping[str, str]) -> Cost:
    """Run Python, and say what it took."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    answer = process.stdout.read()
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments, answer)
    return Cost(time.perf_counter() - began, used.ru_maxrss / 1_024, answer.strip())


def measure(name: str, database: str, empty: str, stories: int) -> None:
    """Measure on the filled `database`, and restore into the `empty` one."""
    var, second = FOLDER / f"files-{name}-{stories}", FOLDER / f"restored-{name}-{stories}"
    place = FOLDER / f"backups-{name}-{stories}"
    for folder in (second, place):
        shutil.rmtree(folder, ignore_errors=True)
    env, other = environment(database, var, place), environment(empty, second, place)
    cost(["-m", "bench.backup", "fill", str(stories // 10)], env)
    print(f"\n{name}, {stories:,} stories, {stories // 10:,} pictures", flush=True)
    first = _beside(env)
    print(HEAD.format("", "seconds", "MB memory", "MB there"))
    _row("backup", first, place)
    _row("backup of what is new", cost(["manage.py", "backup"], env), place)
    _row("backup --verify", cost(["manage.py", "backup", "--verify"], env), None)
    _row("restore", cost(["manage.py", "restore"], other), None)
    same = cost(["-m", "bench.backup", "digests"], env).answer
    came = cost(["-m", "bench.backup", "digests"], other).answer
    if same == came:
        print("equal: every row, every file")
    else:
        for apart in _apart(same, came):
            print(f"NOT EQUAL: {apart}")
            for which, there in (("there", env), ("restored", other)):
                _print_some(which, apart, there, but={"there": other, "restored": env}[which])


def _beside(env: Mapping[str, str]) -> Cost:
    """Take a backup beside a process that publishes, and print what that one waited for."""
    with Publisher(ROOT, env) as publisher:
        began = time.monotonic()
        taken = cost(["manage.py", "backup"], env)
        ended = time.monotonic()
    rest, meanwhile = publisher.otherwise(began, ended), publisher.while_(began, ended)
    print(f"publishing, ms{'':29}{SAID}  (the longest waits)")
    print(f"  at rest{'':34}{said(rest)}")
    print(f"  beside a backup{'':26}{said(meanwhile)}")
    print(f"  added by it: {added(meanwhile, rest)}", flush=True)
    return taken


def _apart(same: str, came: str) -> list[str]:
    one, other = json.loads(same), json.loads(came)
    tables = [name for name in one["tables"] if one["tables"][name] != other["tables"].get(name)]
    return [*tables, *(["files"] if one["files"] != other["files"] else [])]


def _print_some(which: str, table: str, env: Mapping[str, str], *, but: Mapping[str, str]) -> None:
    """The first rows of a table that one database has and the other has not."""
    if table == "files":
        return
    here, away = (cost(["-m", "bench.backup", "rows", table], e).answer for e in (env, but))
    apart = set(here.splitlines()) - set(away.splitlines())
    for line in sorted(apart)[:3]:
        print(f"  {which}, one of {len(apart)}: {line[:1000]}")


def _row(what: str, taken: Cost, place: Path | None) -> None:
    size = sum(one.stat().st_size for one in place.rglob("*") if one.is_file()) if place else 0
    print(
        HEAD.format(
            what,
            f"{taken.seconds:.1f}",
            f"{taken.megabytes:.0f}",
            f"{size / 1e6:.0f}" if size else "",
        ),
        flush=True,
    )


# --- In processes with the portal ----------------------------------------------------------


def fill(pictures: int) -> None:
    """Write pictures, and the files of all, which are of another chance each."""
    from articles.models import Picture

    have = Picture.objects.filter(headline="Measured").count()
    for start in range(have, pictures, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, pictures))
        Picture.objects.bulk_create([_picture(Random(number)) for number in numbers])
    for row in Picture.objects.iterator():
        _store(row)


def _picture(chance: Random) -> Any:
    from articles.models import Picture

    digest = f"{chance.getrandbits(256):064x}"
    return Picture(
        headline="Measured", sha256=digest, original=f"{digest[:2]}/{digest}", width=2_000,
        height=1_500, tone="#808080", kind="jpeg", file_size=UPLOAD, edition="0" * 8,
        files=list(RENDITIONS), renditions_due=None,
    )  # fmt: skip


def _store(row: Any) -> None:
    from django.core.files.base import ContentFile
    from django.core.files.storage import storages

    chance, store = Random(row.sha256), storages["default"]
    if storages["originals"].exists(row.original.name):
        return
    for name in row.files:
        if not store.exists(f"{row.folder}/{name}"):
            store.save(f"{row.folder}/{name}", ContentFile(chance.randbytes(RENDITION)))
    # Last: one that was killed goes on.
    storages["originals"].save(row.original.name, ContentFile(chance.randbytes(UPLOAD)))


def digests() -> None:
    """Print what all rows and files come to, but for what a restore changes and what says that
    backups were taken."""
    from articles.backup.stored import files
    from articles.backup.tables import vendor
    from articles.backup.tables.columns import Digest

    changed = {
        f"articles_{name}"
        for name in ("backup", "restoration", "previewlink", "mail", "desksession")
    }
    changed.add("django_session")
    found: dict[str, Any] = {}
    with vendor().snapshot() as source:
        for table in source.tables():
            if table.name not in changed:
                came = Digest(table.columns)
                source.dump(table, but_of_restores(came.add))
                found[table.name] = (came.rows, came.hex)
    total = 0
    for store, kept in files.found(renditions=True):
        content = files.digest_of(files.stores()[store], kept.name)
        total ^= hash_of(f"{store}\0{kept.name}\0{content}")
    print(json.dumps({"tables": found, "files": total}))


def rows(name: str) -> None:
    """Print a table's rows, a line each."""
    from articles.backup.tables import vendor

    with vendor().snapshot() as source:
        for table in source.tables():
            if table.name == name:
                source.dump(table, lambda line: print(line.decode().rstrip("\n")))


def but_of_restores(add: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """All rows, but for what the log says of a restore."""

    def some(line: bytes) -> None:
        if b"\trestore_backup" not in line:
            add(line)

    return some


def hash_of(text: str) -> int:
    """The same in every process."""
    from hashlib import sha256

    return int.from_bytes(sha256(text.encode()).digest(), "big")


if __name__ == "__main__":
    import django

    django.setup()
    match sys.argv[1:]:
        case ["fill", number]:
            fill(int(number))
        case ["digests"]:
            digests()
        case ["rows", name]:
            rows(name)
