"""Stories as other sites show them when they are passed on: Open Graph's properties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import SafeString

from articles.lib.addresses import with_host
from articles.models import Article, Byline, Paper, Topic

#: Width and height of the paper's own card, in pixels.
OWN_SIZE = (1200, 675)


def story(
    article: Article,
    bylines: Sequence[Byline],
    topics: Sequence[Topic],
    *,
    site: Mapping[str, Any],
    canonical: str,
) -> SafeString:
    """The `<meta>` elements of a story's card: its words, its picture or the paper's, its times,
    its section, names and topics. `site` is what the pages say of the paper."""
    host = str(site["url"])
    words = article.social_description or article.standfirst or article.trail_text
    said: list[tuple[str, object]] = [
        ("og:site_name", site["name"]),
        ("og:locale", article.language.replace("-", "_") or site["locale"]),
        ("og:type", "article"),
        ("og:title", article.social_title or article.headline),
        ("og:description", words),
        ("og:url", canonical),
        *_picture(article, site["paper"], host),
        ("article:published_time", _moment(article.publish_at)),
        ("article:modified_time", _moment(article.updated_at)),
        ("article:section", article.section.name if article.section else ""),
        *(("article:author", host + one.author.get_absolute_url()) for one in bylines),
        *(("article:tag", topic.name) for topic in topics),
    ]
    meta = _meta((name, value) for name, value in said if value or name == "og:description")
    return SafeString(f'{meta}<meta name="twitter:card" content="summary_large_image">')


def _picture(article: Article, paper: Paper, host: str) -> list[tuple[str, object]]:
    picture = article.picture
    if picture is None:
        address = paper.card_url or static("img/social.png")
        return [("og:image", with_host(address, host)), *_size(*OWN_SIZE)]
    # A picture whose files are still being made has none yet.
    address = with_host(picture.social_url, host)
    alt: tuple[str, object] = ("og:image:alt", picture.alt_text)
    return [("og:image", address), alt, *_size(*picture.social_size)]


def _size(width: int, height: int) -> list[tuple[str, object]]:
    return [("og:image:width", width), ("og:image:height", height)]


def _moment(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def _meta(said: Iterable[tuple[str, object]]) -> SafeString:
    # A page has a dozen of them: `format_html_join` would take a tenth of the page's time.
    return SafeString(
        "".join(
            f'<meta property="{name}" content="{escape(str(value))}">\n' for name, value in said
        )
    )
