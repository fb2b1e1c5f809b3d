"""A strict reader of robots.txt (RFC 9309), written apart from what writes ours."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes

Rules = list[tuple[bool, str]]
#: What Lighthouse 12 knows; anything else costs a page its point.
KNOWN = {"user-agent", "allow", "disallow", "sitemap"}


@lru_cache(maxsize=4)
def groups(text: str) -> dict[str, Rules]:
    """The rules by the names of crawlers, in lower case."""
    found: dict[str, Rules] = {}
    agents: list[str] = []
    is_open = False
    for line in text.splitlines():
        said = line.partition("#")[0].strip()
        if not said:
            continue
        word, colon, value = (part.strip() for part in said.partition(":"))
        assert colon and word.lower() in KNOWN, line
        if word.lower() == "user-agent":
            agents = [*agents, value.lower()] if is_open else [value.lower()]
            is_open = True
            found.setdefault(value.lower(), [])
        elif word.lower() in {"allow", "disallow"}:
            is_open = False
            assert agents, line
            for agent in agents:
                found[agent].append((word.lower() == "allow", value))
    return found


def may(text: str, agent: str, path: str) -> bool:
    """Whether the crawler `agent` may read `path`: the longest pattern that matches holds."""
    rules = groups(text)
    mine = rules.get(agent.lower(), rules.get("*", []))
    best, allowed = -1, True
    for allows, pattern in mine:
        if (
            pattern
            and _matches(_octets(pattern), _octets(path))
            and (len(pattern) > best or (len(pattern) == best and allows))
        ):
            best, allowed = len(pattern), allows
    return allowed


@lru_cache(maxsize=512)
def _octets(path: str) -> str:
    return quote(unquote_to_bytes(path), safe="/*$?=&.-_~:")


@lru_cache(maxsize=4_096)
def _matches(pattern: str, path: str) -> bool:
    """By hand, a sign at a time, as the RFC describes it."""
    if not pattern:
        return True
    if pattern == "$":
        return not path
    if pattern[0] == "*":
        return any(_matches(pattern[1:], path[start:]) for start in range(len(path) + 1))
    return bool(path) and pattern[0] == path[0] and _matches(pattern[1:], path[1:])
