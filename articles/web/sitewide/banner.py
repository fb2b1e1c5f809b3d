"""What is in the banner's place now, for pages that are open while it comes or goes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from articles.delivery.pages.banner import shown
from articles.lib.dependencies import delivered


@require_safe
@delivered("list")
def banner(request: HttpRequest) -> HttpResponse:
    """The banner alone; nothing where none is up. Kept as pages are, and as tiny as it looks."""
    return HttpResponse(shown().html, headers={"X-Robots-Tag": "noindex"})
