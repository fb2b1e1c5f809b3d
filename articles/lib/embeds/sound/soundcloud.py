"""SoundCloud: tracks and sets."""

import re
from typing import Final
from urllib.parse import quote

from articles.lib.embeds import address as addresses
from articles.lib.embeds.address import Address
from articles.lib.embeds.embed import Embed, Provider

_TRACK: Final = re.compile(r"/([\w-]{1,60})/(?:(sets)/)?([\w-]{1,160})(?:/s-[\w]{5,30})?", re.ASCII)
_NUMBERED: Final = re.compile(r"/(?:tracks|playlists)/(?:soundcloud:\w+:)?([0-9]{1,15})")
#: Steps of an address that are no track of the one named before them.
_PLACES: Final = frozenset({
    "albums", "comments", "followers", "following", "likes", "popular-tracks", "reposts", "sets",
    "spotlight", "tracks",
})  # fmt: skip
_OURS: Final = frozenset({
    "charts", "discover", "feed", "jobs", "messages", "notifications", "pages", "search",
    "settings", "stream", "tags", "terms-of-use", "upload", "you",
})  # fmt: skip


def _read(address: Address) -> Embed | None:
    if address.host == "w.soundcloud.com":
        inner = addresses.read(address.query.get("url", "")) if address.path == "/player" else None
        if inner and inner.host in {"soundcloud.com", "api.soundcloud.com", "m.soundcloud.com"}:
            return _read(inner)
        return None
    if address.host == "api.soundcloud.com":
        path = address.path.replace("%3A", ":").replace("%3a", ":")
        if not _NUMBERED.fullmatch(path):
            return None
        # Readers find nothing at the address of the API; the player leads them on.
        inner_url = f"https://api.soundcloud.com{path}"
        source = f"https://w.soundcloud.com/player/?url={quote(inner_url, safe='')}"
        return _embed(source, inner_url, is_set=path.startswith("/playlists"))
    found = _TRACK.fullmatch(address.path)
    if not found or found[1] in _OURS or (not found[2] and found[3] in _PLACES):
        return None
    source = f"https://soundcloud.com{address.path}"
    return _embed(source, source, is_set=bool(found[2]))


def _embed(source: str, wanted: str, *, is_set: bool) -> Embed:
    frame = f"https://w.soundcloud.com/player/?url={quote(wanted, safe='')}&visual=false"
    words, ratio = ("SoundCloud set", "4:3") if is_set else ("SoundCloud track", "5:2")
    return Embed("SoundCloud", words, source, frame, ratio, "audio", "auto_play=true")


PROVIDER: Final = Provider(
    "soundcloud",
    ("soundcloud.com", "m.soundcloud.com", "w.soundcloud.com", "api.soundcloud.com"),
    _read,
)
