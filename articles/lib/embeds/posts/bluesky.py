"""Bluesky: posts."""

import re
from typing import Final

from articles.lib.embeds.address import Address
from articles.lib.embeds.embed import Embed, Provider

_WHO: Final = (
    r"(did:(?:plc:[a-z0-9]{10,40}|web:[a-z0-9.-]{3,80})|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
)
_PATH: Final = re.compile(rf"/profile/@?{_WHO}/post/([a-z0-9]{{5,20}})")
_FRAME: Final = re.compile(rf"/embed/{_WHO}/app\.bsky\.feed\.post/([a-z0-9]{{5,20}})")


def _read(address: Address) -> Embed | None:
    path = address.path.replace("%3A", ":").replace("%3a", ":").replace("%40", "@")
    pattern = _FRAME if address.host == "embed.bsky.app" else _PATH
    if not (found := pattern.fullmatch(path)):
        return None
    source = f"https://bsky.app/profile/{found[1]}/post/{found[2]}"
    frame = f"https://embed.bsky.app/embed/{found[1]}/app.bsky.feed.post/{found[2]}"
    return Embed("Bluesky", "Post on Bluesky", source, frame, "4:5", "post")


PROVIDER: Final = Provider("bluesky", ("bsky.app", "embed.bsky.app"), _read)
