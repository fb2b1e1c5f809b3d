"""Fill an archive of a thousand stories and one of a million, on both databases; measure and print.

    python -m bench.archive --stories 20000 --only sqlite --door search

Archives on SQLite are kept in `var/bench/`; those on PostgreSQL where `--postgresql` names a server
(an address without a database's name). A large one is a tenth as many stories, ten times.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django
from django.conf import settings

from bench.__main__ import FOLDER, ROOT, environment_of, fill, run
from bench.archive.tables import FACTS, table, told

FEW, MANY = 1_000, 1_000_000
#: From so many stories on an archive is made of copies, so many times.
COPIED, TIMES = 200_000, 10
ROUNDS = 20
Measures = dict[str, dict[str, Any]]


def addresses(name: str, sizes: tuple[int, ...], server: str) -> list[str]:
    """Where the archive of each size is."""
    if name == "SQLite":
        return [f"sqlite:///{FOLDER}/stories-{size}.sqlite3" for size in sizes]
    return [_of_server(server, f"stories_{size}") for size in sizes]


def _of_server(server: str, database: str) -> str:
    """The database's address, which is made where it is not there."""
    import psycopg2

    start, question, end = server.partition("?")
    connection = psycopg2.connect(f"{start.rstrip('/')}/postgres{question}{end}")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE DATABASE "{database}"')
    connection.close()
    return f"{start.rstrip('/')}/{database}{question}{end}"


@contextmanager
def servers(wanted: list[str], kept: str) -> Iterator[dict[str, str]]:
    """The databases that are wanted, with the server of each."""
    from tests.postgres import running_postgres

    names = [name for name in ("SQLite", "PostgreSQL") if name.lower() in wanted]
    if kept or "PostgreSQL" not in names:
        yield dict.fromkeys(names, kept)
        return
    with running_postgres() as server:
        yield dict.fromkeys(names, f"postgres://postgres@/?host={server.folder}")


def filled(address: str, stories: int) -> None:
    """Fill an archive that is not there yet."""
    began = time.perf_counter()
    first = stories // TIMES if stories >= COPIED else stories
    run(["manage.py", "migrate", "--verbosity=0"], address)
    answer = run(["-m", "bench.archive", "--count"], address, stdout=subprocess.PIPE)
    # The demo's own stories are not copied.
    if int(answer.stdout) >= stories * 0.99:
        return
    fill(address, first)
    run(["manage.py", "search", "rebuild"], address, stdout=subprocess.DEVNULL)
    _say(f"filled {first:,} stories, indexed", began)
    if first < stories:
        began = time.perf_counter()
        run(["-m", "bench.archive", "--multiply", str(TIMES)], address)
        _say(f"made {stories:,} of them", began)


def _say(what: str, began: float) -> None:
    print(f"{what}: {time.perf_counter() - began:.0f} s", flush=True)


def measured(found: list[str], options: argparse.Namespace) -> list[Measures]:
    """Those of each archive. One act is measured in all of them before the next, in turns of which
    each keeps its best: so other work on the machine is beside all alike."""
    best: list[Measures] = [{} for _address in found]
    children = [_child(address, options.rounds) for address in found]
    named = [json.loads(_line(child)) for child in children]
    wanted = [one for one in named[0] if any(part in one for part in options.door or [""])]
    for name in wanted:
        for _turn in range(options.turns):
            for kept, child in zip(best, children, strict=True):
                one = json.loads(_line(child, name))
                if name not in kept or one.get("processor", 0) < kept[name].get("processor", 0):
                    kept[name] = one
        if name != FACTS:  # of a run that is broken off, too
            few, *_between, many = (f"{one[name]['processor']:.1f}" for one in best)
            print(f"{name}: {few} → {many} ms of processor", file=sys.stderr, flush=True)
    for child in children:
        assert child.stdin
        child.stdin.close()
        child.wait()
    return best


def _child(address: str, rounds: int) -> subprocess.Popen[str]:
    """What measures on one database, whatever it is asked for."""
    return subprocess.Popen(
        [sys.executable, "-m", "bench.archive", "--measure", f"--rounds={rounds}"],
        cwd=ROOT,
        env=environment_of(address),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _line(child: subprocess.Popen[str], asked: str = "") -> str:
    """What it answers. Raises EOFError where it has failed, which it has said itself."""
    assert child.stdin and child.stdout
    if asked:
        child.stdin.write(f"{asked}\n")
        child.stdin.flush()
    answer = child.stdout.readline()
    if not answer:
        raise EOFError(asked)
    return answer


def within(options: argparse.Namespace) -> bool:
    """Do what is asked of the database of the settings, if anything is."""
    if not (options.count or options.multiply or options.measure):
        return False
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    django.setup()
    if options.count:
        from articles.models import Article

        print(Article.objects.count())
    elif options.multiply:
        from bench.archive.copies import multiply

        multiply(options.multiply)
    else:
        from bench.archive.measures import answer

        answer(options.rounds)
    return True


def read() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, default=MANY)
    parser.add_argument("--only", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--door", action="append", help="only those with these words in their name")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--turns", type=int, default=1)
    parser.add_argument("--postgresql", default="", help="a server whose archives are kept")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--count", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--multiply", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Fill what is not there, measure and print; or do it within the database of the settings."""
    options = read()
    if within(options):
        return
    sizes = (FEW, options.stories)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with servers(options.only or ["sqlite", "postgresql"], options.postgresql) as there:
        for name, server in there.items():
            found = addresses(name, sizes, server)
            for address, size in zip(found, sizes, strict=True):
                filled(address, size)
            small, large = measured(found, options)
            print(f"\n{name}: server time without any cache, in ms", flush=True)
            print(table(small, large, sizes), flush=True)
            print(told(small, large), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsportal.settings")
    os.chdir(ROOT)
    main()
