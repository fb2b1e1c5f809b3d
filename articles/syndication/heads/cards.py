"""Stories as other sites show them when they are passed on: Open Graph's properties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django.templatetags.static import static
from django.utils.safestring import SafeString

from articles.lib.addresses import with_host
from articles.models import Paper
from articles.syndication.story.told import Shapes, Told
from articles.syndication.story.values import stamp

#: Width and height of the paper's own card, in pixels.
OWN_SIZE = (1200, 675)


def story(told: Told, *, site: Mapping[str, Any], canonical: str) -> SafeString:
    """The `<meta>` elements of a story's card: its words, its picture or the paper's, its times,
    its section, names and topics. `site` is what the pages say of the paper."""
    said: list[tuple[str, object]] = [
        ("og:site_name", site["name"]),
        ("og:locale", _locale(told.language)),
        ("og:type", "article"),
        ("og:title", told.social_title or told.headline),
        ("og:description", told.social_description or told.summary),
        ("og:url", canonical),
        *_picture(told.shapes, site["paper"], str(site["url"])),
        ("article:published_time", stamp(told.published)),
        ("article:modified_time", stamp(told.updated)),
        ("article:section", told.section.name if told.section else ""),
        # Names, as most papers have it: programs show what stands here.
        *(("article:author", one.name) for one in told.names),
        *(("article:tag", topic.name) for topic in told.topics),
    ]
    meta = _meta((name, value) for name, value in said if value or name == "og:description")
    return SafeString(f'{meta}<meta name="twitter:card" content="summary_large_image">')


def _locale(tag: str) -> str:
    """As cards want it (en_GB)."""
    return tag.replace("-", "_")


def _picture(shapes: Shapes | None, paper: Paper, host: str) -> list[tuple[str, object]]:
    if shapes is None:
        address = paper.card_url or static("img/social.png")
        return [("og:image", with_host(address, host)), *_size(*OWN_SIZE)]
    address, width, height = shapes.card
    return [("og:image", address), ("og:image:alt", shapes.alt), *_size(width, height)]


def _size(width: int, height: int) -> list[tuple[str, object]]:
    return [("og:image:width", width), ("og:image:height", height)]


def _meta(said: Iterable[tuple[str, object]]) -> SafeString:
    # A page has a dozen of them: `format_html_join` would take a tenth of the page's time.
    return SafeString(
        "".join(
            f'<meta property="{name}" content="{escape(str(value))}">\n' for name, value in said
        )
    )
