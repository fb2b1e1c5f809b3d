"""Pages as search engines read them: JSON-LD in the words of schema.org."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.lib.addresses import with_host
from articles.lib.languages.known import site_tag
from articles.lib.text.graphemes import start_of
from articles.lib.text.visible import for_xml
from articles.models import Author, Paper
from articles.syndication.story.told import Amendment, Name, Told
from articles.syndication.story.values import stamp, without_nothing

LONGEST_HEADLINE: Final = 110
#: What schema.org calls the kinds of journalism that are not plain news.
TYPES: Final = {
    "analysis": "AnalysisNewsArticle",
    "opinion": "OpinionNewsArticle",
    "feature": "ReportageNewsArticle",
}
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


def story(told: Told, *, publisher: Node) -> Node:
    """A story that is out. `publisher` is the paper. What a story does not have is left out."""
    node = {
        "@context": CONTEXT,
        "@type": TYPES.get(told.kind, "NewsArticle"),
        "@id": told.id,
        "mainEntityOfPage": {"@type": "WebPage", "@id": told.address},
        "url": told.address,
        "headline": _shortened(told.headline),
        "description": told.summary,
        "image": list(told.shapes.crops) if told.shapes else [],
        "datePublished": stamp(told.published),
        "dateModified": stamp(told.changed),
        "author": [_author(name) for name in told.names],
        "publisher": publisher,
        "articleSection": told.section.name if told.section else "",
        "keywords": [topic.name for topic in told.topics],
        "inLanguage": told.language,
        "wordCount": told.words,
        "isAccessibleForFree": True,
        "digitalSourceType": _HELPED if told.is_ai_helped else "",
        "isBasedOn": [_agency_copy(name) for name in told.names if name.is_agency],
        "correction": [_correction(one) for one in told.corrections],
    }
    return without_nothing(node)


def breadcrumbs(steps: Sequence[tuple[str, str]], *, site: str) -> Node:
    """The way to a page: the front page, and the names and addresses of what follows."""
    way = [(str(_("Home")), f"{site}/"), *steps]
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(way, start=1)
        ],
    }


def way_to(told: Told) -> list[tuple[str, str]]:
    """The steps to a story: its section, the story itself."""
    section = [(told.section.name, told.section.address)] if told.section else []
    return [*section, (told.headline, told.address)]


def website(paper: Paper, *, site: str) -> Node:
    """The site as a whole, and how it is searched."""
    target = {"@type": "EntryPoint", "urlTemplate": f"{site}{reverse('search')}?q={{query}}"}
    return without_nothing(
        {
            "@context": CONTEXT,
            "@type": "WebSite",
            "name": for_xml(paper.called),
            "description": for_xml(paper.motto),
            "url": f"{site}/",
            "inLanguage": site_tag(),
            "publisher": publisher(paper, site) | {"correctionsPolicy": _corrections(site)},
            "potentialAction": {
                "@type": "SearchAction",
                "target": target,
                "query-input": "required name=query",
            },
        }
    )


def listing(
    name: str, description: str, address: str, stories: Iterable[Any], *, site: str
) -> Node:
    """A page that lists `stories`, each once, in their order."""
    addresses = dict.fromkeys(site + story.get_absolute_url() for story in stories)
    items = [
        {"@type": "ListItem", "position": place, "url": one}
        for place, one in enumerate(addresses, start=1)
    ]
    node = {
        "@context": CONTEXT,
        "@type": "CollectionPage",
        "name": for_xml(name),
        "description": for_xml(description),
        "url": address,
        "inLanguage": site_tag(),
        "isPartOf": {"@type": "WebSite", "url": f"{site}/"},
        "mainEntity": {"@type": "ItemList", "itemListElement": items} if items else "",
    }
    return without_nothing(node)


def _corrections(site: str) -> str:
    return site + reverse("corrections")


def _author(name: Name) -> Node:
    if name.is_agency:
        return {"@type": "Organization", "name": name.name}
    return without_nothing(
        {
            "@type": "Person",
            "name": name.name,
            "url": name.address,
            "jobTitle": name.role,
            "sameAs": list(name.profiles),
        }
    )


def _agency_copy(name: Name) -> Node:
    """What an agency sent, of which this was made."""
    return {"@type": "CreativeWork", "provider": {"@type": "Organization", "name": name.name}}


def profile(author: Author, *, site: str, paper: Paper) -> Node:
    """The page of an author, their picture fetched already."""
    person = {
        "@type": "Person",
        "name": author.name,
        "url": site + author.get_absolute_url(),
        "jobTitle": author.role,
        "sameAs": author.link_list,
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
        "mainEntity": without_nothing(person),
    }


def publisher(paper: Paper, site: str) -> Node:
    """The paper itself."""
    logo = paper.logo_url or paper.icon_large_url or static("img/icon.png")
    return without_nothing(
        {
            "@type": "NewsMediaOrganization",
            "name": paper.called,
            "url": f"{site}/",
            "logo": {"@type": "ImageObject", "url": with_host(logo, site)},
            "email": paper.contact,
            "sameAs": paper.profiles.split(),
        }
    )


def _correction(one: Amendment) -> Node:
    return {
        "@type": "CorrectionComment",
        "text": one.text,
        "datePublished": stamp(one.at),
    }


def _shortened(headline: str) -> str:
    """At most 110 characters, cut behind a whole word where there is one."""
    if len(headline) <= LONGEST_HEADLINE:
        return headline
    start = start_of(headline, LONGEST_HEADLINE - 1)
    return f"{(start.rpartition(' ')[0] or start).rstrip()}…"
