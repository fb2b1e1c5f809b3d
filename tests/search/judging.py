"""Stories with queries of which a person has said what they look for: `judged/`, a file a language.

A story is its headline, its standfirst, its text, and a line with its author, its topics and how
old it is; behind it come queries, each with its kind, that this story should answer first. All
names are invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

JUDGED = Path(__file__).parent / "judged"
_ABOUT = re.compile(r"by (.+?) · topics (.+?) · (\d+) days")


@dataclass(frozen=True, slots=True)
class Story:
    """A story of the set."""

    language: str
    headline: str
    standfirst: str
    body: str
    author: str
    topics: tuple[str, ...]
    days: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A query, of which kind it is, and the story that it looks for."""

    kind: str
    text: str
    story: Story


@cache
def judged() -> tuple[Judged, ...]:
    """All queries of the set."""
    return tuple(one for path in sorted(JUDGED.glob("*.txt")) for one in _read(path))


def stories() -> list[Story]:
    """All stories of the set."""
    return list(dict.fromkeys(one.story for one in judged()))


def _read(path: Path) -> Iterator[Judged]:
    for block in path.read_text().strip().split("\n\n"):
        headline, standfirst, body, about, *queries = block.splitlines()
        found = _ABOUT.fullmatch(about)
        assert found, about
        topics = tuple(re.split("[,،] ", found[2]))
        days = int(found[3])
        story = Story(path.stem, headline, standfirst, body, found[1], topics, days)
        for query in queries:
            kind, _colon, text = query.removeprefix("? ").partition(": ")
            yield Judged(kind, text, story)
