"""Vimeo: films, also unlisted ones and those that are shown in a channel, a group or an album."""

import re
from typing import Final

from articles.lib.embeds.address import Address, seconds
from articles.lib.embeds.embed import Embed, Provider

_PATH: Final = re.compile(
    r"(?:/(?:video|channels/[\w-]{1,60}|groups/[\w-]{1,60}/videos|(?:album|showcase)/[0-9]{1,12}/video"
    r"|[a-z]{2}))?/([0-9]{1,12})(?:/([0-9a-f]{6,20}))?",
    re.ASCII,
)
_KEY: Final = re.compile(r"[0-9a-f]{6,20}")


def _read(address: Address) -> Embed | None:
    if not (found := _PATH.fullmatch(address.path)):
        return None
    # Unlisted films carry a second key: a step of the page's address, `h` of the player's.
    key = found[2] or address.query.get("h", "")
    if key and not _KEY.fullmatch(key):
        return None
    source = f"https://vimeo.com/{found[1]}" + (f"/{key}" if key else "")
    query = f"h={key}&dnt=1" if key else "dnt=1"
    frame = f"https://player.vimeo.com/video/{found[1]}?{query}"
    if start := seconds(address.fragment.removeprefix("t=")):
        source, frame = f"{source}#t={start}s", f"{frame}#t={start}s"
    return Embed("Vimeo", "Vimeo video", source, frame, "16:9", play="autoplay=1")


PROVIDER: Final = Provider("vimeo", ("vimeo.com", "player.vimeo.com"), _read)
