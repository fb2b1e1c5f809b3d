"""What the API's document says beside what its library finds in the code: headers, answers without
a text, the type of errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from articles.lib.problems import PROBLEM

Said = dict[str, Any]
#: A revision's ETag, whole: many programs strip the quotes, or mark it as weak.
TAG_FORM: Final = r'^(?:W/)?"?([0-9]{1,9})"?$'
#: With or without quotes; draft-ietf-httpapi-idempotency-key-header has them.
KEY_FORM: Final = r'^"?([!#-~]{1,100})"?$'
_TEXT: Final = {"type": "string"}
#: What answers say in their heads.
HEADERS: Final[dict[str, Said]] = {
    "ETag": {"description": "Which version this is.", "schema": _TEXT},
    "Location": {
        "description": "Where it is.",
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "Retry-After": {
        "description": "Seconds to wait.",
        "schema": {"type": "integer", "minimum": 0},
    },
    "RateLimit": {"description": "How many more may be asked, and when.", "schema": _TEXT},
    "RateLimit-Policy": {"description": "How many may be asked in how long.", "schema": _TEXT},
    "WWW-Authenticate": {"description": "Which login there is.", "schema": _TEXT},
    "Idempotency-Replayed": {
        "description": "`true`: this was done before, and is said again.",
        "schema": _TEXT,
    },
}
IF_NONE_MATCH: Final[Said] = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "schema": _TEXT,
    "description": "The ETag of what is there already: 304 where it is still that.",
}
IF_MATCH: Final[Said] = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "schema": {"type": "string", "pattern": TAG_FORM},
    "description": "The ETag that came with the story: 412 where it was saved since.",
}
KEY: Final[Said] = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "pattern": KEY_FORM},
    "description": "The same request with the same key is done once, and answered the same again.",
}


def complete(said: Said) -> Said:
    """The library's document with all that is true of it."""
    said["components"]["headers"] = HEADERS
    for path, operations in said["paths"].items():
        for method, operation in operations.items():
            for parameter in operation["parameters"]:
                if parameter["schema"].get("default", "") is None:
                    del parameter["schema"]["default"]
            operation["parameters"] += _asked(path, method)
            _answer(operation["responses"], path, method)
    return said


def _asked(path: str, method: str) -> Iterator[Said]:
    if "/desk/" not in path:
        yield IF_NONE_MATCH
    elif method != "get":
        yield KEY
        if method == "post" and "{number}" in path:
            yield IF_MATCH


def _answer(responses: Said, path: str, method: str) -> None:
    if "/desk/" not in path:
        responses["304"] = {"description": "Not Modified"}
    for status, answer in responses.items():
        content = answer.get("content", {})
        if int(status) >= 400 and "application/json" in content:
            content[PROBLEM] = content.pop("application/json")
        if int(status) in {301, 304}:
            answer.pop("content", None)
        if names := list(_named(int(status), path, method)):
            answer["headers"] = {one: {"$ref": f"#/components/headers/{one}"} for one in names}


def _named(status: int, path: str, method: str) -> Iterator[str]:
    """Which headers an answer has."""
    if status in {200, 201} and not path.endswith("/desk/pictures"):
        yield "ETag"
    if status == 301 or (status == 201 and path.endswith("/desk/stories")):
        yield "Location"
    if status in {200, 201} and "/desk/" in path and method != "get":
        yield "Idempotency-Replayed"
    if status in {429, 503}:
        yield "Retry-After"
    if status in {200, 429} and "/desk/" not in path:
        yield from ("RateLimit", "RateLimit-Policy")
    if status == 401:
        yield "WWW-Authenticate"
