"""What the head of a list tells search engines: the page, the way to it, and its stories."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.safestring import SafeString

from articles.lib.addresses import absolute, site_url
from articles.models.fronts.page import FrontPage
from articles.syndication.heads import structured
from articles.web.lists.pagination import Page


def nodes_of(
    request: HttpRequest,
    name: str,
    description: str,
    page: Page,
    opening: FrontPage | None = None,
) -> list[structured.Node]:
    """The page, with what it opens with, and the way to it."""
    site, address = site_url(request), absolute(request, page.url(page.number))
    stories = [*(opening.cards if opening else []), *page.stories]
    return [
        structured.listing(name, description, address, stories, site=site),
        structured.breadcrumbs([(name, absolute(request, page.path))], site=site),
    ]


def told_of(
    request: HttpRequest,
    name: str,
    description: str,
    page: Page,
    opening: FrontPage | None = None,
) -> SafeString:
    """The same as the content of a script element."""
    return structured.script(*nodes_of(request, name, description, page, opening))
