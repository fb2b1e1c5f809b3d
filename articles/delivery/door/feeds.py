"""Feeds for those who open one in a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: Browsers show these as source, and plain XML as its style sheet has it.
_FOR_READERS = ("application/rss+xml", "application/atom+xml")


def shown_as_page(start_response: Callable[..., Any]) -> Callable[..., Any]:
    """Have a browser show the page that the feed's style sheet makes of it. Either type is right
    for either, so that a cache may keep what it likes."""

    def said(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
        named = [
            (name, "application/xml; charset=utf-8")
            if name.lower() == "content-type" and value.startswith(_FOR_READERS)
            else (name, value)
            for name, value in headers
        ]
        return start_response(status, named, *error)

    return said
