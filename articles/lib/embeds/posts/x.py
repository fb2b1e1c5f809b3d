"""X, which was Twitter: posts."""

import re
from typing import Final

from articles.lib.embeds.address import Address
from articles.lib.embeds.embed import Embed, Provider

_PATH: Final = re.compile(
    r"/(?:(\w{1,15})|i/web)/status(?:es)?/([0-9]{1,20})(?:/(?:photo|video)/[0-9]+)?", re.ASCII
)
_FRAME: Final = "/embed/Tweet.html"


def _read(address: Address) -> Embed | None:
    if address.host == "platform.twitter.com":
        who, post = "i", address.query.get("id", "") if address.path == _FRAME else ""
    else:
        found = _PATH.fullmatch(address.path)
        who, post = (found[1] or "i", found[2]) if found else ("", "")
    if not re.fullmatch(r"[0-9]{1,20}", post):
        return None
    source = f"https://x.com/{who}/status/{post}"
    frame = f"https://platform.twitter.com{_FRAME}?dnt=true&id={post}"
    return Embed("X", "Post on X", source, frame, "4:5", "post")


PROVIDER: Final = Provider(
    "x",
    ("x.com", "mobile.x.com", "twitter.com", "mobile.twitter.com", "m.twitter.com",
     "platform.twitter.com"),
    _read,
)  # fmt: skip
