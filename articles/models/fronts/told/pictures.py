"""Which pictures fronts show beside those of their stories: a place may have one of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from articles.models.fronts.front import Front
from articles.models.fronts.told.in_play import DRAFT, in_play

#: The fronts that show a picture, each with how: live, in a draft, or scheduled.
Uses = list[tuple[Front, str]]


def on_fronts(numbers: Collection[int] | None = None) -> dict[int, Uses]:
    """The pictures (these, or all) that places have of their own in what is live, drafted or
    scheduled, by number. Two queries, however many fronts there are."""
    found: dict[int, Uses] = defaultdict(list)
    for played in in_play().open():
        for edition, _since, _by_name, state in played.editions():
            shown = {place.picture for _block, place in edition.read().places() if place.picture}
            for number in shown if numbers is None else shown & set(numbers):
                found[number].append((played.front, state))
    return dict(found)


def readers_have(numbers: Collection[int]) -> dict[int, list[Front]]:
    """Those of these pictures that readers have, or will have at an hour that is set, and on which
    fronts. Two queries."""
    found: dict[int, list[Front]] = {}
    for number, uses in on_fronts(numbers).items():
        if fronts := [front for front, state in uses if state != DRAFT]:
            found[number] = fronts
    return found
