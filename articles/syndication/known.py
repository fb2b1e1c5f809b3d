"""How what a robot or a reader has already is not sent again."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date


def unless_known(
    request: HttpRequest, state: str, changed: datetime | None, answer: Any
) -> HttpResponseBase:
    """`answer`, or 304 for whoever has what it says in this `state`."""
    tag = f'"{blake2b(state.encode(), digest_size=12).hexdigest()}"'
    second = int(changed.timestamp()) if changed else None
    said: HttpResponseBase = get_conditional_response(request, tag, second, answer) or answer
    said["ETag"] = tag
    if second:
        said["Last-Modified"] = http_date(second)
    patch_vary_headers(said, ["Accept-Encoding"])
    return said
