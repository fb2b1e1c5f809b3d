"""Varnish with the module xkey, as deploy/varnish.vcl sets it up."""

from __future__ import annotations

from collections.abc import Sequence

from articles.delivery.purging.base import Purger
from articles.delivery.purging.requests import request

HINT = (
    "Check that this machine’s address is in the list `purgers` of the VCL, and that no proxy "
    "stands between the two."
)


class Varnish(Purger):
    """One Varnish at `url`. Where there are several, each is a cache of its own: one that is away
    is tried again without troubling the others."""

    #: Their line stays well below the 8 KB that Varnish takes for a header.
    most = 200

    def __init__(self, url: str, name: str = "varnish") -> None:
        self.url = url
        self.name = name
        self.label = f"Varnish at {url}"

    def send(self, keys: Sequence[str], *, soft: bool) -> None:
        """PURGE or SOFTPURGE with the keys in the header xkey."""
        request(
            self.label,
            "SOFTPURGE" if soft else "PURGE",
            f"{self.url}/",
            {"xkey": " ".join(keys)},
            hint=HINT,
            direct=True,
        )
