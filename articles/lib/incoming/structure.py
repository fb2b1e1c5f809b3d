"""Headings that only say so, captions of tables, and places that links of the text lead to."""

from __future__ import annotations

from urllib.parse import unquote

from articles.lib.incoming.report import Report
from articles.lib.incoming.source import Element, Source, tag
from articles.lib.incoming.tags import PLACE
from articles.lib.markup import Token


def settle(source: Source, report: Report, places: dict[str, Element]) -> None:
    """Make headings headings, put captions in front of their tables, and mark places."""
    wanted: dict[str, Element] = {}
    for element in source.seen():
        if _is_heading(element):
            _head(source, element)
        elif element.name == "caption":
            _lift(source, element)
        elif element.name == "a":
            _point(source, element, places, wanted, report)
    for place, target in wanted.items():
        # The words before an inline target belong to the same block; those before a block do not.
        at = target.at + (target.end > target.at + 1)
        source.before.setdefault(at, []).append(tag(PLACE, id=place))


def _is_heading(element: Element) -> bool:
    if element.name == "p" and "msotitle" in element.classes.split():
        return True
    return element.attributes.get("role") == "heading" and not element.name.startswith("h")


def _head(source: Source, element: Element) -> None:
    level = element.attributes.get("aria-level", "2")
    name = "h2" if level in {"1", "2"} else "h3"
    source.instead[element.at] = [tag(name)]
    last = element.end - element.closed
    if element.closed:
        source.instead[last] = [Token(end=name)]
    else:
        source.before.setdefault(last, []).append(Token(end=name))


def _lift(source: Source, element: Element) -> None:
    """A table's caption becomes the paragraph before it."""
    table = element.parent
    if table is None or table.name != "table" or not source.words(element):
        return
    words = list(source.made(element.inner))
    source.before.setdefault(table.at, []).extend([tag("p"), *words, Token(end="p")])
    source.gone[element.at] = element.end
    source.instead[element.at] = []


def _point(
    source: Source,
    element: Element,
    places: dict[str, Element],
    wanted: dict[str, Element],
    report: Report,
) -> None:
    """Let a link that leads to a place of this text do so still; take others off."""
    address = element.attributes.get("href", "")
    page, sign, place = address.partition("#")
    place = place.strip()
    place = place if place in places else unquote(place)
    target = places.get(place) if place else None
    if target is not None and target is not element:
        wanted[place] = target
        # Browsers write out the address of the page that was copied from.
        source.instead[element.at] = [tag("a", href=f"#{place}")]
    elif sign and not page:
        words = source.words(element)
        if words and not words.strip("↩⤴↑^\ufe0e "):
            source.drop(element)  # a way back to where a note's sign was
            return
        source.instead[element.at] = []
        report.tell("places", source.words(element))
