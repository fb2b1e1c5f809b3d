"""Place pictures and players in figures of their own, or behind what can't hold them."""

from __future__ import annotations

from itertools import chain, takewhile
from typing import Final

from articles.lib.html.blocks import ASIDES
from articles.lib.html.markup import Token
from articles.lib.incoming.source import HEADINGS, SPANS, Element, Source, tag

_INLINE: Final = SPANS | {"a"}
_NEAR: Final = 8  # elements between a picture and its figure
_DEEPEST: Final = 16  # what is nested deeper is flattened
_OURS: Final = frozenset({"data-picture", "data-gallery", "data-embed"})


def show(source: Source, element: Element, shown: dict[str, str]) -> None:
    """Put a figure of ours in its place: for the figure around it, which may have a caption."""
    near = (one for one, _ in zip(element.around(), range(_NEAR), strict=False))
    around = next((one for one in near if one.name == "figure"), None)
    if around is not None and not _shows(source, around):
        source.instead[around.at] = [tag("figure", **shown)]
        source.drop(element)
        return
    figure = tag("figure", **shown), Token(end="figure")
    if outer := _unparted(source, element):
        source.drop(element)
        source.before.setdefault(outer.end, []).extend(figure)
        return
    # What marks the words around it goes on behind it.
    marks = [one for one, _ in zip(element.around(), range(_NEAR), strict=False)]
    marks = list(takewhile(lambda one: one.name in _INLINE, marks))[::-1]
    again = (source.instead.get(one.at, [source.tokens[one.at]]) for one in marks)
    source.drop(element, *figure, *chain(*again))


def set_behind(source: Source) -> None:
    """Put figures that stand in a heading, a box or another's caption behind it, as they are."""
    for element in source.seen() if source.has({"figure"}) else ():
        if element.name == "figure" and _shows(source, element):
            outer = _unparted(source, element)
            if outer is not None:
                made = list(source.made(range(element.at, element.end)))
                source.before.pop(element.at, None)
                source.drop(element)
                source.before.setdefault(outer.end, []).extend(made)


def _shows(source: Source, figure: Element) -> bool:
    tokens = source.instead.get(figure.at, [source.tokens[figure.at]])
    return any(not _OURS.isdisjoint(token.attributes) for token in tokens)


def _unparted(source: Source, element: Element) -> Element | None:
    """Return the outermost of what is around it that a figure would part in two."""
    around = [one for one, _ in zip(element.around(), range(_DEEPEST), strict=False)]
    return next((one for one in reversed(around) if _is_one(source, one)), None)


def _is_one(source: Source, element: Element) -> bool:
    if element.name == "figure":
        return _shows(source, element)
    if element.name == "aside" and element.closed:
        return not ASIDES.isdisjoint(element.attributes.get("class", "").split())
    return element.name in HEADINGS and element.closed
