"""Atom 1.0 (RFC 4287), with the text in full."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils import timezone

from articles.syndication.feeds import xml
from articles.syndication.feeds.channel import Item, Written
from articles.syndication.story.values import stamp

CONTENT_TYPE: Final = "application/atom+xml; charset=utf-8"
#: RFC 6721.
TOMBSTONES: Final = "http://purl.org/atompub/tombstones/1.0"


def write(feed: Written) -> bytes:
    """The document."""
    root = {"xmlns": xml.ATOM, "xmlns:media": xml.MEDIA, "xml:lang": feed.language}
    out = xml.document()
    if feed.gone:
        root["xmlns:at"] = TOMBSTONES
    with out.around("feed", root | xml.history_namespace(feed)):
        _feed(out, feed)
        for item in feed.items:
            with out.around("entry", {"xml:lang": item.language} if item.language else None):
                _entry(out, item)
        for one in feed.gone:
            out.element("at:deleted-entry", attributes={"ref": one.id, "when": stamp(one.at)})
    return out.written()


def _feed(out: xml.Document, feed: Written) -> None:
    channel = feed.channel
    _text(out, "title", channel.title)
    _text(out, "subtitle", channel.about)
    out.element("id", feed.id)
    out.element("updated", _moment(feed.changed))
    out.element("link", attributes={"rel": "alternate", "type": "text/html", "href": feed.page})
    xml.links(out, feed, "atom", "link", CONTENT_TYPE)
    # For a story that nobody is named over.
    _person(out, channel.paper.called, f"{feed.site}/")
    if feed.icon:
        out.element("icon", feed.icon)


def _entry(out: xml.Document, item: Item) -> None:
    _text(out, "title", item.title)
    out.element("id", item.id)
    out.element("link", attributes={"rel": "alternate", "href": item.address})
    out.element("published", _moment(item.published, item.number))
    out.element("updated", _moment(item.updated or item.published, item.number))
    for name in item.names:
        _person(out, name.name, name.address)
    for category in item.categories:
        of = {"term": category.name, "scheme": category.address}
        out.element("category", attributes=of)
    if item.summary:
        _text(out, "summary", item.summary)
    out.full("content", item.html, {"type": "html"})
    if item.picture:
        xml.media(out, item.picture)


def _text(out: xml.Document, name: str, text: str) -> None:
    """A text, which says of itself what it is where programs would guess."""
    attributes = {"type": "html"} if xml.is_like_html(text) else None
    out.element(name, xml.as_html(text), attributes=attributes)


def _person(out: xml.Document, name: str, address: str) -> None:
    with out.around("author"):
        out.element("name", xml.as_name(name))
        if address:
            out.element("uri", address)


def _moment(moment: datetime, number: int | None = None) -> str:
    """To the second; two stories of one second are told apart by their numbers, for programs that
    take a second change in it for the same one (RFC 4287, 4.1.1)."""
    if number is None:
        return stamp(moment)
    of_second = moment.replace(microsecond=number % 1_000_000)
    return timezone.localtime(of_second).isoformat(timespec="microseconds")
