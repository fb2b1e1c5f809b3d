"""Which readers want the twin of a page, because they say so by Accept, and where it is.

Who names a twin's type, and wants it no less than HTML, gets it: programs that read for people
name `text/markdown` before `text/html`. Browsers name none.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.urls import Resolver404, resolve
from django.utils.http import parse_header_parameters

FORMS = {
    "text/markdown": "md",
    "text/x-markdown": "md",
    "application/json": "json",
    "application/ninjs+json": "json",
    "text/plain": "txt",
}
#: The pages that have a twin; only stories have one in plain text.
HAVE = {"front", "latest", "section", "author", "topic", "article", "about", "page"}
#: The environment's word for a request that was led to a twin.
LED = "newsportal.led_to_twin"
LONGEST = 300  # characters of a header that are read


@lru_cache(256)
def wanted(accept: str) -> str:
    """The form that an Accept header asks for; "" for the page itself."""
    best, weight, html = "", 0.0, 0.0
    for part in accept[:LONGEST].split(","):
        name, parameters = parse_header_parameters(part)
        try:
            quality = float(parameters.get("q", "1"))
        except ValueError:
            quality = 0.0
        if name in ("text/html", "application/xhtml+xml"):
            html = max(html, quality)
        elif name in FORMS and quality > weight:
            best, weight = FORMS[name], quality
    return best if weight and weight >= html else ""


def lead(environ: dict[str, Any], form: str) -> bool:
    """Have the request ask for the twin of its page; False where that has none."""
    if LED in environ:
        return True
    path = environ["PATH_INFO"]
    if not path.endswith("/"):
        return False
    try:
        name = resolve(path.encode("latin-1").decode(errors="replace")).url_name
    except Resolver404:
        return False
    if name not in HAVE:
        return False
    form = "md" if form == "txt" and name != "article" else form
    environ["PATH_INFO"] = f"{path.removesuffix('/') or '/index'}.{form}"
    environ[LED] = True
    return True


def answering(environ: dict[str, Any], start_response: Callable[..., Any]) -> Callable[..., Any]:
    """Say with the answer what it is, and that no cache in front may give it to others: of two
    that ask for the page, one gets its twin."""

    def said(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
        ours = {"cache-control", "surrogate-control", "cdn-cache-control", "vary"}
        kept = [(name, value) for name, value in headers if name.lower() not in ours]
        kept += [
            ("Cache-Control", "private, max-age=0, must-revalidate"),
            ("Vary", "Accept, Accept-Encoding"),
            ("Content-Location", quote(environ["PATH_INFO"].encode("latin-1"))),
        ]
        return start_response(status, kept, *error)

    return said
