"""What stands around every page: the site's name and its sections."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi, to_locale

from articles.lib.addresses import absolute, site_url
from articles.lib.dependencies import recorded
from articles.models import Category


def sections(request: HttpRequest) -> list[Category]:
    """The sections in their order; fetched once a request."""
    if not hasattr(request, "_sections"):
        request._sections = list(Category.objects.all())  # type: ignore[attr-defined]
    return request._sections  # type: ignore[attr-defined,no-any-return]


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


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The context of every page. Pages of the desk do not fetch what they do not show."""
    locale = to_locale(get_language() or settings.LANGUAGE_CODE)
    return {
        "site": {
            "name": settings.SITE_NAME,
            "tagline": settings.SITE_TAGLINE,
            # One language, written as HTML (en-GB) and as social cards (en_GB) want it.
            "language": locale.replace("_", "-"),
            "locale": locale,
            "direction": "rtl" if get_language_bidi() else "ltr",
            "url": SimpleLazyObject(lambda: site_url(request)),
        },
        "sections": SimpleLazyObject(lambda: sections(request)),
        "canonical": SimpleLazyObject(lambda: absolute(request, request.path)),
        "now": timezone.localtime(),
    }
