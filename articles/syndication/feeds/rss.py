"""RSS 2.0, with the text in full, every name and the picture."""

from __future__ import annotations

from html import escape
from typing import Final

from django.utils import timezone
from django.utils.feedgenerator import rfc2822_date

from articles.syndication.feeds import xml
from articles.syndication.feeds.channel import Item, Written

CONTENT_TYPE: Final = "application/rss+xml; charset=utf-8"
MINUTES_TO_LIVE: Final = "5"
_ROOT: Final = {
    "version": "2.0",
    "xmlns:atom": xml.ATOM,
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": xml.MEDIA,
}


def write(feed: Written) -> bytes:
    """The document."""
    out = xml.document()
    with out.around("rss", _ROOT | xml.history_namespace(feed)), out.around("channel"):
        _channel(out, feed)
        for item in feed.items:
            with out.around("item"):
                _item(out, item)
    return out.written()


def _channel(out: xml.Document, feed: Written) -> None:
    title = xml.as_html(feed.channel.title)
    out.element("title", title)
    out.element("link", feed.page)
    out.element("description", escape(feed.channel.about, quote=False))
    xml.links(out, feed, "rss", "atom:link", CONTENT_TYPE)
    out.element("language", feed.language)
    # Without stories there is no date to tell.
    if feed.items:
        out.element("lastBuildDate", rfc2822_date(feed.changed))
    out.element("ttl", MINUTES_TO_LIVE)
    if feed.icon:
        with out.around("image"):
            out.element("url", feed.icon)
            out.element("title", title)
            out.element("link", feed.page)


def _item(out: xml.Document, item: Item) -> None:
    out.element("title", xml.as_html(item.title))
    out.element("link", item.address)
    # Read as HTML everywhere.
    out.element("description", escape(item.summary, quote=False))
    for name in item.names:
        out.element("dc:creator", xml.as_html(name.name))
    out.element("pubDate", rfc2822_date(item.published))
    out.element("guid", item.id, attributes={"isPermaLink": "false"})
    for category in item.categories:
        out.element("category", xml.as_html(category.name))
    if item.updated:
        out.element("atom:updated", timezone.localtime(item.updated).isoformat())
    if item.language:
        out.element("dc:language", item.language)
    out.full("content:encoded", item.html)
    if item.picture:
        xml.media(out, item.picture)
