"""Cards of posts elsewhere: without the program that draws them, they may show nothing."""

from __future__ import annotations

import re
from typing import Final

from articles.lib.html.embeds import parse_embed
from articles.lib.html.markup import Token, safe_link
from articles.lib.incoming.figures.placing import show
from articles.lib.incoming.links import unwrapped
from articles.lib.incoming.source import Element, Source, tag, text

_CARD: Final = re.compile(
    r"(?:^|\s)(?:twitter-(?:tweet|video)|instagram-media|text-post-media|fb-(?:post|video)"
    r"|(?:embedly|reddit)-card|[a-z]+-embed(?:-[a-z]+)?)(?=\s|$)"
)
_HOLDERS: Final = frozenset({"blockquote", "div", "section"})
#: What names the post, before the first link in the card.
_NAMES: Final = (
    "cite", "data-instgrm-permalink", "data-text-post-permalink", "data-href", "data-permalink",
    "data-url", "data-src", "href",
)  # fmt: skip
_SHOWN: Final = frozenset({"img", "figure", "video", "audio", "iframe", "hr", "picture"})
_MOST: Final = 60  # tags of a card that shows nothing


def fill(source: Source) -> None:
    """Put the player in place of a card that shows nothing, or a link to the post."""
    for element in source.seen():
        if element.name not in _HOLDERS or not _is_card(element) or not _is_empty(source, element):
            continue
        if not (address := _address(source, element)):
            continue
        if player := parse_embed(address):
            show(source, element, {"data-embed": player.source_url})
        else:
            link = tag("a", href=address), text(address), Token(end="a")
            source.drop(element, tag("p"), *link, Token(end="p"))


def _is_card(element: Element) -> bool:
    return bool(_CARD.search(element.classes)) or (
        element.name == "blockquote" and any(name in element.attributes for name in _NAMES)
    )


def _is_empty(source: Source, element: Element) -> bool:
    return len(element.inner) <= _MOST and not any(
        source.tokens[at].text.strip() or source.tokens[at].start in _SHOWN for at in element.inner
    )


def _address(source: Source, card: Element) -> str:
    """Return the address that the card, or something in it, names first; "" for none."""
    for at in (card.at, *card.inner):
        attributes = source.tokens[at].attributes
        for name in _NAMES:
            written = attributes.get(name, "").strip()
            address = unwrapped(re.sub(r"^(?:http:)?//", "https://", written))
            if address.startswith("https://") and (safe := safe_link(address)):
                return safe
    return ""
