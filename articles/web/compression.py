"""Compress what the page store does not keep, and serve static files.

Pages come ready from `delivery`. Beside them there are the desk, lists for machines, static files
and pictures; for those we put Django's and WhiteNoise's middlewares right where these read a
request's headers by the letter.
"""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware

from articles.delivery.door.negotiation import encodings_for, names

#: What gets smaller; pictures are packed as they are.
PACKED = ("text/", "application/json", "application/manifest", "application/javascript")
PACKED_KINDS = ("+xml", "/xml", "+json")


class Compression(GZipMiddleware):
    """gzip for what is text, where the reader takes it."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """The answer, packed if that is worth it; pictures keep their length and their tag."""
        kind = response.get("Content-Type", "").partition(";")[0].strip()
        if response.status_code == 304 or not is_text(kind):
            return response
        taken = encodings_for(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        request.META["HTTP_ACCEPT_ENCODING"] = "gzip" if "gzip" in taken and taken[0] else ""
        return super().process_response(request, response)


def is_text(kind: str) -> bool:
    """Whether a media type is one that packing makes smaller."""
    return kind.startswith(PACKED) or kind.endswith(PACKED_KINDS)


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Static files; lists and weak tags, and encodings that are refused, are read as RFC 9110
    says."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponseBase:
        """The file, or 304."""
        taken = encodings_for(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        # It knows no weights, and takes br before gzip.
        wanted = taken[:1] if taken[0] == "gzip" else takewhile(bool, taken)
        request.META["HTTP_ACCEPT_ENCODING"] = ", ".join(wanted)
        tag = getattr(static_file, "etag", "")
        if tag and names(request.META.get("HTTP_IF_NONE_MATCH", ""), tag):
            request.META["HTTP_IF_NONE_MATCH"] = tag
        answer: HttpResponseBase = WhiteNoiseMiddleware.serve(static_file, request)
        return answer
