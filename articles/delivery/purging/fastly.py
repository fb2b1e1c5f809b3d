"""Fastly: pages are tagged by the header Surrogate-Key, purges are batches of keys.

https://www.fastly.com/documentation/reference/api/purging/
"""

from __future__ import annotations

from collections.abc import Sequence

from articles.delivery.purging.base import Purger
from articles.delivery.purging.requests import request

HINT = "Check FASTLY_SERVICE_ID, and that FASTLY_API_TOKEN has the scope purge_select."


class Fastly(Purger):
    """One service of Fastly."""

    name = "fastly"
    label = "Fastly"
    most = 256

    def __init__(self, service: str, token: str, api: str) -> None:
        self.url = f"{api}/service/{service}/purge"
        self.token = token

    def send(self, keys: Sequence[str], *, soft: bool) -> None:
        """One batch."""
        headers = {"Fastly-Key": self.token, "Accept": "application/json"}
        if soft:
            headers["Fastly-Soft-Purge"] = "1"
        request(self.label, "POST", self.url, headers, {"surrogate_keys": list(keys)}, hint=HINT)
