"""Anchors within a text and the links to them: one is kept only with the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from articles.lib.html.blocks import Block, Run, is_blank

#: Before each of them, so that none is the name of something else on a page.
PREFIX: Final = "at-"
_OTHER = re.compile(r"[^\w.-]+")
_LONGEST: Final = 80
#: What may have a place, and may stand in the story itself or in these.
_PLACED: Final = frozenset({"p", "h2", "h3"})
_AROUND: Final = frozenset({"root", "blockquote"})


def place_of(name: str) -> str:
    """Return the name that a place has on a page; "" for none."""
    plain = _OTHER.sub("-", name.strip().removeprefix(PREFIX))[:_LONGEST].strip("-")
    return PREFIX + plain if plain else ""


def place_link(address: str) -> str:
    """Return an address with the name of the place that it leads to, if that is in the text."""
    return f"#{place_of(address[1:])}" if address.startswith("#") else address


def settle_places(root: Block) -> None:
    """Take links off that lead to no place of the text, and names from places that none leads to.

    A place has the name that was there first.
    """
    blocks = list(_texts(root))
    there: set[str] = set()
    for block, may in blocks:
        if block.place:
            if may and block.place not in there:
                there.add(block.place)
            else:
                block.place = ""
    wanted: set[str] = set()
    for block, _ in blocks:
        if any(marks.href.startswith("#") for _, marks in block.run):
            block.run = _linked(block.run, there)
            wanted |= {
                m.href[1:] for text, m in block.run if m.href[:1] == "#" and not is_blank(text)
            }
    for block, _ in blocks:
        if block.place in wanted and block.place:
            block.head = f' id="{block.place}"'


def _texts(root: Block) -> Iterator[tuple[Block, bool]]:
    """Yield the blocks of text, and whether links may lead to each."""
    waiting: list[Block] = [root]
    while waiting:
        around = waiting.pop()
        for child in around.children:
            yield child, child.name in _PLACED and around.name in _AROUND
        waiting += [child for child in reversed(around.children) if child.children]


def _linked(run: Run, there: set[str]) -> Run:
    return [
        (
            text,
            marks._replace(href="")
            if marks.href[:1] == "#" and marks.href[1:] not in there
            else marks,
        )
        for text, marks in run
    ]
