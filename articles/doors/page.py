"""The table of doors as a page for people: docs/doors.md."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import get_resolver

from articles.doors.rules import Door, Who
from articles.doors.table import CHAPTERS, doors

HEAD = """# Every door

Every address of the portal and its rule. `manage.py doors` prints this page out of
`articles/doors/`; the tests compare it with the addresses that there are, and try every address in
every role, by every method, and in every state of a story.

- **Who**: whom it lets in. Others are sent to log in, or get 401, 403 or 404. A right, such as
  `change_article`, is a permission of one's role. Where the last column says *within reach*, the
  story has to be, too: one's own, of a section given to one, or any for those with
  `edit_all_articles`. Out of reach it is a 404, as if it were not there.
- **Methods**: all others are a 405. A POST without the token of a page of ours is refused, unless
  it says *without token*.
- **Tells of**: what is said of stories, in which states.

`/static/` is served before any of these: files that come with the portal, to anybody, by GET and
HEAD.
"""


def page() -> str:
    """The whole page."""
    return "".join([HEAD, *_chapters()])


def _chapters() -> Iterator[str]:
    addresses: dict[str, list[str]] = {}
    for route, name, _view in doors(get_resolver()):
        addresses.setdefault(name, []).append(route)
    for title, rules in CHAPTERS.items():
        yield f"\n## {title}\n\n| address | who | methods | tells of |\n|---|---|---|---|\n"
        for name, rule in rules.items():
            for route in dict.fromkeys(addresses.get(name, [])):
                yield _row(route, rule)


def _row(route: str, rule: Door) -> str:
    return f"| `{_plain(route)}` | {_who(rule)} | {_methods(rule)} | {rule.shows} |\n"


def _plain(route: str) -> str:
    """The pattern as one says it."""
    if route.startswith("admin/(?P<url>"):
        return "/admin/…"
    named = re.sub(r"\(\?P<(\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)", r"<\1>", route)
    return "/" + re.sub(r"<\w+:(\w+)>", r"<\1>", named).rstrip("$")


def _who(rule: Door) -> str:
    to_post = f"to post {_said(rule.asks_to_post)}" if rule.asks_to_post else ""
    return "; ".join(filter(None, [_said(rule.asks), to_post, rule.besides]))


def _said(asks: tuple[str, ...]) -> str:
    rules = set(map(str, Who))
    named = (one if one in rules else f"`{one.removeprefix('articles.')}`" for one in asks)
    return " or ".join(named)


def _methods(rule: Door) -> str:
    methods = ", ".join(rule.methods)
    return methods if rule.csrf or "POST" not in rule.methods else f"{methods} without token"
