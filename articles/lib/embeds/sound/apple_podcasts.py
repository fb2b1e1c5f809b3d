"""Apple Podcasts: shows and episodes."""

import re
from typing import Final

from articles.lib.embeds.address import Address
from articles.lib.embeds.embed import Embed, Provider

_PATH: Final = re.compile(r"(?:/([a-z]{2}))?/podcast(?:/[^/]{1,300})?/id([0-9]{5,15})")


def _read(address: Address) -> Embed | None:
    if not (found := _PATH.fullmatch(address.path)):
        return None
    path = f"/{found[1] or 'us'}/podcast/id{found[2]}"
    episode = address.query.get("i", "")
    if re.fullmatch(r"[0-9]{5,18}", episode):
        path += f"?i={episode}"
    source, frame = f"https://podcasts.apple.com{path}", f"https://embed.podcasts.apple.com{path}"
    words, ratio = ("Podcast episode", "5:2") if "?" in path else ("Podcast", "4:3")
    return Embed("Apple Podcasts", f"{words} on Apple Podcasts", source, frame, ratio, "audio")


PROVIDER: Final = Provider(
    "applepodcasts", ("podcasts.apple.com", "embed.podcasts.apple.com"), _read
)
