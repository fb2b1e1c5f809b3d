"""Stories as other sites show them when they are passed on: Open Graph's properties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django.templatetags.static import static
from django.utils.safestring import SafeString

from articles.lib.addresses import with_host
from articles.lib.cards.drawing import SIZE as DRAWN_SIZE
from articles.lib.dependencies import note
from articles.lib.text.visible import for_xml
from articles.models import Paper
from articles.models.cards.drawing import key_of
from articles.syndication.story.told import Told
from articles.syndication.story.values import stamp

#: Width and height of the paper's own card, in pixels.
OWN_SIZE = (1200, 675)
#: What stands a second time in the words of another network.
_TWITTER = frozenset({"og:image", "og:image:alt"})


def story(told: Told, *, site: Mapping[str, Any], canonical: str) -> SafeString:
    """The `<meta>` elements of a story's card: its words, its picture or the paper's, its times,
    its section, names and topics. `site` is what the pages say of the paper."""
    image = _picture(told, site["paper"], str(site["url"]))
    said: list[tuple[str, object]] = [
        ("og:site_name", site["name"]),
        ("og:locale", _locale(told.language)),
        ("og:type", "article"),
        ("og:title", told.social_title or told.headline),
        ("og:description", told.social_description or told.summary),
        ("og:url", canonical),
        *image,
        ("article:published_time", stamp(told.published)),
        ("article:modified_time", stamp(told.updated)),
        ("article:section", told.section.name if told.section else ""),
        # Names, as most papers have it: programs show what stands here.
        *(("article:author", one.name) for one in told.names),
        *(("article:tag", topic.name) for topic in told.topics),
    ]
    meta = _meta((name, value) for name, value in said if value or name == "og:description")
    named = "".join(
        f'\n<meta name="twitter{name[2:]}" content="{escape(str(value))}">'
        for name, value in image
        if value and name in _TWITTER
    )
    return SafeString(f'{meta}<meta name="twitter:card" content="summary_large_image">{named}')


def _locale(tag: str) -> str:
    """As cards want it (en_GB)."""
    return tag.replace("-", "_")


def _picture(told: Told, paper: Paper, host: str) -> list[tuple[str, object]]:
    """The drawn card, or the picture; the paper's own card where there is neither yet."""
    if told.shows_card:
        # The page is made anew as soon as the card is there, or another one.
        note(key_of(told.pk))
    if told.shows_card and told.drawn_card:
        alt = told.social_title or told.headline
        address, size = told.drawn_card, DRAWN_SIZE
        return [("og:image", address), *_size(*size), ("og:image:alt", alt)]
    if told.shapes is None:
        address = with_host(paper.card_url or static("img/social.png"), host)
        return [("og:image", address), *_size(*OWN_SIZE), ("og:image:alt", for_xml(paper.called))]
    address, width, height = told.shapes.card
    return [("og:image", address), *_size(width, height), ("og:image:alt", told.shapes.alt)]


def _size(width: int, height: int) -> list[tuple[str, object]]:
    return [("og:image:width", width), ("og:image:height", height)]


def _meta(said: Iterable[tuple[str, object]]) -> SafeString:
    # A page has a dozen of them: `format_html_join` would take a tenth of the page's time.
    return SafeString(
        "".join(
            f'<meta property="{name}" content="{escape(str(value))}">\n' for name, value in said
        )
    )
