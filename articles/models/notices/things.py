"""What notices are about beside stories: whoever has such a thing says how it is shown.

    @shows("coverage")
    def shown(person, numbers):     # of these, what `person` may see: {12: ("Budget", "/admin/…")}
        ...

What is not in the answer is out of that person's reach, or gone, and its notice names nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

#: By number, the name of a thing and its address at the desk.
Named = dict[int, tuple[str, str]]
Shown = Callable[[Any, Collection[int]], Named]

THINGS: dict[str, Shown] = {}


def shows(thing: str) -> Callable[[Shown], Shown]:
    """Have things of that name shown by the function; in one or two queries for all numbers."""

    def keep(function: Shown) -> Shown:
        THINGS[thing] = function
        return function

    return keep
