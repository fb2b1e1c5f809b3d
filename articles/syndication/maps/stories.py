"""The stories of a file, read as plain values: models of their rows take longer than the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from articles.lib.addresses import path_to
from articles.models import ArticleQuerySet, Picture
from articles.syndication.maps.writing import image

OF_STORY = (
    "pk", "slug", "section__slug", "publish_at", "updated_at", "picture_caption", "picture_id",
)  # fmt: skip
#: What is asked of a story's picture.
OF_PICTURE = (
    "files", "edition", "width", "height", "sha256", "made", "alt_text", "decorative", "caption",
    "credit", "licence", "licence_url", "source_type",
)  # fmt: skip


class Named(NamedTuple):
    """A story as a file names it: its address, when it came or was declared changed, its picture,
    and what else was asked for."""

    address: str
    changed: datetime
    image: str
    besides: list[Any]


def named(stories: ArticleQuerySet, site: str, *besides: str) -> Iterator[Named]:
    """Each of the `stories`, all of which are in memory at once, with the fields `besides`; two
    queries."""
    found = list(stories.values_list(*OF_STORY, *besides))
    numbers = {one[len(OF_STORY) - 1] for one in found} - {None}
    pictures = Picture.objects.only(*OF_PICTURE).in_bulk(numbers) if numbers else {}
    images: dict[tuple[int, str], str] = {}
    sections: dict[str, str] = {}
    for pk, slug, section, published, updated, caption, picture, *more in found:
        if picture is not None and (picture, caption) not in images:
            images[picture, caption] = image(pictures.get(picture), site, caption)
        if section not in sections:
            sections[section] = site + path_to("section", section)
        address = f"{sections[section]}{quote(f'{slug}-{pk}')}/"
        yield Named(address, updated or published, images.get((picture, caption), ""), more)
