"""`make bench`: every public page and the desk, without any cache, at 1,000 and 100,000 stories;
then delivery out of the page store beside its peers, a day of it, readers beside abuse, backups,
fronts of sixty placements, the calendar of a month with thousands of entries, and webhooks whose
receivers fail, hang and lie.

Both databases, each filled by `manage.py demo --stories`; the figures of one run stand side by
side in one table. The databases are kept in `var/bench/` for the next run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import backup
from bench.delivery import __main__ as delivery
from tests.postgres import running_postgres

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench"
SIZES = (1_000, 100_000)
TURNS = 4
WHAT = ("pages", "desk", "delivery", "day", "abuse", "backup", "fronts", "planning", "webhooks")
#: Of load for each row of delivery's table; and how many publications are timed.
SECONDS = 6
ROUNDS = 42
HEAD = ("page", "queries", "ms at {0:,}", "ms at {1:,}", "growth", "bytes", "gzipped")

Measures = dict[str, dict[str, Any]]


@contextmanager
def databases(wanted: list[str], sizes: tuple[int, int]) -> Iterator[dict[str, list[str]]]:
    """The addresses of an empty or kept database for each size, by the database's name."""
    found: dict[str, list[str]] = {}
    if "sqlite" in wanted:
        found["SQLite"] = [f"sqlite:///{FOLDER}/stories-{size}.sqlite3" for size in sizes]
    if "postgresql" not in wanted:
        yield found
        return
    with running_postgres() as server:
        found["PostgreSQL"] = [server.database(f"stories_{size}") for size in sizes]
        for size in sizes:
            server.database(f"restored_{size}")
        yield found


def run(arguments: list[str], database: str, **output: Any) -> subprocess.CompletedProcess[str]:
    """Run Python on the portal with `database`; raises CalledProcessError where it fails."""
    command = [sys.executable, *arguments]
    environment = environment_of(database)
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, text=True, **output)


def environment_of(database: str) -> dict[str, str]:
    """What the portal is told to run on `database`."""
    return {
        **os.environ,
        "DATABASE_URL": database,
        "VAR_DIR": str(FOLDER),
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "newsportal.settings",
    }


def fill(database: str, stories: int) -> None:
    """Fill `database` up to `stories`."""
    run(["manage.py", "migrate", "--verbosity=0"], database)
    run(["manage.py", "demo", f"--stories={stories}"], database, stdout=subprocess.DEVNULL)


def measured(addresses: list[str], what: str) -> list[Measures]:
    """Measure all of `what` (pages, desk) on each database; of each, the best median is kept.

    By turns, because a machine is not equally busy all the time, and the sizes are compared.
    """
    best: list[Measures] = [{} for _address in addresses]
    for _turn in range(TURNS):
        for kept, address in zip(best, addresses, strict=True):
            answer = run(["-m", f"bench.{what}"], address, stdout=subprocess.PIPE)
            for page, measure in json.loads(answer.stdout).items():
                if page not in kept or measure["ms"] < kept[page]["ms"]:
                    kept[page] = measure
    return best


def table(small: Measures, large: Measures, sizes: tuple[int, int]) -> str:
    """The measures at both sizes, a line a page."""
    rows = [tuple(word.format(*sizes) for word in HEAD)]
    for page, at_large in large.items():
        at_small = small[page]
        queries = at_large["queries"]
        same = queries == at_small["queries"]
        rows.append(
            (
                page,
                str(queries) if same else f"{at_small['queries']} → {queries}",
                f"{at_small['ms']:.2f}",
                f"{at_large['ms']:.2f}",
                f"{at_large['ms'] / at_small['ms']:.2f} ×",
                f"{at_large['bytes']:,}",
                f"{at_large['gzipped']:,}" if at_large["gzipped"] else "–",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def backups(found: dict[str, list[str]], sizes: tuple[int, ...]) -> None:
    """Backup and restore of each database; of none where there are no `sizes`."""
    for name, addresses in found.items():
        for address, size in zip(addresses, sizes, strict=False):
            backup.measure(name, address, emptied(address), size)


def emptied(address: str) -> str:
    """An empty database beside the one at `address`."""
    other = address.replace("stories-", "restored-").replace("stories_", "restored_")
    for file in FOLDER.glob("restored-*.sqlite3*"):
        file.unlink()
    return other


def beside_abuse(found: dict[str, list[str]], stories: int) -> None:
    """Readers beside abuse on the smaller of each database; nothing where `stories` is 0."""
    for name, addresses in found.items() if stories else ():
        print(f"\n{name}, {stories:,} stories", flush=True)
        run(["-m", "bench.abuse"], addresses[0])


def fronts(found: dict[str, list[str]]) -> None:
    """Sixty placements beside the front by date alone, on each database."""
    for name, addresses in found.items():
        print(f"\n{name}: a front of sixty placements, server time without any cache", flush=True)
        for address in addresses:
            run(["-m", "bench.fronts", "--sequences", "0"], address)


def planning(found: dict[str, list[str]]) -> None:
    """The calendar of a month with 3,000 entries, on each database."""
    for name, addresses in found.items():
        print(f"\n{name}: the calendar of a month with 3,000 entries", flush=True)
        for address in addresses:
            run(["-m", "bench.planning"], address)


def webhooks(found: dict[str, list[str]]) -> None:
    """Ten thousand deliveries to receivers that fail, hang and lie, on each database."""
    for name, addresses in found.items():
        print(f"\n{name}: webhooks that fail, hang and lie", flush=True)
        run(["-m", "bench.webhooks"], addresses[0])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, nargs=2, default=SIZES, metavar=("FEW", "MANY"))
    parser.add_argument("--only", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--what", choices=WHAT, action="append")
    options = parser.parse_args()
    sizes: tuple[int, int] = tuple(options.stories)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with databases(options.only or ["sqlite", "postgresql"], sizes) as found:
        wanted = options.what or WHAT
        for name, addresses in found.items():
            for address, size in zip(addresses, sizes, strict=True):
                if size == sizes[0] or set(wanted) - {"abuse", "day"}:
                    fill(address, size)
            for what in [one for one in ("pages", "desk") if one in wanted]:
                small, large = measured(addresses, what)
                print(f"\n{name}, {what}: server time without any cache, median", flush=True)
                print(table(small, large, sizes), flush=True)
        fronts(found if "fronts" in wanted else {})
        planning(found if "planning" in wanted else {})
        backups(found, sizes if "backup" in wanted else ())
        webhooks(found if "webhooks" in wanted else {})
        beside_abuse(found, sizes[0] if "abuse" in wanted else 0)
        if "delivery" in wanted:
            delivery.measure(
                {
                    f"{name}, {size:,} stories": address
                    for name, addresses in found.items()
                    for address, size in zip(addresses, sizes, strict=True)
                },
                SECONDS,
                ROUNDS,
            )
    if "day" in wanted:
        run(["-m", "bench.day"], f"sqlite:///{FOLDER}/day.sqlite3")


if __name__ == "__main__":
    main()
