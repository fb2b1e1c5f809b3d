"""Task lists: turn checkboxes into the characters ☑ and ☐."""

from __future__ import annotations

import re
from typing import Final

from articles.lib.incoming.source import HEADINGS, Element, Source, text

_DONE: Final = "☑ "
_TO_DO: Final = "☐ "
_SIGNS: Final = (_DONE[0], _TO_DO[0], "✓", "✔", "✅", "☒")
#: Where items say it, beside classes: a name, and what it says of one that is done, or is not.
_SAID: Final = (
    ("data-checked", "true", "false"), ("data-list", "checked", "unchecked"),
    ("data-task-state", "done", "todo"), ("data-tag", "to-do:completed", "to-do"),
)  # fmt: skip
_STATES: Final = {"checked": True, "unchecked": False, "on": True, "off": False}
_BOX: Final = re.compile(r"check|to-?do|task")
_OF_ITEMS: Final = frozenset({"", "is", "item"})
_MOST_CLASSES: Final = 20
_FAR: Final = 200  # tokens until an item's words begin
#: What ends without the words of the next one.
_OWN: Final = HEADINGS | {"li", "p", "td", "th", "dt", "dd"}
_NEAR: Final = 8  # tokens between a box and its words


def write(source: Source) -> None:
    """Write the box of each item that has one before its words, once."""
    ticked: set[int] = set()
    for element in source.seen():
        if not element.attributes and element.name != "en-todo":
            continue
        if (is_done := _state(element)) is None:
            continue
        if element.name in {"input", "img"}:
            source.drop(element)
        at = _words(source, element)
        if at not in ticked and not source.tokens[at].text.lstrip().startswith(_SIGNS):
            source.before.setdefault(at, []).append(text(_DONE if is_done else _TO_DO))
        ticked.add(at)


def _words(source: Source, element: Element) -> int:
    """Return where the words begin: within it, or in a block beside it."""
    around = (element, *(one for one, _ in zip(element.around(), range(_NEAR), strict=False)))
    own = next((one.end for one in around if one.name in _OWN), len(source.tokens))
    until = min(own, max(element.end, element.at + _NEAR))
    beside = range(element.at, min(until, element.at + _FAR))
    return next((one for one in beside if source.tokens[one].text.strip()), element.at)


def _state(element: Element) -> bool | None:
    """Return whether what an element stands for is done; None if it says nothing of that."""
    attributes = element.attributes
    if element.name == "input":
        is_box = attributes.get("type", "").strip().lower() in {"checkbox", "radio"}
        return "checked" in attributes if is_box else None
    if element.name == "en-todo":
        return attributes.get("checked", "false") == "true"
    if attributes.get("role") == "checkbox" and "aria-checked" in attributes:
        return attributes["aria-checked"] == "true"
    if attributes.get("aria-roledescription") == "checkbox":
        return "unchecked" not in attributes.get("alt", "unchecked").lower()
    if "--en-checked" in element.style:
        return element.style["--en-checked"] == "true"
    return _said(element)


def _said(element: Element) -> bool | None:
    around = element.parent
    of_list = around.attributes if around is not None and element.name == "li" else {}
    for name, done, to_do in _SAID:
        value = element.attributes.get(name, of_list.get(name, "")).lower()
        if value in {done, to_do}:
            return value == done
    return _by_class(element)


def _by_class(element: Element) -> bool | None:
    for name in element.classes.split()[:_MOST_CLASSES]:
        kind, _, last = name.replace("_", "-").rpartition("-")
        is_box = bool(_BOX.search(kind)) or (element.name == "li" and kind in _OF_ITEMS)
        if last in _STATES and (is_box if "checked" in last else "checkbox" in kind):
            return _STATES[last]
    return None
