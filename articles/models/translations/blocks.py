"""A story beside its source, block by block: what is translated from, and what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from articles.lib.merging.merge import blocks
from articles.models.story.content import Content

#: The texts before and after the body that have a block each, in the order of the page.
BEFORE, AFTER = ("headline", "standfirst"), ("picture_caption", "teaser", "search_title")
AFTER_ALL = (*AFTER, "search_description", "social_title", "social_description")


@dataclass(frozen=True, slots=True)
class Pair:
    """A block of the source and that of the story in its place; "" where one has none there."""

    field: str
    #: Among the blocks of its field.
    place: int
    #: Text, or a block of canonical HTML where the field is the body.
    source: str
    own: str


def blocks_to_translate(source: Content, own: Content) -> list[Pair]:
    """The blocks of a source and of the story that is translated from it, as `source_for` and
    `content()` give them, in order. Texts that both have nothing of are left out. Both belong
    to each other by their places, as they do after `translate()`."""
    pairs = [Pair(name, 0, source[name], own[name]) for name in BEFORE]
    body = zip_longest(blocks(source["body"]), blocks(own["body"]), fillvalue="")
    pairs += [Pair("body", place, *both) for place, both in enumerate(body)]
    pairs += [Pair(name, 0, source[name], own[name]) for name in AFTER_ALL]
    return [pair for pair in pairs if pair.source or pair.own]
