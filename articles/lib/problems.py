"""Errors that programs read: problem documents (RFC 9457), which name the field that is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse

#: Below it all answers are for programs.
API: Final = "/api/"
PROBLEM: Final = "application/problem+json"
#: What pages of others, in a browser, may read of an answer.
SHARED: Final[Mapping[str, str]] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, RateLimit, RateLimit-Policy, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a field of the request."""

    field: str
    detail: str


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a program asks, which can't read a page."""
    return request.path_info.startswith(API)


def document(status: int, detail: str, errors: Iterable[Wrong] = (), **more: object) -> str:
    """What happened, which fields it is about, and what else is said, as JSON."""
    said: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if wrong := [asdict(one) for one in errors]:
        said["errors"] = wrong
    return json.dumps(said | more, ensure_ascii=False)


def problem(status: int, detail: str, errors: Iterable[Wrong] = (), **more: object) -> HttpResponse:
    """The same as an answer, which nobody is to keep."""
    content = document(status, detail, errors, **more)
    headers = {**SHARED, "Cache-Control": "no-store"}
    return HttpResponse(content, status=status, content_type=PROBLEM, headers=headers)
