"""The style guide: every component and every kind of page, made of invented stories.

It has an address only while the portal is developed, and asks no database.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from articles.delivery.pages.banner import IS_UP
from articles.lib.searching import snippets, words
from articles.models import Article, Paper
from articles.models.fronts.block_types import BLOCK_TYPES, STRIP_LOOKS
from articles.models.fronts.layout import Block
from articles.models.fronts.page import FrontPage, PageBlock, ShownPlace
from articles.search import Found
from articles.web.lists.pagination import Page
from articles.web.search.choices import Choice, Group, labels_of_periods
from articles.web.story import related
from articles.web.story.body import rendered_body
from articles.web.styleguide import samples


@require_safe
def styleguide(request: HttpRequest, name: str = "components") -> HttpResponse:
    """A page of the guide; `?language=ar` and `?scheme=dark` show it as others see it."""
    if name not in PAGES:
        raise Http404("No such page of the style guide.")
    template, context_of = PAGES[name]
    asked = request.GET.get("language", "")
    language = asked if asked in samples.WORDS else translation.get_language()
    scheme = request.GET.get("scheme", "")
    request.META[IS_UP] = False  # no banner
    request._paper = Paper()  # type: ignore[attr-defined]  # as it is before anything is set
    with translation.override(language):
        context = context_of() | {
            "sections": samples.sections(),
            "scheme": scheme if scheme in {"light", "dark"} else "",
            "robots": "noindex",
            "canonical": "",
            "guide": {"pages": list(PAGES), "here": name},
        }
        return render(request, template, context)


def _components() -> dict[str, Any]:
    opinion = {"kind": "opinion", "colour": "plum"}
    return {
        "colours": samples.COLOURS,
        "story": samples.story(),
        "cards": [
            ("With everything", samples.story(kind="analysis")),
            ("Without a picture", samples.story(pictured=False)),
            ("Opinion, with a face", samples.story(**opinion)),  # type: ignore[arg-type]
            ("A long word and a huge number", samples.story(samples.LONG_WORD, colour="teal")),
            (
                "Long names, no section",
                samples.story(names=(samples.LONG_NAME, "Barnaby Quill"), section=None),
            ),
            (
                "In a language of its own",
                samples.story(samples.WORDS["ar"][0], colour="amber"),
            ),
        ],
        "blocks": _blocks(),
        "page": samples.page(4, 9),
        "author": samples.author(samples.LONG_NAME),
        "topics": samples.topics(),
        "correction": samples.correction(),
        "preview": {"status": "Draft", "what": "Version 3", "at": None, "is_public": False},
    }


def _blocks() -> list[PageBlock]:
    """Every block of the front page, full and nearly empty."""
    voices = [
        samples.story(kind="opinion", names=(name,), colour=colour)
        for name, colour in (
            ("Ottoline Marsh", "plum"),
            ("Barnaby Quill", "moss"),
            (samples.LONG_NAME, "rose"),
        )
    ]
    strips = [
        _block("strip", samples.stories(5 - place % 2, colour), look=look)
        for place, (look, colour) in enumerate(zip(STRIP_LOOKS, samples.COLOURS, strict=False))
    ]
    few = [
        _block("strip", samples.stories(many, samples.COLOURS[3 + many]), look="lead")
        for many in (1, 2, 3)
    ]
    strips = [*strips[:3], *few]
    return [
        _block("top", [samples.story(), *samples.stories(4, "moss")]),
        _block("latest", samples.stories(6, "teal")),
        strips[0],
        _block("opinion", voices),
        strips[1],
        _block("picture", [samples.story(kind="feature", colour="amber")]),
        *strips[2:],
        _block("row", samples.stories(8, "cobalt")),
        _block("ranked", samples.stories(6)),
    ]


def _block(name: str, stories: list[Article], look: str = "") -> PageBlock:
    """A block with these stories; a strip is of their section."""
    section = stories[0].section if name == "strip" else None
    number = f"{section.pk}-{look}-{len(stories)}" if section else name
    laid = Block(f"b-{number}", name, look=look or BLOCK_TYPES[name].looks[0])
    heading = section.name if section else str(laid.kind.label)
    url = section.get_absolute_url() if section else ""
    return PageBlock(laid, [ShownPlace(one, one) for one in stories], heading, url, section)


def _front() -> dict[str, Any]:
    return {"blocks": [block for block in _blocks() if block.name != "ranked"]}


def _section() -> dict[str, Any]:
    here = samples.section()
    stories = samples.stories(9)
    return {
        "opening": FrontPage([_block("top", stories[:4], look="below")]),
        "section": here,
        "current_section": here,
        "page": Page(stories[4:], 1, 9, "/styleguide/list/"),
        "subtopics": samples.topics(),
        "feed_url": "/feed/",
    }


def _story() -> dict[str, Any]:
    story = samples.story(kind="feature", standfirst=samples.words()[1])
    story.picture = samples.picture(3)
    pictures = {1: samples.picture(1, 1200, 1500), 2: samples.picture(2)}
    return {
        "article": story,
        "body": rendered_body(samples.BODY, pictures),
        "bylines": story.byline_list,
        "topics": samples.topics(),
        "corrections": [samples.correction()],
        "rail": related.Rail([related.card(one) for one in samples.stories(6)], story.section),
        "most_read": samples.stories(6),
        "current_section": story.section,
        "canonical": "https://example.org/story/",
    }


def _author() -> dict[str, Any]:
    return {"author": samples.author(), "page": samples.page(how_many=4), "feed_url": "/feed/"}


def _search() -> dict[str, Any]:
    stories, section, periods = samples.stories(4), samples.section(), labels_of_periods()
    word = words(stories[0].headline)[0]
    for story in stories:
        story.marked_headline = snippets.marked(story.headline, [[word]])
    sections = [Choice(section.name, "#", 12, section.colour)] * 2
    return {
        "query": word,
        "results": stories,
        "found": Found(count=1_234, is_about=True),
        "number": "1,234",
        "chosen": [Choice(section.name, "#"), Choice(periods["year"], "#")],
        "groups": [
            Group("section", _("Section"), sections),
            Group("period", pgettext("of a story", "Date"), [Choice(periods["week"], "#", 2)]),
        ],
        "orders": [(False, "#"), (True, "#")],
        "page": Page(stories, 1, 3, "/styleguide/search/"),
        "ranked": True,
    }


def _gone() -> dict[str, Any]:
    return {"latest": samples.stories(3)}


#: Name → its template, and what makes its context.
PAGES: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "components": ("styleguide.html", _components),
    "front": ("front.html", _front),
    "section": ("section.html", _section),
    "story": ("article.html", _story),
    "author": ("author.html", _author),
    "search": ("search.html", _search),
    "missing": ("404.html", _gone),
}
