"""Fields of forms: what was written or chosen in them could be read where it was copied."""

from __future__ import annotations

from typing import Final

from articles.lib.incoming.source import Element, Source, text

#: Kinds of inputs whose value is shown as words.
_WORDS: Final = frozenset({
    "", "text", "search", "email", "url", "tel", "number", "date", "time", "datetime-local",
    "month", "week", "submit", "button", "reset",
})  # fmt: skip


def write(source: Source) -> None:
    """Put the words of fields in their places."""
    for element in source.seen() if source.has({"input", "select"}) else ():
        if element.name == "input":
            kind = element.attributes.get("type", "").strip().lower()
            value = element.attributes.get("value", "") if kind in _WORDS else ""
            source.drop(element, text(f" {value} "))
        elif element.name == "select":
            _choose(source, element)


def _choose(source: Source, menu: Element) -> None:
    """Of a menu only what was chosen was to be seen: the first where nothing was."""
    options = [
        one
        for at in menu.inner
        if (one := source.at(at)) is not None and one.name == "option" and at not in source.gone
    ]
    chosen = [one for one in options if "selected" in one.attributes]
    if "multiple" not in menu.attributes:
        chosen = chosen[-1:] if chosen else options[:1]
    elif not chosen:
        return
    words = ", ".join(source.words(one) for one in chosen)
    source.drop(menu, text(f" {words} "))
