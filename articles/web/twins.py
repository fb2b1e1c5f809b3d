"""The twins of pages: `/politics/story-12.json` says what `/politics/story-12/` says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.lib.addresses import asked_anew, leading_on, path_of, site_url
from articles.lib.dependencies import delivered, not_kept
from articles.lib.text.visible import for_xml
from articles.models import (
    Article,
    Author,
    Category,
    FormerAuthor,
    FormerPage,
    FormerSection,
    FormerTopic,
    Page,
    Status,
    Topic,
)
from articles.models.fronts.page import readers_page
from articles.models.fronts.rows import HOME
from articles.models.publication.pages import FIRST
from articles.syndication.story.full_text import in_full
from articles.syndication.story.told import Told, facts
from articles.syndication.twins import house, llms, markdown, ninjs
from articles.web.sitewide import chrome

#: How many stories of a list are told of.
MOST = 40
TYPES = {
    "json": "application/json; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}


@require_safe
@delivered("article")
def article(request: HttpRequest, section: str, slug: str, pk: str, form: str) -> HttpResponse:
    """A story in full; 301 from a wrong slug or section, 410 once it is withdrawn or expired, as
    its page."""
    stories = Article.objects.filter(pk=int(pk)).for_reading().prefetch_related("topics")  # type: ignore[misc]
    story = stories.defer("search_text").first()
    if story is None or story.section is None:
        raise Http404("No such story.")
    path = f"{story.get_absolute_url().removesuffix('/')}.{form}"
    if story.status != Status.LIVE:
        if story.status in {Status.WITHDRAWN, Status.EXPIRED} and story.is_out:
            if path_of(request) != path:
                not_kept()  # there is no end of wrong addresses
            return asked_anew(HttpResponse(status=410, content_type=TYPES["txt"]))
        raise Http404("No such story.")
    if path_of(request) != path:
        return asked_anew(redirect(path, permanent=True))
    (told,) = in_full([story], site_url(request))
    if form == "json":
        return _json(ninjs.story(told, chrome.paper(request).called), told.address)
    text = markdown.story(told) if form == "md" else markdown.plain(told)
    return _text(text, form, told.address)


@require_safe
@delivered("list")
def front(request: HttpRequest, form: str) -> HttpResponse:
    """The front page, in the order of the page."""
    paper = chrome.paper(request)
    cards = readers_page(HOME, chrome.sections(request)).cards
    # As the page has them: a place may say of a story something of its own.
    stories = list({card.pk: card for card in cards}.values())
    return _listing(request, form, paper.called, paper.motto, reverse("front"), stories)


@require_safe
@delivered("list")
def latest(request: HttpRequest, form: str) -> HttpResponse:
    """The newest stories."""
    stories = Article.objects.visible().newest_first()
    return _listing(request, form, _("Latest stories"), "", reverse("latest"), _cards(stories))


@require_safe
@delivered("list")
@leading_on(FormerSection.leading_from)
def section(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """A section's newest stories; 301 from an address that it had before."""
    found = get_object_or_404(Category, slug=slug)
    return _noun(request, form, found, Article.objects.visible().in_section(found))


@require_safe
@delivered("list")
@leading_on(FormerAuthor.leading_from)
def author(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """An author's; 404 where readers know nothing of them."""
    found = get_object_or_404(Author, slug=slug)
    stories = Article.objects.by_author(found)
    return _noun(request, form, found, stories, may_be_empty=bool(found.role), about=found.role)


@require_safe
@delivered("list")
@leading_on(FormerTopic.leading_from)
def topic(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """A topic's; 404 where readers have no story about it."""
    found = get_object_or_404(Topic, slug=slug)
    return _noun(request, form, found, Article.objects.about(found), may_be_empty=False)


@require_safe
@delivered("page")
@leading_on(FormerPage.leading_from)
def page(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """A page of the paper's own; 301 from an address that it had before. A draft has none."""
    if slug == FIRST:
        return asked_anew(redirect("first-page-twin", form, permanent=True))
    return _page(request, slug, form)


@require_safe
@delivered("page")
def first_page(request: HttpRequest, form: str) -> HttpResponse:
    """That of the page at /about/ itself."""
    return _page(request, FIRST, form)


def _page(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    found = get_object_or_404(Page.objects.visible(), slug=slug)
    people = Author.objects.with_roles() if found.with_people else ()
    said = house.told(found, people, site_url(request))
    if form == "json":
        return _json(ninjs.house(said, chrome.paper(request).called), said.address)
    return _text(markdown.house(said), form, said.address)


@require_safe
@delivered("page")
def llms_txt(request: HttpRequest) -> HttpResponse:
    """/llms.txt: where programs that read for people find everything as text."""
    text = llms.written(chrome.paper(request), chrome.sections(request), site_url(request))
    return HttpResponse(text, content_type=TYPES["txt"])


def _noun(
    request: HttpRequest,
    form: str,
    noun: Any,
    stories: Any,
    *,
    may_be_empty: bool = True,
    about: str | None = None,
) -> HttpResponse:
    cards = _cards(stories)
    if not cards and not may_be_empty:
        raise Http404("Readers have no such story.")
    said = noun.description if about is None else about
    return _listing(request, form, noun.name, said, noun.get_absolute_url(), cards)


def _cards(stories: Any) -> list[Article]:
    return list(stories.for_cards()[:MOST])


def _listing(
    request: HttpRequest,
    form: str,
    name: str,
    description: str,
    path: str,
    stories: Sequence[Any],
) -> HttpResponse:
    site, name, description = site_url(request), for_xml(name), for_xml(description)
    told: Iterable[Told] = [facts(story, site=site, topics=()) for story in stories]
    if form == "json":
        paper = chrome.paper(request).called
        item = ninjs.listing(name, description, site + path, told, paper)
        return _json(item, site + path)
    return _text(markdown.listing(name, description, site + path, told), form, site + path)


def _json(item: ninjs.Item, page: str) -> HttpResponse:
    response = JsonResponse(item, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = TYPES["json"]
    return _beside(response, page)


def _text(text: str, form: str, page: str) -> HttpResponse:
    return _beside(HttpResponse(text, content_type=TYPES[form]), page)


def _beside(response: HttpResponse, page: str) -> HttpResponse:
    """Search engines keep the page, not its twin; pages of others may read it."""
    response["Link"] = f'<{page}>; rel="canonical"'
    response["X-Robots-Tag"] = "noindex"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
