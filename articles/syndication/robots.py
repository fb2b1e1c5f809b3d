"""robots.txt."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.lib.addresses import site_url

CLOSED = ("/admin/", "/search/?")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The desk and the results of searches are closed to crawlers; the sitemap is named."""
    site = site_url(request)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), ""]
    lines.append(f"Sitemap: {site}{reverse('sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
