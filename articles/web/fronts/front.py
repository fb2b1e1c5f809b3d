"""The front page, and what sections and topics open with: as editors have laid them out, or as they
are while nobody has."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.lib.dependencies import delivered
from articles.models.fronts.page import readers_page
from articles.models.fronts.rows import HOME
from articles.web.sitewide import chrome
from articles.web.sitewide.offline import kept_offline


@require_safe
@delivered("list")
@kept_offline
def front(request: HttpRequest) -> HttpResponse:
    """The front page."""
    chrome.say_the_day()
    page = readers_page(HOME, chrome.sections(request))
    return render(request, "front.html", {"blocks": page.blocks, "feed_url": reverse("feed")})
