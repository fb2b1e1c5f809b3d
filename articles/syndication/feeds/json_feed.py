"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), with the text in full."""

from __future__ import annotations

import json
from typing import Any, Final

from articles.syndication.feeds.channel import Item, Written
from articles.syndication.story.values import stamp, without_nothing

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
    return json.dumps(without_nothing(said) | {"items": items}, ensure_ascii=False).encode()


def _item(item: Item) -> dict[str, Any]:
    said = {
        "id": item.id,
        "url": item.address,
        "title": item.title,
        "content_html": item.html,
        "summary": item.summary,
        "image": item.picture.address if item.picture else "",
        "date_published": stamp(item.published),
        "date_modified": stamp(item.updated) if item.updated else "",
        "authors": [without_nothing({"name": one.name, "url": one.address}) for one in item.names],
        "tags": [category.name for category in item.categories],
        "language": item.language,
    }
    # A text may be empty, but has to be there.
    return without_nothing(said) | {"content_html": item.html}
