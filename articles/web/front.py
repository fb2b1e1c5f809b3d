"""The front page: every story once, the newest on top."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.lib.dependencies import delivered
from articles.models import Article, Category
from articles.web import chrome
from articles.web.offline import kept_offline

SECONDARIES = 4
LATEST = 6
IN_STRIP = 5
OPINIONS = 4


@require_safe
@delivered("list")
@kept_offline
def front(request: HttpRequest) -> HttpResponse:
    """The front page."""
    sections = chrome.sections(request)
    chrome.say_the_day()
    top = 1 + SECONDARIES + LATEST
    visible = Article.objects.visible()
    newest = list(visible.newest_first().for_cards()[:top])
    strips = _strips(sections, newest)
    lead, rest = _lead_first(newest)
    return render(
        request,
        "front.html",
        {
            "lead": lead,
            "secondaries": rest[:SECONDARIES],
            "latest": rest[SECONDARIES:],
            "opinions": _opinions(strips),
            "strips": strips,
            "feed_url": reverse("feed"),
        },
    )


def _lead_first(newest: list[Article]) -> tuple[Article | None, list[Article]]:
    """The newest story with a picture leads; without any, the newest."""
    if not newest:
        return None, []
    lead = next((story for story in newest if story.picture_id), newest[0])
    return lead, [story for story in newest if story is not lead]


def _strips(sections: list[Category], shown: list[Article]) -> list[dict[str, object]]:
    """The newest stories of each section that are not on top of the page already.

    Of each section as many are fetched as may be on top: that is one query, whatever is there.
    """
    seen = {story.pk for story in shown}
    fetched = Article.objects.strips(sections, IN_STRIP + OPINIONS + len(shown)).for_cards()
    by_section: dict[int, list[Article]] = {section.pk: [] for section in sections}
    for story in fetched:
        if story.pk not in seen and story.section_id is not None:
            by_section[story.section_id].append(story)
    return [
        {"section": section, "stories": stories}
        for section in sections
        if (stories := by_section[section.pk])
    ]


def _opinions(strips: list[dict[str, object]]) -> list[Article]:
    """Take the opinion pieces out of the strips into a block of their own, and cut the strips."""
    opinions: list[Article] = []
    for strip in strips:
        stories: list[Article] = strip["stories"]  # type: ignore[assignment]
        own = [story for story in stories if story.kind == Article.Kind.OPINION]
        opinions += own
        strip["stories"] = [story for story in stories if story not in own][:IN_STRIP]
    strips[:] = [strip for strip in strips if strip["stories"]]
    opinions.sort(key=lambda story: story.publish_at, reverse=True)  # type: ignore[arg-type,return-value]
    return opinions[:OPINIONS]
