"""The front as it is laid out while nobody has edited it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from articles.models.fronts.block_types import BLOCK_TYPES, STRIP_LOOKS
from articles.models.fronts.layout import Block, Layout, Rule
from articles.models.topics.taxonomy import Category

#: Of these stories the top of a section's or a topic's front is made: the lead and a row below.
ON_TOP = 4


def default_layout(key: str, sections: Sequence[Category]) -> dict[str, Any]:
    """The layout of the front of that key ("home", "section:2", "topic:9"), as it is stored."""
    return default(key, sections).as_json()


def default(key: str, sections: Sequence[Category]) -> Layout:
    """The same, read. The blocks have the same ids each time, so that two people who begin with it
    begin with the same."""
    if key != "home":
        return Layout((_of_type("top", look="below", count=ON_TOP),))
    blocks = [_of_type("top"), _of_type("latest")]
    strips = list(strips_of(sections))
    blocks += [*strips[:1], _of_type("opinion"), *strips[1:2], _of_type("picture")]
    return Layout((*blocks, _of_type("sections")))


def strips_of(sections: Sequence[Category], first: int = 0) -> Iterator[Block]:
    """A strip for each of `sections`; the looks go on from the `first`th."""
    for number, section in enumerate(sections, start=first):
        look = STRIP_LOOKS[number % len(STRIP_LOOKS)]
        kind = BLOCK_TYPES["strip"]
        yield Block(
            id=f"b-section-{section.pk}",
            type="strip",
            look=look,
            count=min(kind.count, kind.most_in(look)),
            rule=Rule("section", section.pk),
        )


def expanded(layout: Layout, sections: Sequence[Category]) -> Layout:
    """`layout` with a strip for each section in the place of “all other sections”."""
    if all(block.type != "sections" for block in layout.blocks):
        return layout
    own = {
        block.rule.of
        for block in layout.blocks
        if block.type == "strip" and block.rule.by == "section"
    }
    others = [section for section in sections if section.pk not in own]
    before = sum(block.type == "strip" for block in layout.blocks)
    blocks: list[Block] = []
    for block in layout.blocks:
        if block.type != "sections":
            blocks.append(block)
            continue
        blocks += strips_of(others, before)
        others = []  # Two such blocks have one after the other nothing twice.
    return Layout(tuple(blocks), layout.dropped)


def _of_type(name: str, **more: Any) -> Block:
    kind = BLOCK_TYPES[name]
    details = {"look": kind.looks[0], "count": kind.count, **more}
    rule = Rule("newest") if kind.rule == "section" else Rule(kind.rule, kind.of)
    return Block(id=f"b-{name}", type=name, rule=rule, **details)
