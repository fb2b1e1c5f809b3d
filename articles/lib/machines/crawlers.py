"""The crawlers that are known by name: those that come with a release, and a newsroom's own."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("crawlers.toml")
#: RFC 9309 allows letters, "_" and "-" in a name; some operators have digits in theirs.
NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")


class Use(StrEnum):
    """What a machine reads for."""

    SEARCH = "search"
    AI_SEARCH = "ai-search"
    AI_TRAINING = "ai-training"


@dataclass(frozen=True, slots=True)
class Crawler:
    """One that says its name: what it mainly reads for, and who sends it."""

    name: str
    use: Use
    operator: str = ""


@cache
def released() -> tuple[Crawler, ...]:
    """Those that came with this release."""
    uses = tomllib.loads(LIST.read_text())
    return tuple(
        Crawler(name, Use(use), operator)
        for use, operators in uses.items()
        for operator, names in operators.items()
        for name in names
    )


def added(lines: str) -> tuple[list[Crawler], list[str]]:
    """A newsroom's own, one a line: name, use, and who sends it; and the lines that are none."""
    found: list[Crawler] = []
    wrong: list[str] = []
    known = {one.name.lower() for one in released()}
    for line in filter(None, map(str.strip, lines.splitlines())):
        name, use, operator = [*line.split(maxsplit=2), "", "", ""][:3]
        if not NAME.fullmatch(name) or use.lower() not in set(Use) or name.lower() in known:
            wrong.append(line)
            continue
        known.add(name.lower())
        found.append(Crawler(name, Use(use.lower()), operator))
    return found, wrong
