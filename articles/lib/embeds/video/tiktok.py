"""TikTok: upright films. Its short addresses (vm.tiktok.com) say nothing of the film, and stay
links."""

import re
from typing import Final

from articles.lib.embeds.address import Address
from articles.lib.embeds.embed import Embed, Provider

_PATH: Final = re.compile(r"/(@[\w.]{1,40})/video/([0-9]{8,25})", re.ASCII)
#: Who made it, no frame says.
_FRAME: Final = re.compile(r"/(?:player/v1|embed(?:/v[0-9])?|v|@/video)/([0-9]{8,25})(?:\.html)?")


def _read(address: Address) -> Embed | None:
    if found := _PATH.fullmatch(address.path):
        who, film = found.groups()
    elif found := _FRAME.fullmatch(address.path):
        who, film = "@", found[1]
    else:
        return None
    source = f"https://www.tiktok.com/{who}/video/{film}"
    frame = f"https://www.tiktok.com/player/v1/{film}"
    return Embed("TikTok", "TikTok video", source, frame, "9:16", play="autoplay=1")


PROVIDER: Final = Provider("tiktok", ("tiktok.com", "m.tiktok.com"), _read)
