"""Datawrapper: charts, maps and tables."""

import re
from typing import Final

from articles.lib.embeds.address import Address
from articles.lib.embeds.embed import Embed, Provider

_PATH: Final = re.compile(r"(?:/_)?/([A-Za-z0-9]{5})(?:/[0-9]{1,5})?(?:/(?:embed\.js|full\.png))?")


def _read(address: Address) -> Embed | None:
    found = _PATH.fullmatch(address.path.removesuffix("/index.html"))
    if not found or address.path.startswith("/_/") != (address.host == "datawrapper.de"):
        return None
    source = f"https://datawrapper.dwcdn.net/{found[1]}/"
    return Embed("Datawrapper", "Datawrapper chart", source, source, "4:3", "chart")


PROVIDER: Final = Provider("datawrapper", ("datawrapper.dwcdn.net", "datawrapper.de"), _read)
