"""Spotify: tracks, albums, playlists, and podcasts."""

import re
from typing import Final

from articles.lib.embeds.address import Address, seconds
from articles.lib.embeds.embed import Embed, Provider

#: Addresses may begin with the reader's language (intl-de) or be the player's own (embed).
_PATH: Final = re.compile(
    r"(?:/intl-[a-z-]{2,7})?(?:/embed(?:-podcast)?)?"
    r"/(track|album|playlist|episode|show)/([A-Za-z0-9]{22})"
)


def _read(address: Address) -> Embed | None:
    if not (found := _PATH.fullmatch(address.path)):
        return None
    kind, name = found.groups()
    source = f"https://open.spotify.com/{kind}/{name}"
    frame = f"https://open.spotify.com/embed/{kind}/{name}"
    if start := seconds(address.query.get("t", "")):
        source, frame = f"{source}?t={start}", f"{frame}?t={start}"
    ratio = "5:2" if kind in ("track", "episode") else "16:9"
    return Embed("Spotify", f"Spotify {kind}", source, frame, ratio, "audio")


PROVIDER: Final = Provider("spotify", ("open.spotify.com",), _read)
