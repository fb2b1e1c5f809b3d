"""The public page of corrections."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.lib.addresses import absolute
from articles.lib.dependencies import delivered
from articles.models import Correction
from articles.web.lists.pagination import PAGE_SIZE, Page, place

#: There is no way to older ones than by numbered pages: 2,000 corrections.
MOST_PAGES = 100


@require_safe
@delivered("list")
def corrections(request: HttpRequest) -> HttpResponse:
    """Corrections and clarifications of the stories that are out, the newest first."""
    rows = Correction.objects.visible().for_cards()
    number, last = place(request, rows, MOST_PAGES)
    start = (number - 1) * PAGE_SIZE
    page = Page([], number, last, request.path)
    return render(
        request,
        "corrections.html",
        {
            "corrections": list(rows[start : start + PAGE_SIZE]),
            "page": page,
            "feed_url": reverse("corrections-feed"),
            "feed_title": _("Corrections"),
            "canonical": absolute(request, page.url(number)),
        },
    )
