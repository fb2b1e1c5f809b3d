"""The lines in which a newsroom writes the links of its footer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from articles.lib.text import visible

_ADDRESS = re.compile(r"(?:https?://|mailto:|/)\S+|/")
_NAMES = {
    "bsky.app": "Bluesky",
    "facebook.com": "Facebook",
    "flipboard.com": "Flipboard",
    "instagram.com": "Instagram",
    "linkedin.com": "LinkedIn",
    "mastodon.social": "Mastodon",
    "reddit.com": "Reddit",
    "t.me": "Telegram",
    "threads.net": "Threads",
    "tiktok.com": "TikTok",
    "twitter.com": "X",
    "whatsapp.com": "WhatsApp",
    "x.com": "X",
    "youtube.com": "YouTube",
}


@dataclass(frozen=True, slots=True)
class Column:
    """Links of the footer under a heading, which may be empty."""

    heading: str
    links: list[tuple[str, str]]


def columns(text: str) -> list[Column]:
    """The columns written in `text`: a line whose last word is an address is a link, with the
    words before it as its label; any other line is the heading of a new column."""
    found: list[Column] = []
    for line in text.splitlines():
        label, address = parts(line)
        if address:
            if not found:
                found.append(Column("", []))
            found[-1].links.append((label, address))
        elif label:
            found.append(Column(label, []))
    return [column for column in found if column.links]


def parts(line: str) -> tuple[str, str]:
    """The label and the address of a line; the address is "" where the line is a heading."""
    words = line.split()
    if not words or not _ADDRESS.fullmatch(words[-1]):
        return " ".join(words), ""
    return visible.line(" ".join(words[:-1])), words[-1]


def profile(address: str) -> tuple[str, str]:
    """The name of the place that a profile is at, and its address."""
    host = (urlsplit(address).hostname or address).removeprefix("www.")
    return _NAMES.get(host, host), address
