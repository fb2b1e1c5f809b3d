"""Dailymotion: films and lists of films."""

import re
from typing import Final

from articles.lib.embeds.address import Address, seconds
from articles.lib.embeds.embed import Embed, Provider

_PATH: Final = re.compile(r"(?:/[a-z]{2})?(?:/embed)?/(video|playlist)/([A-Za-z0-9]{5,20})")
_FILM: Final = re.compile(r"[A-Za-z0-9]{5,20}")


def _read(address: Address) -> Embed | None:
    kind, film = "video", ""
    if address.path == "/player.html":
        kind = "video" if "video" in address.query else "playlist"
        film = address.query.get(kind, "")
    elif address.host == "dai.ly":
        film = address.path.removeprefix("/")
    elif found := _PATH.fullmatch(address.path):
        kind, film = found.groups()
    if not _FILM.fullmatch(film):
        return None
    source = f"https://www.dailymotion.com/{kind}/{film}"
    frame = f"https://geo.dailymotion.com/player.html?{kind}={film}"
    mark = address.query.get("start") or address.query.get("startTime", "")
    if start := seconds(mark):
        source, frame = f"{source}?start={start}", f"{frame}&startTime={start}"
    return Embed("Dailymotion", f"Dailymotion {kind}", source, frame, "16:9", play="autoplay=1")


PROVIDER: Final = Provider(
    "dailymotion", ("dailymotion.com", "geo.dailymotion.com", "dai.ly"), _read
)
