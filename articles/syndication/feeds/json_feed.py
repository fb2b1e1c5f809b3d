"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), with the text in full."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from articles.syndication.feeds.channel import Item, Written

CONTENT_TYPE = "application/feed+json; charset=utf-8"
VERSION: Final = "https://jsonfeed.org/version/1.1"


def write(feed: Written) -> bytes:
    """The document."""
    said = {
        "version": VERSION,
        "title": feed.channel.title,
        "home_page_url": feed.page,
        "feed_url": feed.address("json"),
        "description": feed.channel.about,
        "language": feed.language,
        "icon": feed.icon,
        "authors": [{"name": feed.channel.paper.called, "url": f"{feed.site}/"}],
        "next_url": feed.address("json", feed.links.older) if feed.links.older else "",
        "hubs": [{"type": "WebSub", "url": hub} for hub in feed.hubs],
    }
    items = [_item(item) for item in feed.items]
    return json.dumps(_without_nothing(said) | {"items": items}, ensure_ascii=False).encode()


def _item(item: Item) -> dict[str, Any]:
    said = {
        "id": item.id,
        "url": item.address,
        "title": item.title,
        "content_html": item.html,
        "summary": item.summary,
        "image": item.picture.address if item.picture else "",
        "date_published": _moment(item.published),
        "date_modified": _moment(item.updated) if item.updated else "",
        "authors": [_without_nothing({"name": one.name, "url": one.address}) for one in item.names],
        "tags": [category.name for category in item.categories],
        "language": item.language,
    }
    # A text may be empty, but has to be there.
    return _without_nothing(said) | {"content_html": item.html}


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _without_nothing(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value not in ("", [])}
