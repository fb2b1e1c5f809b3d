"""Every act of `doors.py`, measured on the database of the settings."""

from __future__ import annotations

from typing import Any

from bench.archive.doors import acts
from bench.archive.measuring import facts, measure
from bench.archive.newsroom import newsroom
from bench.archive.tables import FACTS

#: What has to be there before an act, each time.
BEFORE = {"publish a draft": "begin a draft"}


def measures(rounds: int, wanted: list[str]) -> dict[str, dict[str, Any]]:
    """All of them, or those that have one of these words in their name; what writes comes last."""
    named = acts(newsroom())
    found: dict[str, dict[str, Any]] = {}
    for name, act in named.items():
        if not wanted or any(one in name for one in wanted):
            before = named.get(BEFORE.get(name, ""))
            found[name] = measure(act, rounds, before)
    if not wanted:
        found[FACTS] = dict(facts())
    return found
