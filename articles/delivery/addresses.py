"""Which requests the page store may answer, and under which address it keeps the page.

Scheme and host belong to it, because a page names itself with both. Only a host that is ours gets
in, in lower case and without the port that goes without saying; of the query only what pages look
at. The rest, such as utm_source, neither splits the store nor gets into a page.
"""

from __future__ import annotations

from hashlib import sha1
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from articles.delivery.store import Address

#: What is never the same for everyone, or looks at all of its query.
PASSED = (
    "/admin/",
    "/preview/",
    "/search/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/sitemap",
    "/styleguide/",
    "/__debug__/",
)
#: What pages look at.
KNOWN = {"page"}
PORTS = {"http": "80", "https": "443"}
LONGEST = 1_000


def public(raw: Address, environ: dict[str, Any]) -> Address | None:
    """The address to keep the page under; None for what goes through untouched."""
    scheme, host, path, query = raw
    passed = (*PASSED, settings.STATIC_URL, settings.MEDIA_URL)
    if path.startswith(passed) or len(path) > LONGEST:
        return None
    if settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", ""):
        return None
    if (canonical := canonical_host(scheme, host)) is None:
        return None
    return (scheme, canonical, path, canonical_query(query))


def canonical_host(scheme: str, host: str) -> str | None:
    """`host` as it is kept; None for one that is not ours."""
    domain, port = split_domain_port(host)
    allowed = settings.ALLOWED_HOSTS
    if not domain or not validate_host(domain, allowed):
        return None
    return domain if not port or port == PORTS[scheme] else f"{domain}:{port}"


def canonical_query(query: str) -> str:
    """What pages look at, in one order."""
    if not query:
        return ""
    # Of two that say the same thing, Django reads the last.
    known = {name: value for name, value in parse_qsl(query, True)[:100] if name in KNOWN}
    return urlencode(sorted(known.items()))


def cleaned(environ: dict[str, Any], address: Address) -> dict[str, Any]:
    """The request as it would be at `address`: nothing else gets into a page that is kept."""
    _scheme, host, _path, query = address
    return environ | {"HTTP_HOST": host, "QUERY_STRING": query}


def name(address: Address) -> str:
    """The name of a page on a shelf."""
    return sha1("\n".join(address).encode(), usedforsecurity=False).hexdigest()
