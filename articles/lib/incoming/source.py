"""A text as it came: its tags and words in a row, and which of them each tag holds.

Nothing is put right here: the row stays as it is, however its tags are nested, and whoever looks
at it says what to leave out and what to put in. All of it takes time in proportion to the row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from articles.lib.html.markup import Token
from articles.lib.incoming import tags

VOID: Final = frozenset({
    "area", "base", "br", "col", "embed", "hr", "iframe", "img", "input", "link", "meta",
    "param", "source", "svg", "track", "wbr",
})  # fmt: skip
CELLS: Final = frozenset({"td", "th"})
#: What is open around one of these is not closed from within it.
_WALLS: Final = CELLS | {
    "table", "caption", "ul", "ol", "menu", "dl", "blockquote", "aside", "figure", "object",
    "button",
}  # fmt: skip
#: What a cell, a row or a part of a table ends by beginning.
_CLOSES: Final = {
    **dict.fromkeys(("td", "th"), ("td", "th")),
    "tr": ("td", "th", "tr"),
    **dict.fromkeys(("tbody", "thead", "tfoot"), ("td", "th", "tr", "tbody", "thead", "tfoot")),
}
#: What an item, or a choice, ends by beginning.
_ENDS_LIKE: Final = {
    "li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd"), "option": ("option",),
}  # fmt: skip
#: What ends an open paragraph by beginning.
_ENDS_PARAGRAPH: Final = frozenset({
    "address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "main", "menu", "nav", "ol", "p", "pre", "search", "section",
    "summary", "table", "ul", "li", "dt", "dd",
})  # fmt: skip


@dataclass(slots=True, eq=False)
class Element:
    """A start tag at `at`, with all up to `end`, its own end tag included."""

    name: str
    at: int
    parent: Element | None
    attributes: Mapping[str, str]
    style: dict[str, str]
    end: int = 0
    closed: bool = False  # whether it has an end tag

    @property
    def inner(self) -> range:
        """Where what it holds stands."""
        return range(self.at + 1, self.end - self.closed)

    @property
    def classes(self) -> str:
        """Its classes, in lower case."""
        return self.attributes.get("class", "").lower()

    def around(self) -> Iterator[Element]:
        """Yield what it stands in, the nearest first. As deep as the text is nested."""
        found = self.parent
        while found is not None:
            yield found
            found = found.parent


def tag(name: str, **attributes: str) -> Token:
    """Return a start tag; a name that begins with # is one of ours, which no text can have."""
    return Token(start=name, attributes=attributes)


def text(words: str) -> Token:
    """Return words."""
    return Token(text=words)


BREAK: Final = tag("br")
PARTING: Final = tag(tags.EDGE)
NEW_LINE: Final = tag(tags.LINE)
#: Tags whose own style is read where marks are.
SPANS: Final = frozenset({
    "b", "strong", "i", "em", "span", "font", "s", "strike", "del", "sub", "sup",
})  # fmt: skip
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(slots=True)
class Source:
    """The row of tags and words, what each tag holds, and what is to be made of it."""

    tokens: list[Token]
    elements: list[Element]
    #: What is left out, from where it begins to where it ends.
    gone: dict[int, int] = field(default_factory=dict)
    #: What is put in place of a tag, of words, or of all that is gone from there on.
    instead: dict[int, list[Token]] = field(default_factory=dict)
    #: What is put in front of it.
    before: dict[int, list[Token]] = field(default_factory=dict)
    _places: dict[int, Element] = field(init=False)

    def __post_init__(self) -> None:
        self._places = {element.at: element for element in self.elements}

    def at(self, index: int) -> Element | None:
        """Return the element that begins there."""
        return self._places.get(index)

    def has(self, names: Collection[str]) -> bool:
        """Whether there is an element of one of these names: most texts need no second look."""
        return any(element.name in names for element in self.elements)

    def end_of(self, index: int) -> int:
        """Return where what begins there ends."""
        return self._places[index].end if index in self._places else index + 1

    def drop(self, element: Element, *instead: Token) -> None:
        """Leave out a tag with all that it holds."""
        self.gone[element.at] = element.end
        if instead:
            self.instead[element.at] = [*instead]

    def rename(self, element: Element, start: Token) -> None:
        """Let an element be another one, which begins with `start`."""
        self.instead[element.at] = [start]
        last = element.end - element.closed
        if element.closed:
            self.instead[last] = [Token(end=start.start)]
        else:
            self.before.setdefault(last, []).append(Token(end=start.start))

    def seen(self) -> Iterator[Element]:
        """Yield the elements that are not left out so far."""
        until = 0
        for element in self.elements:
            if element.at < until:
                continue
            if element.at not in self.gone:
                yield element
            until = max(until, self.gone.get(element.at, 0))

    def words(self, element: Element, most: int = 400) -> str:
        """Return the first words that stand in it, as they are written."""
        found = (self.tokens[index].text for index in element.inner[:most])
        return " ".join("".join(found).replace("\xa0", " ").split())[:most]

    def made(self, span: range | None = None) -> Iterator[Token]:
        """Yield what has become of the row, or of a part of it."""
        at, end = (0, len(self.tokens)) if span is None else (span.start, span.stop)
        while at < end:
            yield from self.before.get(at, ())
            token = self.tokens[at]
            yield from self.instead.get(at, (token,) if at not in self.gone else ())
            at = self.gone.get(at, at + 1)
        if span is None:
            yield from self.before.get(end, ())


def read(tokens: Iterable[Token]) -> Source:
    """Find out what each tag holds."""
    row = list(tokens)
    return Source(row, _Matching().of(row))


class _Matching:
    """Which end belongs to which start, as browsers see it, as far as it matters here."""

    def __init__(self) -> None:
        self.found: list[Element] = []
        self.open: list[Element] = []
        self.all: Counter[str] = Counter()
        #: How often each name is open within the nearest wall.
        self.names: list[Counter[str]] = [Counter()]
        #: How many cells and rows are open within the nearest table.
        self.tables: list[Counter[str]] = [Counter()]

    def of(self, row: list[Token]) -> list[Element]:
        """Return the elements in the order in which they begin."""
        for index, token in enumerate(row):
            if token.start:
                self._make_room(token.start, index)
                self._begin(token, index)
            elif token.end:
                self._end(token.end, index)
        while self.open:
            self._close(len(row))
        return self.found

    def _make_room(self, name: str, index: int) -> None:
        if name in _CLOSES:
            for one in _CLOSES[name]:
                while self.tables[-1][one]:
                    self._close_to(one, index)
        for one in _ENDS_LIKE.get(name, ()):
            if self.names[-1][one]:
                self._close_to(one, index)
        if name in _ENDS_PARAGRAPH and self.names[-1]["p"]:
            self._close_to("p", index)

    def _begin(self, token: Token, index: int) -> None:
        attributes = token.attributes
        element = Element(
            token.start,
            index,
            self.open[-1] if self.open else None,
            attributes,
            style_of(attributes.get("style", "")),
        )
        self.found.append(element)
        if token.start in VOID:
            element.end = index + 1
            return
        self.open.append(element)
        self.all[token.start] += 1
        self.names[-1][token.start] += 1
        if token.start in _CLOSES:
            self.tables[-1][token.start] += 1
        if token.start in _WALLS:
            self.names.append(Counter())
        if token.start == "table":
            self.tables.append(Counter())

    def _end(self, name: str, index: int) -> None:
        if self.names[-1][name] or (name in _WALLS and self.all[name]):
            element = self._close_to(name, index)
            element.closed = True
            element.end = index + 1

    def _close_to(self, name: str, index: int) -> Element:
        while (element := self._close(index)).name != name:
            pass
        return element

    def _close(self, index: int) -> Element:
        element = self.open.pop()
        if element.name in _WALLS:
            self.names.pop()
        if element.name == "table":
            self.tables.pop()
        if element.name in _CLOSES:
            self.tables[-1][element.name] -= 1
        self.names[-1][element.name] -= 1
        self.all[element.name] -= 1
        element.end = index
        return element


def style_of(written: str) -> dict[str, str]:
    """Return what a style attribute declares, names and values in lower case."""
    found: dict[str, str] = {}
    for declaration in written.lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            found[name.strip()] = value.strip()
    return found
