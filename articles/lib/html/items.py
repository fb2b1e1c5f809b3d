"""Lists: how their numbers are written, and paragraphs that are items of one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from articles.lib.html.blocks import LISTS, Block

_NUMBER = re.compile(r"-?[0-9]{1,6}")
_STYLES = {"decimal": "1", "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A",
           "upper-latin": "A", "lower-roman": "i", "upper-roman": "I"}  # fmt: skip
_STYLE = re.compile(r"list-style(?:-type)?:\s*(?:[a-z]+ )??(lower|upper)-(alpha|latin|roman)")


class Item(NamedTuple):
    """A paragraph that is an item: how deep, `ul` or `ol`, its number, and how that is written."""

    level: int
    kind: str
    number: int | None
    style: str

    @classmethod
    def read(cls, attributes: Mapping[str, str]) -> Item:
        """Read it from a tag's attributes."""
        number = attributes.get("number", "")
        return cls(
            int(attributes["level"]),
            attributes["kind"],
            int(number) if _NUMBER.fullmatch(number) else None,
            attributes.get("type", ""),
        )


def list_head(attributes: Mapping[str, str]) -> str:
    """Return the canonical attributes of a numbered list: what differs from 1, 2, 3."""
    start, style = attributes.get("start", "").strip(), numbering(attributes)
    turned = "reversed" in attributes
    head = ""
    if _NUMBER.fullmatch(start) and int(start) != 1:
        head += f' start="{int(start)}"'
    if style:
        head += f' type="{style}"'
    return head + (' reversed=""' if turned else "")


def numbering(attributes: Mapping[str, str]) -> str:
    """Return how a list's numbers are written: as letters (a, A), in Roman (i, I), or ""."""
    style = attributes.get("type", "").strip()
    if style in {"a", "A", "i", "I"}:
        return style
    found = _STYLE.search(attributes.get("style", "").lower())
    return _STYLES[f"{found[1]}-{found[2]}"] if found else ""


def item_head(attributes: Mapping[str, str]) -> str:
    """Return the canonical attributes of an item: a number that does not follow from the last."""
    value = attributes.get("value", "").strip()
    return f' value="{int(value)}"' if _NUMBER.fullmatch(value) else ""


def place_item(parent: Block, block: Block, item: Item, room: int) -> None:
    """Put a paragraph that is an item into its list, which is made where it is new."""
    for _ in range(min(item.level, room) - 1):
        if not parent.children or not parent.children[-1].from_items:
            break
        parent = parent.children[-1].children[-1]
    last = parent.children[-1] if parent.children else None
    if last is None or not _goes_on(last, item):
        last = Block(item.kind, from_items=True)
        if item.kind == "ol":
            number = 1 if item.number is None else item.number
            last.head = list_head({"start": str(number), "type": item.style})
            last.expected = number
        parent.children.append(last)
    number = last.expected if item.number is None else item.number
    head = f' value="{number}"' if last.name == "ol" and number != last.expected else ""
    last.expected = number + 1
    last.children.append(Block("li", head, children=[block]))


def _goes_on(last: Block, item: Item) -> bool:
    """Whether an item belongs to the list before it: of the same kind, and counted on."""
    if not last.from_items or last.name != item.kind:
        return False
    if item.kind == "ul" or item.number is None:
        return True
    same_style = (f' type="{item.style}"' in last.head) if item.style else " type=" not in last.head
    return same_style and item.number >= last.expected


def settle_lists(block: Block) -> None:
    """A list that an item holds and nothing before it was made to nest: it is the item's before."""
    for child in block.children:
        settle_lists(child)
    if block.name not in LISTS:
        return
    kept: list[Block] = []
    for item in block.children:
        nests = any(part.name in LISTS for part in item.children)
        shown = [part for part in item.children if part.written()] if nests else []
        while shown and shown[0].name in LISTS and kept and not kept[-1].written():
            kept.pop()
        if kept and shown and shown[0].name in LISTS:
            kept[-1].children += shown
        else:
            kept.append(item)
    block.children = kept
