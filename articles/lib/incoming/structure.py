"""Headings that only say so, captions of tables, and places that links of the text lead to."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Final
from urllib.parse import unquote

from articles.lib.html.markup import Token
from articles.lib.incoming.notes.footnotes import NOTE_PLACE, NUMBERED
from articles.lib.incoming.report import Report
from articles.lib.incoming.source import HEADINGS, NEW_LINE, Element, Source, tag, text
from articles.lib.incoming.tags import ITEM, PLACE

_PLACELESS: Final = frozenset({
    "li", "td", "th", "caption", "figure", "figcaption", "aside", "small", "table", "ul", "ol",
})  # fmt: skip
_NEAR: Final = 16
#: Styles of Word, and one of Slack, that say what a paragraph is.
_STYLED = re.compile(
    r"(?:^|\s)(?:(?:x_)*mso(title|heading[1-9]|(?:intense)?quote)|c-mrkdwn__(quote))"
)
#: A link to its own heading, as pages put it there.
_SIGNS: Final = " ¶#§🔗⚓*"


def settle(source: Source, report: Report, places: dict[str, Element]) -> None:
    """Make headings headings, put captions in front of their tables, and mark places."""
    wanted: dict[str, Element] = {}
    for element in source.seen():
        if name := named(element):
            source.rename(element, tag(name))
        elif _is_within_heading(element):
            _run_in(source, element)
        elif element.name == "caption":
            _lift(source, element)
        elif element.name == "a":
            _point(source, element, places, wanted, report)
    _put_initials_back(source)
    for place, target in wanted.items():
        # The words before an inline target belong to the same block; those before a block do not.
        at = target.at + (target.end > target.at + 1)
        source.before.setdefault(at, []).append(tag(PLACE, id=place))


def named(element: Element) -> str:
    """Return what an element is by its class, style or role; "" where its tag says so."""
    if element.name == "td" and _is_head_row(element):
        return "th"
    if element.name in HEADINGS:
        return ""
    if element.name in {"p", "div"} and (style := _style_of(element)):
        if "quote" in style:
            return "blockquote"
        return "h2" if style in {"title", "heading1", "heading2"} else "h3"
    level = element.style.get("mso-outline-level", "") if element.name == "p" else ""
    if element.attributes.get("role") == "heading":
        level = element.attributes.get("aria-level", "2")
    if not level or level.startswith("body"):
        return ""
    return "h2" if level in {"1", "2"} else "h3"


def _style_of(element: Element) -> str:
    """Return the name of a style that says what a paragraph is."""
    if found := _STYLED.search(element.classes):
        return found[1] or found[2]
    is_title = "title" in element.classes.split()  # of what Google Docs exports
    return "title" if is_title and element.attributes.get("id", "").startswith("h.") else ""


def _is_head_row(cell: Element) -> bool:
    row = cell.parent
    return row is not None and row.parent is not None and row.parent.name == "thead"


def _put_initials_back(source: Source) -> None:
    """A large first letter stands in a table of its own; it belongs to the paragraph behind."""
    initial = ""
    for element in source.seen() if source.has({"table"}) else ():
        if element.style.get("mso-element", "").startswith("dropcap"):
            initial = words = source.words(element)
            near = (one for one, _ in zip(element.around(), range(_NEAR), strict=False))
            alone = takewhile(lambda one: source.words(one, 40) == words, near)  # noqa: B023
            source.drop([element, *alone][-1])
        elif initial and element.name == "p":
            source.before.setdefault(element.at + 1, []).append(text(initial))
            initial = ""


def _is_within_heading(element: Element) -> bool:
    return (
        element.name in {"p", "div", "section"}
        and element.parent is not None
        and element.parent.name in HEADINGS
    )


def _run_in(source: Source, element: Element) -> None:
    """A block in a heading is a line of it."""
    source.instead[element.at] = [NEW_LINE]
    if element.closed:
        source.instead[element.end - 1] = [NEW_LINE]


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
    words = source.words(element)
    if target is not None and target.at <= element.at < target.end and not words.strip(_SIGNS):
        source.drop(element)
    elif target is not None and target is not element and _may_be_led_to(source, target):
        wanted[place] = target
        # Browsers write out the address of the page that was copied from.
        source.instead[element.at] = [tag("a", href=f"#{place}")]
    elif target is not None or (sign and not page):
        if not words.strip("↩⤴↑^\ufe0e "):
            source.drop(element)  # a way back to where a note's sign was
            return
        if words.isalnum() and NOTE_PLACE.fullmatch(place) and NUMBERED.fullmatch(words):
            source.rename(element, tag("sup"))  # or 1911 and its note would be 19111
        else:
            source.instead[element.at] = []
        report.tell("places", words)


def _may_be_led_to(source: Source, target: Element) -> bool:
    """Whether a place can have a name where it stands: in the story itself, or in a quotation."""
    chain = (target, *(one for one, _ in zip(target.around(), range(_NEAR), strict=False)))
    return not any(one.name in _PLACELESS or _is_item(source, one) for one in chain)


def _is_item(source: Source, element: Element) -> bool:
    return any(token.start == ITEM for token in source.instead.get(element.at, ()))
