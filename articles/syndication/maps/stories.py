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
    """Each of the `stories`, all of which are in memory at once, with the fields `besides`; one
    query."""
    fields = [*OF_STORY, *(f"picture__{name}" for name in OF_PICTURE), *besides]
    images: dict[tuple[int, str], str] = {}
    sections: dict[str, str] = {}
    for row in list(stories.values_list(*fields)):
        pk, slug, section, published, updated, caption, picture = row[: len(OF_STORY)]
        if picture is not None and (picture, caption) not in images:
            known = zip(OF_PICTURE, row[len(OF_STORY) :], strict=False)
            images[picture, caption] = image(Picture(pk=picture, **dict(known)), site, caption)
        if section not in sections:
            sections[section] = site + path_to("section", section)
        address = f"{sections[section]}{quote(f'{slug}-{pk}')}/"
        more = [*row[len(OF_STORY) + len(OF_PICTURE) :]]
        yield Named(address, updated or published, images.get((picture, caption), ""), more)
