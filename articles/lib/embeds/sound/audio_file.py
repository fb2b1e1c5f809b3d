"""A file that is heard, such as the enclosure of a podcast's feed, wherever it lies: the browser's
own player, which asks for nothing until it is pressed."""

import re
from typing import Final

from articles.lib.embeds.address import Address
from articles.lib.embeds.embed import Embed, Provider

_QUOTES: Final = re.compile("[\"'<>`]")
_PATH: Final = re.compile(r"/[^\s\"'<>`]{1,1000}\.(?:mp3|m4a|aac|ogg|oga|opus|wav)", re.IGNORECASE)


def _read(address: Address) -> Embed | None:
    if not _PATH.fullmatch(address.path) or _QUOTES.search(address.written):
        return None
    source = address.written
    return Embed(address.host, "Audio", source, "", "5:2", "audio", file_url=source)


PROVIDER: Final = Provider("audio", (), _read)
