"""A newsroom with stories to lay out, and how a test lays them out."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from articles.models import Article
from tests import cast

HOME = "/admin/front/home/"


def some_stories(number: int = 8, **fields: Any) -> list[Article]:
    """Live ones, the newest first: “Story 0”, “Story 1”, …"""
    now = timezone.now()
    return [
        cast.live(f"Story {n}", at=now - timedelta(minutes=n + 1), **fields) for n in range(number)
    ]


def state(client: Client, at: str = HOME) -> dict[str, Any]:
    """What the page's script is told."""
    answer: dict[str, Any] = client.get(f"{at}state/").json()
    return answer


def pinned(layout: dict[str, Any], story: Article, at: int = 0, **own: Any) -> dict[str, Any]:
    """The layout with the story at a place of its first block."""
    place = {"id": f"p-{story.pk:08}", "at": at, "story": story.pk, **own}
    first, *others = layout["blocks"]
    places = [one for one in first["places"] if one["at"] != at]
    return {"blocks": [first | {"places": [*places, place]}, *others]}


def write(client: Client, layout: Any, number: int, at: str = HOME) -> Any:
    """Post a layout, as the page's script does."""
    posted = {"layout": json.dumps(layout), "based_on": str(number)}
    return client.post(f"{at}write/", posted, headers={"accept": "application/json"})


def place(client: Client, story: Article, at: int = 0, **own: Any) -> dict[str, Any]:
    """Pin a story to the draft of the home page."""
    known = state(client)
    answer: dict[str, Any] = write(
        client, pinned(known["layout"], story, at, **own), known["number"]
    ).json()
    return answer
