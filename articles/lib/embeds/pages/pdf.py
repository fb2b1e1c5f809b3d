"""A PDF, wherever it lies: a card that leads to it. Browsers show none in a closed-off frame, and
many hosts forbid it."""

import re
from typing import Final
from urllib.parse import unquote

from articles.lib.embeds.address import Address
from articles.lib.embeds.embed import Embed, Provider

_QUOTES: Final = re.compile("[\"'<>`]")
_PATH: Final = re.compile(r"/[^\s\"'<>`]{1,1000}\.pdf", re.IGNORECASE)
_UNSEEN: Final = re.compile(r"[^\w .,()&'-]+")


def _read(address: Address) -> Embed | None:
    if not _PATH.fullmatch(address.path) or _QUOTES.search(address.written):
        return None
    source = address.written
    file = unquote(address.path.rpartition("/")[2], errors="ignore")[:-4]
    words = " ".join(_UNSEEN.sub(" ", file.replace("_", " ")).split())[:80]
    return Embed(address.host, f"PDF: {words}" if words else "PDF", source, "", "5:2", "document")


PROVIDER: Final = Provider("pdf", (), _read)
