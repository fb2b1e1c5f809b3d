"""The publication's own pages: about, staff, contact."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from articles.lib.addresses import absolute, asked_anew, moved, path_to
from articles.lib.dependencies import delivered
from articles.models import Author, FormerPage, Page
from articles.models.publication.pages import FIRST
from articles.web.sitewide.offline import kept_offline
from articles.web.story.body import rendered_body


@require_safe
@delivered("page")
@kept_offline
def about(request: HttpRequest) -> HttpResponse:
    """The page that stands at /about/ itself."""
    return _page(request, FIRST)


@require_safe
@delivered("page")
@kept_offline
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One of the others; the one at /about/ has no second address."""
    if slug == FIRST:
        return asked_anew(redirect("about", permanent=True))
    return _page(request, slug)


def _page(request: HttpRequest, slug: str) -> HttpResponse:
    """The page; 301 from an address that it had before. One that is not published is a 404 for
    everyone but those who look after pages."""
    found = Page.objects.filter(slug=slug).first()
    if found is None and (now := FormerPage.leading_from(slug)):
        return moved(request, path_to("page", now))
    if found is None or not (found.is_published or _may_see(request)):
        raise Http404("No such page.")
    context = {
        "static_page": found,
        "body": rendered_body(found.body),
        "people": list(Author.objects.with_roles()) if found.with_people else [],
        "canonical": absolute(request, found.get_absolute_url()),
    }
    if found.is_published:
        context["twin"] = absolute(request, found.get_absolute_url().removesuffix("/"))
    else:
        context["robots"] = "noindex"
    response = render(request, "page.html", context)
    if not found.is_published:
        response["Cache-Control"] = "private, no-store"
    return response


def _may_see(request: HttpRequest) -> bool:
    # Only those who come with a session are looked up: readers cost no query.
    return request.user.has_perm("articles.view_page")
