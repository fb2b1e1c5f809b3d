"""The front page as it was before editors laid it out: by date alone. What the new one is measured
beside."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from articles.models import Article, Category
from articles.models.fronts.layout import Block
from articles.models.fronts.page import PageBlock, ShownPlace
from articles.web.sitewide import chrome

SECONDARIES = 4
LATEST = 6
IN_STRIP = 5
IN_ROW = 4
OPINIONS = 4
#: The looks of the sections' strips, one after the other, so that no two neighbours are alike.
LOOKS = ("lead", "row", "mirror", "row")


def front_by_date(request: HttpRequest) -> HttpResponse:
    """The front page."""
    sections = chrome.sections(request)
    top = 1 + SECONDARIES + LATEST
    newest = list(Article.objects.visible().newest_first().for_cards()[:top])
    of_sections = _of_sections(sections, newest)
    opinions = _opinions(of_sections)
    scene = _picture_story(of_sections)
    blocks = _top(newest)
    strips = _strips(sections, of_sections)
    blocks += strips[:1]
    blocks += [_block("opinion", opinions)] if opinions else []
    blocks += strips[1:2]
    blocks += [_block("picture", [scene])] if scene else []
    blocks += strips[2:]
    return render(request, "front.html", {"blocks": blocks, "feed_url": reverse("feed")})


def _block(
    name: str, stories: list[Article], section: Category | None = None, look: str = ""
) -> PageBlock:
    laid = Block(f"b-{name}-{section.pk if section else 0}", name, look=look)
    url = section.get_absolute_url() if section else ""
    return PageBlock(
        laid,
        [ShownPlace(one, one) for one in stories],
        section.name if section else name,
        url,
        section,
    )


def _top(newest: list[Article]) -> list[PageBlock]:
    """The newest story with a picture leads, without any the newest; the rest follows."""
    if not newest:
        return []
    lead = next((story for story in newest if story.picture_id), newest[0])
    rest = [story for story in newest if story is not lead]
    top = _block("top", [lead, *rest[:SECONDARIES]])
    latest = rest[SECONDARIES:]
    return [top, _block("latest", latest)] if latest else [top]


def _of_sections(sections: list[Category], shown: list[Article]) -> dict[int, list[Article]]:
    """Section → its newest stories that are not on top of the page already.

    Of each section as many are fetched as may be on top: that is one query, whatever is there.
    """
    seen = {story.pk for story in shown}
    fetched = Article.objects.strips(sections, IN_STRIP + OPINIONS + len(shown)).for_cards()
    by_section: dict[int, list[Article]] = {section.pk: [] for section in sections}
    for story in fetched:
        if story.pk not in seen and story.section_id is not None:
            by_section[story.section_id].append(story)
    return by_section


def _opinions(of_sections: dict[int, list[Article]]) -> list[Article]:
    """Take the opinion pieces out of the sections; the newest of them are the paper's voices."""
    taken: list[Article] = []
    for pk, stories in of_sections.items():
        own = [story for story in stories if story.kind == Article.Kind.OPINION]
        of_sections[pk] = [story for story in stories if story not in own]
        taken += own
    taken.sort(key=lambda story: story.publish_at, reverse=True)  # type: ignore[arg-type,return-value]
    return taken[:OPINIONS]


def _picture_story(of_sections: dict[int, list[Article]]) -> Article | None:
    """Take out the newest feature with a picture."""
    features = [
        story
        for stories in of_sections.values()
        for story in stories
        if story.kind == Article.Kind.FEATURE and story.picture_id
    ]
    if not features:
        return None
    scene = max(features, key=lambda story: story.publish_at)  # type: ignore[arg-type,return-value]
    for stories in of_sections.values():
        stories[:] = [story for story in stories if story is not scene]
    return scene


def _strips(sections: list[Category], of_sections: dict[int, list[Article]]) -> list[PageBlock]:
    """A strip for each section that has stories left, in the sections' order."""
    filled = [section for section in sections if of_sections[section.pk]]
    strips = []
    for place, section in enumerate(filled):
        look = LOOKS[place % len(LOOKS)]
        stories = of_sections[section.pk][: IN_ROW if look == "row" else IN_STRIP]
        strips.append(_block("strip", stories, section, look))
    return strips
