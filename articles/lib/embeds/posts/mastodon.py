"""Mastodon: posts on the servers that `MASTODON_HOSTS` names. There are thousands, anybody may run
one, and a frame may show whatever its server likes."""

import re
from typing import Final

from articles.lib.embeds.address import Address
from articles.lib.embeds.embed import Embed, Provider

_PATH: Final = re.compile(
    r"(?:/web|/deck)?/@(\w{1,40}(?:@[A-Za-z0-9.-]{3,80})?)/([0-9]{5,25})(?:/embed)?", re.ASCII
)
_USERS: Final = re.compile(r"/users/(\w{1,40})/statuses/([0-9]{5,25})(?:/embed)?", re.ASCII)


def _read(address: Address) -> Embed | None:
    found = _PATH.fullmatch(address.path) or _USERS.fullmatch(address.path)
    # A post that came there from another server has no frame there.
    if not found or "@" in found[1]:
        return None
    source = f"https://{address.host}/@{found[1]}/{found[2]}"
    return Embed("Mastodon", "Post on Mastodon", source, f"{source}/embed", "4:5", "post")


def provider(hosts: tuple[str, ...]) -> Provider:
    """Mastodon as it is on these hosts."""
    return Provider("mastodon", tuple(host.removeprefix("www.") for host in hosts), _read)
