"""Cards of posts elsewhere: what their sites give out to be put into pages, with a program that
draws them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from articles.lib.embeds.embed import Embed
from articles.lib.embeds.registry import parse_embed
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
    "cite", "data-instgrm-permalink", "data-embed-url", "data-text-post-permalink", "data-href",
    "data-permalink", "data-url", "data-src", "href",
)  # fmt: skip
_SHOWN: Final = frozenset({"img", "figure", "video", "audio", "iframe", "hr", "picture"})
_MOST: Final = 200  # tags and texts of a card
#: Flourish's own card names its chart without a host.
_FLOURISH: Final = re.compile(r"(?:visualisation|story)/[0-9]{2,12}")


def fill(source: Source) -> None:
    """Put the player in place of a card whose post may be shown; of one that shows nothing, a link
    to the post."""
    for element in source.seen():
        if element.name not in _HOLDERS or not _is_card(element):
            continue
        if player := _player(source, element):
            show(source, element, {"data-embed": player.source_url})
        elif _is_empty(source, element) and (address := _address(source, element)):
            link = tag("a", href=address), text(address), Token(end="a")
            source.drop(element, tag("p"), *link, Token(end="p"))


def _player(source: Source, card: Element) -> Embed | None:
    """Return what stands behind a card: of what has words, only where it says whose card it is."""
    if not _is_empty(source, card) and not _CARD.search(card.classes):
        return None
    if len(card.inner) > _MOST:
        return None
    return next(filter(None, map(parse_embed, _addresses(source, card))), None)


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
    return next(_addresses(source, card), "")


def _addresses(source: Source, card: Element) -> Iterator[str]:
    """Yield the addresses that the card, and what is in it, name."""
    for at in (card.at, *card.inner):
        attributes = source.tokens[at].attributes
        for name in _NAMES:
            written = attributes.get(name, "").strip()
            if card.at == at and (found := _FLOURISH.fullmatch(written)):
                written = f"https://public.flourish.studio/{found[0]}/"
            address = unwrapped(re.sub(r"^(?:http:)?//", "https://", written))
            if address.startswith("https://") and (safe := safe_link(address)):
                yield safe
