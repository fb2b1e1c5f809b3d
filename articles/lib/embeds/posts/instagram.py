"""Instagram: pictures and reels."""

import re
from typing import Final

from articles.lib.embeds.address import Address
from articles.lib.embeds.embed import Embed, Provider

_PATH: Final = re.compile(
    r"(?:/[\w.]{1,30})?/(p|reels?|tv)/([\w-]{5,40})(?:/embed(?:/captioned)?)?", re.ASCII
)


def _read(address: Address) -> Embed | None:
    if not (found := _PATH.fullmatch(address.path)):
        return None
    form = "p" if found[1] in {"p", "tv"} else "reel"
    source = f"https://www.instagram.com/{form}/{found[2]}/"
    words, ratio = ("Instagram reel", "9:16") if form == "reel" else ("Instagram post", "4:5")
    return Embed("Instagram", words, source, f"{source}embed/", ratio, "post")


PROVIDER: Final = Provider("instagram", ("instagram.com", "m.instagram.com", "instagr.am"), _read)
