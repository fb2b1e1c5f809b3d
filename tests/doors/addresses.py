"""The address of each door of the house, filled in with a story's own numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver

from articles.doors.rules import Door, Shows
from articles.doors.table import DOORS, doors
from tests.doors.marked import SECRET, Room, Rows, came, of_story

#: Doors whose address names a story, or what stands around one.
STORY = re.compile(
    r"admin:articles_(?:article|bulkjob)_?|preview-story|article(?:-twin)?$|embed$|"
    r"admin:view_on_site|api:(?:desk-)?story$"
)


#: What programs do with a story.
DESK_OF_PROGRAMS = tuple(
    f"api:desk-{verb}" for verb in ("story", "submit", "publish", "correct", "withdraw")
)


def every_door() -> Iterator[tuple[str, str, Door]]:
    """The pattern, the name and the rule of each."""
    for route, name, _view in doors(get_resolver()):
        yield route, name, DOORS[name]


def is_of_a_story(route: str, name: str) -> bool:
    """Whether its address names a story."""
    return bool(STORY.match(name)) and "<" in route


def address(route: str, name: str, rows: Rows, room: Room) -> str:
    """The address; `room` is the story's that it names, if it names one."""
    values = rows.values(name)
    if is_of_a_story(route, name):
        values |= of_story(room)
        values |= _special(name, room)
    plain = re.sub(
        r"\(\?P<(?P<name>\w+)>(?:[^()]|\([^()]*\))*\)|<(?:\w+:)?(?P<bare>\w+)>",
        lambda found: str(values[found["name"] or found["bare"]]),
        route,
    )
    query = "?app_label=articles&model_name=byline&field_name=author"
    return (
        "/"
        + plain.removesuffix("$").replace("\\.", ".")
        + (query if name == "admin:autocomplete" else "")
    )


def _special(name: str, room: Room) -> dict[str, Any]:
    """Numbers of what is beside the story."""
    first = room.story.revisions.order_by("number").first()
    numbers = {
        "conflict": room.aside,
        "bring_back": getattr(first, "number", 1),
        "correction": room.correction.pk,
        "revoke": room.link.pk,
        "api:story": room.story.pk,
        **dict.fromkeys(DESK_OF_PROGRAMS, room.story.pk),
    }
    found = [value for part, value in numbers.items() if name.endswith(part)]
    values = {"number": found[0]} if found else {}
    return values | ({"pk": room.job.pk} if "bulkjob" in name else {})


def questions(room: Room) -> list[tuple[str, str]]:
    """Doors by name, with what is asked in the address to find a story word by word."""
    story = room.story
    suggest = "/admin/autocomplete/?app_label=articles&model_name={}&field_name={}&term=" + SECRET
    month = f"{came():%Y/%m}"
    return [
        ("admin:articles_article_changelist", f"/admin/articles/article/?q={SECRET}"),
        ("admin:articles_article_changelist", "/admin/articles/article/?status=draft"),
        ("admin:articles_article_changelist", "/admin/articles/article/?o=1"),
        ("admin:articles_entry_changelist", f"/admin/articles/entry/?q={SECRET}"),
        ("admin:articles_picture_changelist", f"/admin/articles/picture/?articles={story.pk}"),
        (
            "admin:articles_author_changelist",
            f"/admin/articles/author/?articles__headline__startswith={SECRET}",
        ),
        ("preview-story", f"/preview/story/{story.pk}/?revision=1"),
        ("preview-story", f"/preview/story/{story.pk}/?key={room.key}"),
        ("preview-new", f"/preview/new/?key={room.key}"),
        (
            "admin:articles_article_compare",
            f"/admin/articles/article/{story.pk}/compare/?from=1&to=2",
        ),
        (
            "admin:articles_article_preview",
            f"/admin/articles/article/{story.pk}/preview/?revision=1",
        ),
        ("search", f"/search/?q={SECRET}"),
        ("search-suggest", f"/search/suggest/?q={SECRET}"),
        ("archive", f"/politics/{month}/"),
        ("admin:autocomplete", suggest.format("byline", "author")),
        ("admin:autocomplete", suggest.format("tagging", "tag")),
        ("admin:autocomplete", suggest.format("comment", "article")),
    ]


def needs_reach(rule: Door, route: str, name: str) -> bool:
    """Whether the story in the address has to be within reach."""
    begins = name == "admin:articles_bulkjob_start"
    within = rule.shows in {Shows.REACH, Shows.DRAFTS, Shows.BIN}
    return within and is_of_a_story(route, name) and not begins


def form(room: Room) -> dict[str, Any]:
    """A post that would do whatever a door does."""
    return {
        "headline": "Mine now",
        "body": "<p>Mine.</p>",
        "kind": "news",
        "text": "Mine.",
        "_key": str(room.key),
        "_pk": room.story.pk,
        "_base": "1",
        "_move": "publish",
        "_reason": "Because.",
        "newest": room.story.base_number(),
        "choice-0": "mine",
        "number": 1,
        "action": "withdraw",
        "_selected_action": room.story.pk,
        "verb": "withdraw",
        "stories": room.story.pk,
        "reason": "Because.",
        "note": "Because.",
        "post": "yes",
        "days": "7",
        "confirm": "yes",
    }
