"""What every page shows: the publication's name and look, and its sections."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi, to_locale

from articles.delivery.services import kept
from articles.lib.addresses import absolute, path_of, site_url
from articles.lib.dependencies import recorded
from articles.models import Category, Paper
from articles.web.sitewide import theme


def sections(request: HttpRequest) -> list[Category]:
    """The sections in their order; fetched once a request, and once for all pages of the store."""
    if not hasattr(request, "_sections"):
        request._sections = kept(("sections",), Category.in_order)  # type: ignore[attr-defined]
    return request._sections  # type: ignore[attr-defined,no-any-return]


def paper(request: HttpRequest) -> Paper:
    """The paper; fetched as the sections are."""
    if not hasattr(request, "_paper"):
        request._paper = kept(("paper",), Paper.current)  # type: ignore[attr-defined]
    return request._paper  # type: ignore[attr-defined,no-any-return]


def section_or_404(request: HttpRequest, slug: str) -> Category:
    """The section with this slug, out of those that the page fetches anyway."""
    for section in sections(request):
        if section.slug == slug:
            return section
    raise Http404("No such section.")


def say_the_day() -> None:
    """The page says which day it is: it is true until midnight."""
    if (page := recorded()) is not None:
        tomorrow = timezone.localtime() + timedelta(days=1)
        page.say_until(tomorrow.replace(hour=0, minute=0, second=0, microsecond=0))


def locale() -> str:
    """The language of the site's own words, as social cards want it (en_GB)."""
    return to_locale(get_language() or settings.LANGUAGE_CODE)


def language() -> str:
    """The same, as HTML wants it (en-GB)."""
    return locale().replace("_", "-")


def site(request: HttpRequest) -> dict[str, Any]:
    """What the pages say of the paper."""
    found = paper(request)
    return {
        "name": found.called,
        "tagline": found.motto,
        "language": language(),
        "locale": locale(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "url": SimpleLazyObject(lambda: site_url(request)),
        "paper": found,
        "footer": found.footer,
        "contact": found.contact,
    }


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The context of every page. Pages of the desk do not fetch what they do not show."""
    return {
        "site": SimpleLazyObject(lambda: site(request)),
        "theme": SimpleLazyObject(lambda: theme.sheet(paper(request))),
        "footer_pages": SimpleLazyObject(lambda: paper(request).footer_pages),
        "sections": SimpleLazyObject(lambda: sections(request)),
        "canonical": SimpleLazyObject(lambda: absolute(request, path_of(request))),
        "now": timezone.localtime(),
    }
