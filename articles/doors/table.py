"""The one table of doors: an address's name, or its pattern where it has none, and its rule.

`manage.py doors` prints it, docs/doors.md shows it, `methods.py` refuses every other method, and
tests/doors/ walks every door in every role and every state of a story.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver

from articles.doors.desk import FRONTS, HOUSE, NEWSROOM, PLANNING, STORIES
from articles.doors.logins import LOGINS
from articles.doors.public import PUBLIC
from articles.doors.rules import Door

#: In the order in which they are shown.
CHAPTERS = {
    "Readers and machines": PUBLIC,
    "Logins": LOGINS,
    "Stories": STORIES,
    "Fronts": FRONTS,
    "Planning": PLANNING,
    "What stories are made of": NEWSROOM,
    "The house": HOUSE,
}
DOORS: dict[str, Door] = {name: rule for rules in CHAPTERS.values() for name, rule in rules.items()}
#: Of a tool for developing, and there in no other portal.
OF_TOOLS = ("__debug__/", "styleguide/")


def doors(resolver: Any, prefix: str = "", space: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every address of the portal: its pattern, its name in the table, and its view."""
    for one in resolver.url_patterns:
        route = prefix + str(one.pattern).removeprefix("^")
        if route.startswith(OF_TOOLS):
            continue
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from doors(one, route, inner)
        elif isinstance(one, URLPattern):
            yield route, f"{space}{one.name}" if one.name else route, one.callback


def rule_of(match: Any) -> Door | None:
    """The rule of the address that was found (`request.resolver_match`)."""
    return DOORS.get(match.view_name) or DOORS.get(match.route.removeprefix("^"))
