"""ninjs 3, the IPTC's News in JSON: stories in full, and lists of them in short."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from articles.lib.languages.known import site_tag
from articles.syndication.story.told import Name, Still, Told
from articles.syndication.story.values import stamp, without_nothing
from articles.syndication.twins.house import ToldPage

STANDARD: Final = {
    "name": "ninjs",
    "version": "3.0",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json",
}
Item = dict[str, Any]


def story(told: Told, paper: str) -> Item:
    """A story in full."""
    notes = [f"{one.label}, {stamp(one.at)}: {one.text}" for one in told.corrections]
    item = _in_short(told, paper) | {
        "representationType": "full",
        "bodies": [
            {
                "role": "body",
                "contentType": "text/html",
                "wordCount": told.words,
                "value": told.html,
            }
        ],
        "edNote": "\n".join(notes),
        "associations": [_picture(told.picture)] if told.picture else [],
        "standard": STANDARD,
    }
    return without_nothing(item)


def listing(name: str, description: str, address: str, stories: Iterable[Told], paper: str) -> Item:
    """A page that lists stories."""
    item = {
        "uri": address,
        "type": "composite",
        "representationType": "partial",
        "pubStatus": "usable",
        "language": site_tag(),
        "title": name,
        "headlines": [{"role": "headline", "value": name}],
        "descriptions": _descriptions(description),
        "renditions": [_page(address)],
        "associations": [
            {"name": f"story-{place}", **_in_short(one, paper)}
            for place, one in enumerate(stories, start=1)
        ],
        "standard": STANDARD,
    }
    return without_nothing(item)


def house(told: ToldPage, paper: str) -> Item:
    """A page of the paper's own."""
    item = {
        "uri": told.address,
        "type": "text",
        "representationType": "full",
        "pubStatus": "usable",
        "versionCreated": stamp(told.changed),
        "language": told.language,
        "title": told.title,
        "headlines": [{"role": "headline", "value": told.title}],
        "descriptions": _descriptions(told.description),
        "bodies": [{"role": "body", "contentType": "text/html", "value": told.html}],
        "copyrightHolder": paper,
        "renditions": [_page(told.address)],
        "standard": STANDARD,
    }
    return without_nothing(item)


def package(
    name: str, address: str, stories: Iterable[Item], gone: Iterable[tuple[str, datetime]]
) -> Item:
    """Stories in full or in short, and what is taken back (its id, and since when), as one item."""
    taken_back = [
        {"uri": uri, "type": "text", "pubStatus": "canceled", "versionCreated": stamp(at)}
        for uri, at in gone
    ]
    item = {
        "uri": address,
        "type": "composite",
        "representationType": "partial",
        "pubStatus": "usable",
        "language": site_tag(),
        "title": name,
        "headlines": [{"role": "headline", "value": name}],
        "associations": [
            {"name": f"story-{place}"} | {key: one[key] for key in one if key != "standard"}
            for place, one in enumerate([*stories, *taken_back], start=1)
        ],
        "standard": STANDARD,
    }
    return without_nothing(item)


def _in_short(told: Told, paper: str) -> Item:
    agencies = [{"name": one.name} for one in told.names if one.is_agency]
    section = [{"name": told.section.name, "uri": told.section.address}] if told.section else []
    item = {
        "uri": told.id,
        "type": "text",
        "representationType": "partial",
        "pubStatus": "usable",
        "firstCreated": stamp(told.published),
        "versionCreated": stamp(told.changed),
        "language": told.language,
        "title": told.headline,
        "headlines": [{"role": "headline", "value": told.headline}],
        "descriptions": _descriptions(told.summary),
        "by": ", ".join(one.name for one in told.names),
        "people": [_person(one) for one in told.names if not one.is_agency],
        "organisations": [{**one, "rel": "source"} for one in agencies],
        "infoSources": [{**one, "role": "source"} for one in agencies],
        "subjects": [
            *({**one, "rel": "section"} for one in section),
            *({"name": one.name, "uri": one.address, "rel": "about"} for one in told.topics),
        ],
        "genres": [{"name": told.kind_label, "literal": told.kind}],
        "copyrightHolder": paper,
        "renditions": [_page(told.address)],
        "altIds": [{"role": "number", "value": str(told.pk)}],
    }
    return without_nothing(item)


def _person(name: Name) -> Item:
    return without_nothing({"name": name.name, "rel": "author", "uri": name.address})


def _picture(still: Still) -> Item:
    words = [
        {"role": "caption", "contentType": "text/plain", "value": still.caption},
        {"role": "altText", "contentType": "text/plain", "value": still.alt},
        {"role": "origin", "contentType": "text/plain", "value": still.origin},
    ]
    return without_nothing(
        {
            "name": "mainpic",
            "uri": still.address,
            "type": "picture",
            "pubStatus": "usable",
            "by": still.credit,
            "descriptions": [one for one in words if one["value"]],
            "rightsInfo": {"linkedRights": still.licence} if still.licence else "",
            "renditions": [
                {
                    "name": "main",
                    "href": still.address,
                    "contentType": still.media_type,
                    "width": still.width,
                    "height": still.height,
                }
            ],
        }
    )


def _page(address: str) -> Item:
    return {"name": "page", "href": address, "contentType": "text/html"}


def _descriptions(text: str) -> list[Item]:
    return [{"role": "summary", "contentType": "text/plain", "value": text}] if text else []
