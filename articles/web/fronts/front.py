"""The front page, and what sections and topics open with: as editors have laid them out, or as they
are while nobody has."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.lib.addresses import site_url
from articles.lib.dependencies import delivered
from articles.models.fronts.page import readers_page
from articles.models.fronts.rows import HOME
from articles.syndication.heads import structured
from articles.web.sitewide import chrome
from articles.web.sitewide.offline import kept_offline


@require_safe
@delivered("list")
@kept_offline
def front(request: HttpRequest) -> HttpResponse:
    """The front page."""
    chrome.say_the_day()
    page = readers_page(HOME, chrome.sections(request))
    site, paper = site_url(request), chrome.paper(request)
    told = structured.script(
        structured.website(paper, site=site),
        structured.listing(paper.called, paper.motto, f"{site}/", page.cards, site=site),
    )
    context = {
        "blocks": page.blocks,
        "feed_url": reverse("feed"),
        "structured": told,
        "twin": f"{site}/index",
    }
    return render(request, "front.html", context)
