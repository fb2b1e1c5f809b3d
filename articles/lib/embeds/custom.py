"""Providers that an operator adds, each as one line of a setting:

    Streamable | https://streamable.com/{id} | https://streamable.com/e/{id} | 16:9 | video

Its name, the address of its pages, that of its frames, and, where they are others than these, the
frame's ratio and what it is.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple, cast
from urllib.parse import urlsplit

from articles.lib.embeds.address import Address, is_host
from articles.lib.embeds.embed import KINDS, RATIOS, Embed, Kind, Provider

#: What stands in the place of {id}.
_ID: Final = "[A-Za-z0-9][A-Za-z0-9_-]{0,79}"
_PLACE: Final = "{id}"


class _Line(NamedTuple):
    name: str
    page: str
    frame: str
    ratio: str
    kind: str


def provider(line: str) -> Provider:
    """Return the provider that a line describes; raises ValueError with what is wrong with it."""
    said = _read(line)
    host = urlsplit(said.page).netloc.removeprefix("www.")
    page, frame = _pattern(said.page), _pattern(said.frame)
    frame_host = urlsplit(said.frame).netloc.removeprefix("www.")

    def embed(address: Address) -> Embed | None:
        found = page.match(_compared(address)) or frame.match(_compared(address))
        if not found:
            return None
        source, shown = (one.replace(_PLACE, found[1]) for one in (said.page, said.frame))
        kind, name = cast("Kind", said.kind), said.name
        return Embed(name, f"{name} {kind}", source, shown, said.ratio, kind)

    return Provider(said.name, tuple(dict.fromkeys((host, frame_host))), embed)


def _compared(address: Address) -> str:
    query = "&".join(f"{name}={value}" for name, value in address.query.items())
    return f"{address.host}{address.path}?{query}"


def _pattern(address: str) -> re.Pattern[str]:
    """What addresses look like that are meant by one with {id} in its path or its query; others of
    their parameters don't count."""
    parts = urlsplit(address)
    path = re.escape(parts.netloc.removeprefix("www.") + parts.path.rstrip("/"))
    path = path.replace(re.escape(_PLACE), f"({_ID})")
    if not parts.query:
        return re.compile(rf"{path}\?")
    query = re.escape(parts.query).replace(re.escape(_PLACE), f"({_ID})")
    return re.compile(rf"{path}\?(?:.*&)?{query}(?:&|\Z)")


def _read(line: str) -> _Line:
    parts = [part.strip() for part in line.split("|")]
    if not 3 <= len(parts) <= 5:
        raise ValueError("has to have a name, a page's address and a frame's, parted by |")
    name, page, frame, ratio, kind = parts + ["16:9", "video"][len(parts) - 3 :]
    if not re.fullmatch(r"\w[\w .&+-]{0,39}", name):
        raise ValueError("has to begin with a name of at most 40 letters")
    for address in (page, frame):
        if said := _wrong_with(address):
            raise ValueError(f"has the address {address!r}, which {said}")
    if ratio not in RATIOS:
        raise ValueError(f"has the ratio {ratio!r}, which is none of {', '.join(RATIOS)}")
    if kind not in KINDS[:-1]:
        raise ValueError(f"is of the kind {kind!r}, which is none of {', '.join(KINDS[:-1])}")
    return _Line(name, page, frame, ratio, kind)


def _wrong_with(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme != "https":
        return "has to begin with https://"
    if not is_host(parts.netloc):
        return "has to name one host, in small letters, without a port"
    if address.count(_PLACE) != 1 or _PLACE not in parts.path + parts.query:
        return "has to have {id} in it once, behind its host"
    if re.search(r"[\"'<>`\\\s#]", address):
        return "must have no blanks, quotation marks or # in it"
    return ""
