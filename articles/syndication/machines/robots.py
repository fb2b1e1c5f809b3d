"""robots.txt, as the paper's policy has it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.lib.addresses import site_url
from articles.lib.dependencies import delivered
from articles.lib.machines import telling
from articles.models.publication.policies import current
from articles.syndication.maps.searched import Searched

SITEMAPS = ("sitemap", "sitemap-news")


@require_safe
@delivered("page")
def robots(request: HttpRequest) -> HttpResponse:
    """Which crawlers may read what, and where the sitemaps are; two queries."""
    paper, policy = current()
    names = () if Searched.by(paper.policy).is_nothing else SITEMAPS
    text = telling.robots_txt(policy, site_url(request), [reverse(name) for name in names])
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
