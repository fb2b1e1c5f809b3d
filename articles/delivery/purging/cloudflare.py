"""Cloudflare: pages are tagged by the header Cache-Tag. It knows no soft purge.

https://developers.cloudflare.com/cache/how-to/purge-cache/purge-by-tags/
"""

from __future__ import annotations

from collections.abc import Sequence

from articles.delivery.purging.base import PurgeFailed, Purger
from articles.delivery.purging.requests import request

HINT = "Check CLOUDFLARE_ZONE_ID, and that CLOUDFLARE_API_TOKEN may purge this zone’s cache."


class Cloudflare(Purger):
    """One zone of Cloudflare."""

    name = "cloudflare"
    label = "Cloudflare"

    def __init__(self, zone: str, token: str, api: str, most: int) -> None:
        self.url = f"{api}/zones/{zone}/purge_cache"
        self.token = token
        self.most = most

    def send(self, keys: Sequence[str], *, soft: bool) -> None:
        """One batch, dropped whether it is `soft` or not."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = request(self.label, "POST", self.url, headers, {"tags": list(keys)}, hint=HINT)
        if not (isinstance(answer, dict) and answer.get("success")):
            raise PurgeFailed(f"Cloudflare answers, but not that it has purged. {HINT}")
