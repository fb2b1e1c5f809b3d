"""YouTube: films, shorts, live streams and lists of films."""

import re
from typing import Final

from articles.lib.embeds.address import Address, seconds
from articles.lib.embeds.embed import Embed, Provider

_FRAME: Final = "https://www.youtube-nocookie.com/embed"
_FORM: Final = re.compile(r"/(shorts|live|embed|v|e)/([A-Za-z0-9_-]{11})")
_FILM: Final = re.compile(r"[A-Za-z0-9_-]{11}")
_LIST: Final = re.compile(r"(?:PL|UU|FL|OL)[A-Za-z0-9_-]{10,60}")


def _read(address: Address) -> Embed | None:
    form, film = "watch", ""
    if address.path in {"/playlist", "/embed/videoseries"}:
        return _list(address.query.get("list", ""))
    if address.host == "youtu.be":
        film = address.path.removeprefix("/")
    elif address.path == "/watch":
        film = address.query.get("v", "")
    elif found := _FORM.fullmatch(address.path):
        form, film = found.groups()
    if not _FILM.fullmatch(film):
        return None
    frame = f"{_FRAME}/{film}"
    if form == "shorts":
        source = f"https://www.youtube.com/shorts/{film}"
        return Embed("YouTube", "YouTube video", source, frame, "9:16", play="autoplay=1")
    source = f"https://www.youtube.com/watch?v={film}"
    if start := seconds(_mark(address)):
        source, frame = f"{source}&t={start}s", f"{frame}?start={start}"
    return Embed("YouTube", "YouTube video", source, frame, "16:9", play="autoplay=1")


def _mark(address: Address) -> str:
    there = address.query
    return there.get("t") or there.get("start") or address.fragment.removeprefix("t=")


def _list(name: str) -> Embed | None:
    if not _LIST.fullmatch(name):
        return None
    source = f"https://www.youtube.com/playlist?list={name}"
    frame = f"{_FRAME}/videoseries?list={name}"
    return Embed("YouTube", "YouTube playlist", source, frame, "16:9", play="autoplay=1")


PROVIDER: Final = Provider(
    "youtube",
    ("youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com", "youtu.be"),
    _read,
)
