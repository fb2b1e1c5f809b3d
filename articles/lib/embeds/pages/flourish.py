"""Flourish: charts and stories made of them."""

import re
from typing import Final

from articles.lib.embeds.address import Address
from articles.lib.embeds.embed import Embed, Provider

_PATH: Final = re.compile(r"/(visualisation|story)/([0-9]{2,12})(?:/(?:embed|thumbnail))?")


def _read(address: Address) -> Embed | None:
    if not (found := _PATH.fullmatch(address.path)):
        return None
    source = f"https://public.flourish.studio{found[0].removesuffix('/embed')}/"
    source = source.replace("/thumbnail/", "/")
    frame = f"https://flo.uri.sh/{found[1]}/{found[2]}/embed"
    return Embed("Flourish", "Flourish chart", source, frame, "4:3", "chart")


PROVIDER: Final = Provider("flourish", ("public.flourish.studio", "flo.uri.sh"), _read)
