"""Stories as search engines read them: JSON-LD in the words of schema.org."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.lib.addresses import with_host
from articles.lib.text.graphemes import start_of
from articles.models import Article, Author, Correction, Paper, Topic

LONGEST_HEADLINE: Final = 110
CONTEXT: Final = "https://schema.org"
Node = dict[str, Any]
#: IPTC's digital source type of what people made together with a model, as schema.org names it.
_HELPED: Final = f"{CONTEXT}/CompositeWithTrainedAlgorithmicMediaDigitalSource"

#: Left as they are, these could end the script element, or begin a comment in it.
_ESCAPES: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def script(*nodes: Node) -> SafeString:
    """The nodes as the content of one `<script type="application/ld+json">`.

    Safe whatever is in them: no text can end the element.
    """
    text = json.dumps(nodes, ensure_ascii=False, separators=(",", ":"))
    return SafeString(text.translate(_ESCAPES))


def story(
    article: Article,
    topics: Sequence[Topic],
    corrections: Sequence[Correction],
    *,
    site: str,
    publisher: Node,
) -> Node:
    """The NewsArticle of a story that is out, its bylines fetched already.

    `site` is scheme and host, `publisher` the paper. What a story does not have is left out.
    """
    address = site + article.get_absolute_url()
    node = {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "url": address,
        "headline": _shortened(article.headline),
        "description": article.standfirst or article.trail_text,
        "image": _images(article, site),
        "datePublished": _moment(article.publish_at),
        "dateModified": _moment(article.updated_at or article.publish_at),
        "author": _authors(article, site),
        "publisher": publisher,
        "articleSection": article.section.name if article.section else "",
        "keywords": [topic.name for topic in topics],
        "inLanguage": article.language_code,
        "wordCount": article.word_count,
        "isAccessibleForFree": True,
        "digitalSourceType": _HELPED if article.ai_helped else "",
        "correction": [_correction(one) for one in corrections],
    }
    return _without_nothing(node)


def breadcrumbs(article: Article, *, site: str) -> Node:
    """The way to a story: the front page, its section, the story itself."""
    assert article.section is not None
    steps = [
        (str(_("Home")), f"{site}/"),
        (article.section.name, site + article.section.get_absolute_url()),
        (article.headline, site + article.get_absolute_url()),
    ]
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(steps, start=1)
        ],
    }


def _authors(article: Article, site: str) -> list[Node]:
    people = [_person(byline.author, site) for byline in article.byline_list]
    agency = [{"@type": "Organization", "name": article.agency}] if article.agency else []
    return people + agency


def _person(author: Author, site: str) -> Node:
    node = {
        "@type": "Person",
        "name": author.name,
        "url": site + author.get_absolute_url(),
        "jobTitle": author.role,
        "sameAs": author.link_list,
    }
    return _without_nothing(node)


def profile(author: Author, *, site: str, paper: Paper) -> Node:
    """The page of an author, their picture fetched already."""
    person = _person(author, site) | {
        "description": author.biography,
        "image": [with_host(address, site) for address in author.picture.crops]
        if author.picture
        else [],
        "knowsAbout": author.expertise,
        "email": author.contact,
        "worksFor": publisher(paper, site),
    }
    return {
        "@context": CONTEXT,
        "@type": "ProfilePage",
        "url": site + author.get_absolute_url(),
        "mainEntity": _without_nothing(person),
    }


def publisher(paper: Paper, site: str) -> Node:
    """The paper itself."""
    logo = paper.logo_url or paper.icon_large_url or static("img/icon.png")
    return _without_nothing(
        {
            "@type": "NewsMediaOrganization",
            "name": paper.called,
            "url": f"{site}/",
            "logo": {"@type": "ImageObject", "url": with_host(logo, site)},
            "email": paper.contact,
            "sameAs": paper.profiles.split(),
        }
    )


def _images(article: Article, site: str) -> list[str]:
    """Three shapes of the lead picture, as search engines ask for."""
    crops = article.picture.crops if article.picture else []
    return [with_host(address, site) for address in crops]


def _correction(one: Correction) -> Node:
    return {
        "@type": "CorrectionComment",
        "text": one.text,
        "datePublished": _moment(one.published_at),
    }


def _moment(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def _shortened(headline: str) -> str:
    """At most 110 characters, cut behind a whole word where there is one."""
    if len(headline) <= LONGEST_HEADLINE:
        return headline
    start = start_of(headline, LONGEST_HEADLINE - 1)
    return f"{(start.rpartition(' ')[0] or start).rstrip()}…"


def _without_nothing(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in ("", [])}
