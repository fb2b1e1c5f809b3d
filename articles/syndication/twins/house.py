"""Pages of the paper's own, such as who it is and how it is reached, as twins tell of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from articles.lib.html import canonical
from articles.lib.languages.known import site_tag
from articles.lib.text.visible import for_xml
from articles.models import Author, Page, Picture
from articles.syndication.story.full_text import written


@dataclass(frozen=True, slots=True)
class ToldPage:
    """What is told of one, in plain values."""

    title: str
    description: str
    address: str
    language: str
    changed: datetime
    html: str


def told(page: Page, people: Iterable[Author], site: str) -> ToldPage:
    """A page and, below its text, those who stand on it; one query where it has pictures."""
    path = page.get_absolute_url()
    ids = set(canonical.picture_ids(page.body))
    pictures = Picture.objects.in_bulk(ids) if ids else {}
    return ToldPage(
        title=for_xml(page.title),
        description=for_xml(page.description),
        address=site + path,
        language=page.language or site_tag(),
        changed=page.changed_at,
        html=for_xml(written(page.body, site, path, pictures) + _staff(people, site)),
    )


def _staff(people: Iterable[Author], site: str) -> str:
    items = [
        f'<li><a href="{escape(site + one.get_absolute_url())}">{escape(one.name)}</a>, '
        f"{escape(one.role)}</li>"
        for one in people
    ]
    return f"<ul>{''.join(items)}</ul>" if items else ""
