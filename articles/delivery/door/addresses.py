"""Decide which requests the page store may answer, and under which key it keeps the page.

Scheme and host belong to it, because a page names itself with both. Only a host that is ours gets
in, in lower case and without the port that goes without saying; of the query only the number of a
page, where the list has numbers. The rest neither splits the store nor gets into a page.
"""

from __future__ import annotations

import re
from hashlib import sha1
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve

from articles.delivery.pages.store import Address
from articles.lib.problems import API

#: What is never the same for everyone, or looks at all of its query.
PASSED = (
    "/admin/",
    "/preview/",
    "/api/v1/desk/",
    "/search/",
    "/embed/oembed/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/sitemap",
    "/styleguide/",
    "/__debug__/",
)
#: The lists that are read by numbered pages: nothing else looks at the query.
NUMBERED = {"latest", "corrections", "author", "topic", "section", "archive"}
#: What lists of the API look at, in the order in which it is kept.
_PAGED = ("cursor", "limit")
PARAMETERS = {
    "api:stories": (
        "author", "cursor", "fields", "from", "kind", "language", "limit", "q", "section", "to",
        "topic", "updated_since",
    ),
    "api:story": ("fields",),
    "api:authors": _PAGED,
    "api:topics": _PAGED,
    "api:pictures": _PAGED,
}  # fmt: skip
#: How somebody came here, and what keeps a copy on the way from being used. They change nothing;
#: deploy/varnish.vcl takes all but the last away.
PASSED_OVER = re.compile(
    r"(?:utm_.*|at_.*|mc_[ce]id|_ga|_gl|gclid|gclsrc|dclid|gbraid|wbraid|fbclid|igshid|msclkid"
    r"|ttclid|twclid|yclid|li_fat_id|xtor|_)",
    re.IGNORECASE | re.ASCII | re.DOTALL,
)
PORTS = {"http": "80", "https": "443"}
MAX_ADDRESS_CHARACTERS = 1_000
#: Hosts that only a pattern allows: so many are kept, in the order in which they came.
MAX_OTHER_HOSTS = 16
_others: dict[str, None] = {}


def public(raw: Address, environ: dict[str, Any]) -> Address | None:
    """The address to keep the page under; None for what goes through untouched."""
    scheme, host, path, query = raw
    passed = (*PASSED, settings.STATIC_URL, settings.MEDIA_URL)
    if path.startswith(passed) or len(path) > MAX_ADDRESS_CHARACTERS:
        return None
    if settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", ""):
        return None
    if (canonical := canonical_host(scheme, host, str(environ.get("SERVER_PORT", "")))) is None:
        return None
    return (scheme, canonical, path, canonical_query(path, query))


def canonical_host(scheme: str, host: str, listening: str = "") -> str | None:
    """`host` as it is kept; None for one that is not ours, or has a port that is not.

    Ours are the port that goes without saying, the one that we listen at, and that of SITE_URL.
    Where SITE_URL is set pages name themselves with that, and the port is left out.
    """
    domain, port = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS) or not _is_kept(domain):
        return None
    if not port or port == PORTS[scheme] or settings.SITE_URL:
        return domain
    return f"{domain}:{port}" if port == listening else None


def _is_kept(domain: str) -> bool:
    """Whether pages are kept for a host that is allowed: there is no end of those that only a
    pattern allows."""
    if domain in settings.ALLOWED_HOSTS or domain in _others:
        return True
    if len(_others) >= MAX_OTHER_HOSTS:
        return False
    _others[domain] = None
    return True


def canonical_query(path: str, query: str) -> str:
    """What the page at `path` looks at: the number of a page, where it has numbers."""
    if not query:
        return ""
    if path.startswith(API):
        return _parameters(path, query)
    # Of two that say the same thing, Django reads the last.
    said = dict(parse_qsl(query, True)[:100]).get("page")
    if said is None or not _is_numbered(path):
        return ""
    if said.isascii() and said.isdigit() and len(said) < 4:
        return f"page={int(said)}" if int(said) != 1 else ""
    # Whatever else is no page, which the view says.
    return urlencode({"page": said})


def _parameters(path: str, query: str) -> str:
    """What the API looks at there, in one order. One that is given twice, or that it does not know,
    stays so: the view refuses it."""
    said = [one for one in parse_qsl(query, True)[:100] if not PASSED_OVER.fullmatch(one[0])]
    return urlencode(sorted(said, key=lambda one: one[0]))


def _is_numbered(path: str) -> bool:
    return _name(path) in NUMBERED


def _name(path: str) -> str:
    """The name of the address; "" for none."""
    try:
        # As WSGI has it: each byte a character.
        return resolve(path.encode("latin-1").decode(errors="replace")).view_name
    except Resolver404:
        return ""


def cleaned(environ: dict[str, Any], address: Address) -> dict[str, Any]:
    """The request as it would be at `address`: nothing else gets into a page that is kept."""
    _scheme, host, _path, query = address
    return environ | {"HTTP_HOST": host, "QUERY_STRING": query}


def name(address: Address) -> str:
    """The name of a page on a shelf."""
    return sha1("\n".join(address).encode(), usedforsecurity=False).hexdigest()
