"""An address that somebody typed or pasted, taken apart once for all providers.

    address = read("https://m.youtube.com/watch?v=dQw4w9WgXcQ&t=90")
    address.host, address.path, address.query["v"]

What could be read in two ways is no address: a name before the host, a port, a blank or a
backslash, a host in other letters than ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

_LONGEST: Final = 2000
_PLAIN: Final = re.compile(r"[!-\[\]-~]+")  # ASCII without blanks and backslashes
# An address in numbers is nobody's name.
_HOST: Final = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}")


@dataclass(frozen=True, slots=True)
class Address:
    """An https address: its host in small letters without a leading www., its path without empty
    steps and without a slash at the end, of each parameter the first value."""

    host: str
    path: str
    query: Mapping[str, str]
    fragment: str
    written: str


def read(url: str) -> Address | None:
    """Return the address that `url` is, or None for what is none that may be shown."""
    url = url.strip()
    if len(url) > _LONGEST or not _PLAIN.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        query = dict(reversed(parse_qsl(parts.query, max_num_fields=100)))
    except ValueError:  # such as an unclosed [ in the host
        return None
    host = parts.netloc.lower().removesuffix(":443")
    if parts.scheme != "https" or not is_host(host):
        return None
    steps = [step for step in parts.path.split("/") if step]
    path = "".join(f"/{step}" for step in steps)
    return Address(host.removeprefix("www."), path, query, parts.fragment, url)


def is_host(name: str) -> bool:
    """Whether it is the name of a host, as addresses have it: in small letters, without a port."""
    return _HOST.fullmatch(name) is not None


def seconds(mark: str) -> int:
    """Return the seconds of a start mark (90, 90s, 1h2m3s, 1:02:03), or 0 where there is none."""
    mark = re.sub(r"(?a)^(?:(\d{1,2}):)?(\d{1,2}):(\d\d)$", _spelt, mark)
    found = re.fullmatch(r"(?a:(?:(\d{1,2})h)?(?:(\d{1,3})m)?(?:(\d{1,6})s?)?)", mark)
    hours, minutes, rest = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    # A day is longer than any film, and keeps the mark readable by this same pattern.
    return min(hours * 3600 + minutes * 60 + rest, 86_400)


def _spelt(found: re.Match[str]) -> str:
    return f"{found[1] or 0}h{found[2]}m{found[3]}s"
