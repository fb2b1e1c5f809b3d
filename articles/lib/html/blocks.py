"""A story's blocks, and how they are written: the canonical HTML."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain, groupby
from typing import Any, Final, NamedTuple, TypeVar

CELLS = frozenset({"td", "th"})
LISTS = frozenset({"ul", "ol"})
ASIDES = frozenset({"pull", "facts"})  # a pull quote, and a box of facts, by their class
CONTAINERS = CELLS | LISTS | {"li", "blockquote", "table", "tr", "figure", "figcaption", "aside"}

_BLANK = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]*")


class Marks(NamedTuple):
    """What a stretch of text carries."""

    href: str = ""
    strong: bool = False
    em: bool = False
    struck: bool = False
    shift: str = ""  # sub or sup
    note: int = 0  # which of the block's footnotes it is part of, from 1
    ins: str = ""  # the suggestion that puts it in, and the one that takes it out
    gone: str = ""


Piece = tuple[str, Marks]
Run = list[Piece]  # the text of one block, piece by piece; "\n" is a line break

BREAK: Piece = ("\n", Marks())

#: How marks nest, the outermost first.
NESTING: Final = ("note", "ins", "gone", "href", "strong", "em", "struck", "shift")


@dataclass(slots=True)
class Block:
    """A paragraph or heading with its run of text, or a container with its children."""

    name: str
    head: str = ""  # its attributes as they are written, each with a leading blank
    run: Run = field(default_factory=list)
    children: list["Block"] = field(default_factory=list)
    place: str = ""  # what links of the same text lead to
    from_items: bool = False  # a list made of paragraphs, which the next one may join
    implied: bool = False  # a list that only its items tell of
    expected: int = 1  # the number of its next item
    ins: str = ""  # the suggestion that puts it in, and the one that takes it out
    gone: str = ""

    @property
    def opening(self) -> str:
        """Its start tag."""
        told = f' data-ins="{self.ins}"' if self.ins else ""
        told += f' data-del="{self.gone}"' if self.gone else ""
        return f"<{self.name}{self.head}{told}>"

    def written(self) -> str:
        """Return the block's canonical HTML, or "" where there is nothing to show."""
        if self.name == "hr":
            return self.opening
        if self.name == "figure":
            return self.head and f"{self.opening}{self._caption()}</figure>"
        if self.name == "aside":
            inner = self._quotation() if "pull" in self.head else self._facts()
            return inner and f"{self.opening}{inner}</aside>"
        inner = self.inner()
        if self.name == "table" and inner:
            inner = f"<tbody>{inner}</tbody>"
        if inner or self.name in CELLS:
            return f"{self.opening}{inner}</{self.name}>"
        return ""

    def inner(self) -> str:
        """Return the canonical HTML of the block's content."""
        if self.run:
            return inline(self.run)
        parts = [(child, html) for child in self.children if (html := child.written())]
        names = [child.name for child, _ in parts]
        # A list of words is no list of paragraphs: a leading, only <p> goes without its tag.
        if self.name in CELLS | {"li"} and names[:1] == ["p"] and names.count("p") == 1:
            return parts[0][0].inner() + "".join(html for _, html in parts[1:])
        return "".join(html for _, html in parts)

    def _caption(self) -> str:
        run = _joined([block for part in self.children for block in part.children])
        return f"<figcaption>{inline(run)}</figcaption>" if run else ""

    def _quotation(self) -> str:
        """Return a pull quote's words, and who said them: the rest, whatever it was."""
        shown = [part for part in self.children if part.inner()]
        shown.sort(key=lambda part: part.name != "blockquote")
        texts = [part.children or [part] for part in shown]
        words, speaker = _joined([*chain(*texts[:1])]), _joined([*chain(*texts[1:])])
        said = f"<p>{inline(speaker)}</p>" if speaker else ""
        return f"<blockquote><p>{inline(words)}</p></blockquote>{said}" if words else ""

    def _facts(self) -> str:
        """Return a box's content: its one heading is what it begins with."""
        shown = [child for child in self.children if child.written()]
        for at, child in enumerate(shown):
            if child.name in {"h2", "h3"}:
                child.name = "p" if at else "h2"
        return "".join(child.written() for child in shown)


def _joined(blocks: list[Block]) -> Run:
    """Return what shows of the blocks' text as one run, with line breaks between them."""
    run: Run = []
    for block in blocks:
        if inline(block.run):
            run += [BREAK, *block.run] if run else block.run
    return run


def inline(run: Run) -> str:
    """Return the canonical HTML of a run, or "" where nothing in it shows.

    Marks nest in one order, neighbours with the same marks are one, and white space stands neither
    at the edges nor twice.
    """
    pieces = _trimmed(run)
    if is_blank("".join(text for text, _ in pieces)):
        return ""
    return layered(_settled(pieces), lambda piece: piece[1], _written)


def _written(run: Iterable[Piece]) -> str:
    return escaped("".join(text for text, _ in run))


T = TypeVar("T")


def layered(
    run: Iterable[T],
    marks_of: Callable[[T], Marks],
    written: Callable[[Iterable[T]], str],
    depth: int = 0,
) -> str:
    """Return a run within its marks: each as long as it lasts, the innermost as `written`."""
    if depth == len(NESTING):
        return written(run)
    name = NESTING[depth]
    html = ""
    for value, part in groupby(run, key=lambda item: getattr(marks_of(item), name)):
        inner = layered(part, marks_of, written, depth + 1)
        html += f"{_OPENING[name](value)}{inner}{_CLOSING[name](value)}" if value else inner
    return html


_OPENING: Final[dict[str, Callable[[Any], str]]] = {
    "note": lambda _: '<small class="footnote">',
    "ins": lambda key: f'<ins data-suggestion="{key}">',
    "gone": lambda key: f'<del data-suggestion="{key}">',
    "href": lambda href: f'<a href="{href.replace("&", "&amp;")}">',
    "strong": lambda _: "<strong>",
    "em": lambda _: "<em>",
    "struck": lambda _: "<s>",
    "shift": lambda shift: f"<{shift}>",
}
_CLOSING: Final[dict[str, Callable[[Any], str]]] = {
    "note": lambda _: "</small>",
    "ins": lambda _: "</ins>",
    "gone": lambda _: "</del>",
    "href": lambda _: "</a>",
    "strong": lambda _: "</strong>",
    "em": lambda _: "</em>",
    "struck": lambda _: "</s>",
    "shift": lambda shift: f"</{shift}>",
}


def escaped(text: str) -> str:
    """Escape as browsers write text, so that nothing changes on its way through one."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\xa0", "&nbsp;").replace("\n", "<br>")


def is_blank(text: str) -> bool:
    """Whether nothing of a text shows."""
    return _BLANK.fullmatch(text) is not None


def _trimmed(run: Run) -> Run:
    """Return `run` without doubled blanks, blanks beside line breaks, and breaks at its edges.

    What a suggestion puts in or takes out stays as it is, or taking it and refusing it would not
    come to what was typed and what was there.
    """
    forwards: Run = []
    for text, marks in run:
        before, beside = _beside(forwards, marks, -1)
        kept = text.lstrip(" ") if before in " \n" and not _is_told(marks) and beside else text
        if kept and (forwards or kept != "\n" or _is_told(marks)):
            forwards.append((kept, marks))
    backwards: Run = []
    for text, marks in reversed(forwards):
        after, beside = _beside(backwards, marks, 0)
        kept = text.rstrip(" ") if after == "\n" and not _is_told(marks) and beside else text
        if kept and (backwards or kept != "\n" or _is_told(marks)):
            backwards.append((kept, marks))
    return backwards[::-1]


def _is_told(marks: Marks) -> bool:
    return bool(marks.ins or marks.gone)


def _beside(run: Run, marks: Marks, at: int) -> tuple[str, bool]:
    """Return the character at the end of a run that is being made, and whether it is there as long
    as what carries `marks` is."""
    if not run:
        return "\n", True
    text, other = run[-1]
    return text[at], (other.ins, other.gone) == (marks.ins, marks.gone)


def _settled(run: Run) -> Run:
    """Return `run` with each blank piece carrying only what both its neighbours carry, and the
    suggestions that it is part of.

    A link or an emphasis of nothing but white space would be read aloud as an empty one.
    """
    groups = [
        ("".join(text for text, _ in pieces), marks, blank)
        for (blank, marks), pieces in groupby(run, key=_weight)
    ]
    settled: Run = []
    worded: Marks | None = None
    for index, (text, marks, blank) in enumerate(groups):
        if not blank:
            settled.append((text, marks))
            worded = marks
            continue
        after = next((other for _, other, empty in groups[index + 1 :] if not empty), None)
        shared = _shared(worded or Marks(), after or Marks())
        settled.append((text, shared._replace(ins=marks.ins, gone=marks.gone)))
    return settled


def _weight(piece: Piece) -> tuple[bool, Marks]:
    text, marks = piece
    blank = is_blank(text)
    return blank, Marks(ins=marks.ins, gone=marks.gone) if blank else marks


def _shared(before: Marks, after: Marks) -> Marks:
    return Marks(
        before.href if before.href == after.href else "",
        before.strong and after.strong,
        before.em and after.em,
        before.struck and after.struck,
        before.shift if before.shift == after.shift else "",
        before.note if before.note == after.note else 0,
    )
