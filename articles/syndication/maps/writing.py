"""What sitemaps are written with."""

from __future__ import annotations

from datetime import datetime
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from articles.lib.text.visible import for_xml
from articles.models import Picture
from articles.syndication.known import unless_known
from articles.syndication.story.told import still
from articles.syndication.story.values import stamp

XML = "application/xml; charset=utf-8"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGES = "http://www.google.com/schemas/sitemap-image/1.1"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def element(name: str, text: str) -> str:
    """An element with what XML can hold of `text`; "" where that is nothing."""
    kept = for_xml(text).strip()
    return f"<{name}>{escape(kept)}</{name}>" if kept else ""


def row(address: str, changed: datetime | None = None, besides: str = "") -> str:
    """An address with when it was changed, and what else is said of it."""
    return f"<url>{element('loc', address)}{lastmod(changed)}{besides}</url>\n"


def lastmod(changed: datetime | None) -> str:
    """When something was changed; "" where that is not known."""
    return f"<lastmod>{stamp(changed)}</lastmod>" if changed else ""


def image(picture: Picture | None, site: str, caption: str = "") -> str:
    """A picture with its caption, credit and licence. Google reads only where it is; the others
    are still in the format's schema, in this order."""
    shown = still(picture, site, caption=caption or None) if picture else None
    if shown is None:
        return ""
    words = " · ".join(filter(None, [shown.caption, shown.credit_line]))
    return (
        f"<image:image>{element('image:loc', shown.address)}{element('image:caption', words)}"
        f"{element('image:license', shown.licence)}</image:image>"
    )


def whole(request: HttpRequest, text: str, changed: datetime | None = None) -> HttpResponseBase:
    """A small file, known by what is in it."""
    return unless_known(request, text, changed, HttpResponse(text, content_type=XML))
