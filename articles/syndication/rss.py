"""RSS 2.0 as it is written: with full text, and without what XML can't hold."""

from __future__ import annotations

import re
from typing import Any

from django.utils import feedgenerator, timezone
from django.utils.xmlutils import SimplerXMLGenerator

NAMESPACES = {
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}
# What XML 1.0 can't hold, in any form.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Undated:
    """Writes on to `handler` what it is given, but for the date of a feed that has none."""

    def __init__(self, handler: SimplerXMLGenerator) -> None:
        self.handler = handler

    def __getattr__(self, name: str) -> Any:
        return getattr(self.handler, name)

    def addQuickElement(self, name: str, *args: Any) -> None:  # noqa: N802 - as Django calls it
        """Write the element, unless it is the date."""
        if name != "lastBuildDate":
            self.handler.addQuickElement(name, *args)


class NewsFeed(feedgenerator.Rss201rev2Feed):
    """RSS 2.0 with full text, every author and the picture."""

    content_type = "application/rss+xml; charset=utf-8"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.feed = clean(self.feed)

    def add_item(self, *args: Any, **kwargs: Any) -> None:
        """Add it without what XML can't hold: a name with a control character in it would leave
        all readers of the feed with the one of before."""
        super().add_item(*args, **kwargs)
        self.items[-1] = clean(self.items[-1])

    def root_attributes(self) -> dict[str, str]:
        """With the namespaces of what goes beyond RSS."""
        return super().root_attributes() | NAMESPACES

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """With the paper's icon; without a date where no story has one."""
        root: Any = handler if self.items else Undated(handler)
        super().add_root_elements(root)
        if self.feed["icon"]:
            handler.startElement("image", {})  # type: ignore[arg-type]
            handler.addQuickElement("url", self.feed["icon"])
            handler.addQuickElement("title", self.feed["title"])
            handler.addQuickElement("link", self.feed["link"])
            handler.endElement("image")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """With names, the whole text and the picture."""
        super().add_item_elements(handler, item)
        if updated := item["updated"]:
            handler.addQuickElement("atom:updated", timezone.localtime(updated).isoformat())
        for name in item["names"]:
            handler.addQuickElement("dc:creator", name)
        if item["language"]:
            handler.addQuickElement("dc:language", item["language"])
        handler.addQuickElement("content:encoded", item["content"])
        if picture := item["picture"]:
            handler.startElement("media:content", picture["attributes"])
            handler.addQuickElement("media:description", picture["description"])
            handler.addQuickElement("media:credit", picture["credit"])
            handler.endElement("media:content")


def clean(value: Any) -> Any:
    """`value` without what XML can't hold, in every string of it."""
    if isinstance(value, str):
        return _NOT_XML.sub("", value)
    if isinstance(value, dict):
        return {name: clean(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [clean(one) for one in value]
    return value
