"""A story's blocks, and how they are written: the canonical HTML."""

import re
from dataclasses import dataclass, field
from itertools import chain, groupby
from typing import NamedTuple

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


Piece = tuple[str, Marks]
Run = list[Piece]  # the text of one block, piece by piece; "\n" is a line break

BREAK: Piece = ("\n", Marks())


@dataclass(slots=True)
class Block:
    """A paragraph or heading with its run of text, or a container with its children."""

    name: str
    head: str = ""  # its attributes as they are written, each with a leading blank
    run: Run = field(default_factory=list)
    children: list["Block"] = field(default_factory=list)
    from_word: bool = False  # a list made of Word's paragraphs, which the next one may join

    def written(self) -> str:
        """Return the block's canonical HTML, or "" where there is nothing to show."""
        if self.name == "hr":
            return "<hr>"
        if self.name == "figure":
            return self.head and f"<figure{self.head}>{self._caption()}</figure>"
        if self.name == "aside":
            inner = self._quotation() if "pull" in self.head else self._facts()
            return inner and f"<aside{self.head}>{inner}</aside>"
        inner = self.inner()
        if self.name == "table" and inner:
            inner = f"<tbody>{inner}</tbody>"
        if inner or self.name in CELLS:
            return f"<{self.name}{self.head}>{inner}</{self.name}>"
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

    Marks nest in one order (a, strong, em), neighbours with the same marks are one, and white
    space stands neither at the edges nor twice.
    """
    pieces = _trimmed(run)
    if _is_blank("".join(text for text, _ in pieces)):
        return ""
    html = ""
    for href, linked in groupby(_settled(pieces), key=lambda piece: piece[1].href):
        inner = "".join(
            f"<strong>{_slanted(list(weighted))}</strong>" if strong else _slanted(list(weighted))
            for strong, weighted in groupby(linked, key=lambda piece: piece[1].strong)
        )
        html += f'<a href="{href.replace("&", "&amp;")}">{inner}</a>' if href else inner
    return html


def _slanted(run: Run) -> str:
    html = ""
    for em, slanted in groupby(run, key=lambda piece: piece[1].em):
        text = _escaped("".join(text for text, _ in slanted))
        html += f"<em>{text}</em>" if em else text
    return html


def _escaped(text: str) -> str:
    """Escape as browsers write text, so that nothing changes on its way through one."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\xa0", "&nbsp;").replace("\n", "<br>")


def _is_blank(text: str) -> bool:
    return _BLANK.fullmatch(text) is not None


def _trimmed(run: Run) -> Run:
    """Return `run` without doubled blanks, blanks beside line breaks, and breaks at its edges."""
    forwards: Run = []
    for text, marks in run:
        before = forwards[-1][0][-1] if forwards else "\n"
        kept = text.lstrip(" ") if before in " \n" else text
        if kept and (forwards or kept != "\n"):
            forwards.append((kept, marks))
    backwards: Run = []
    for text, marks in reversed(forwards):
        after = backwards[-1][0][0] if backwards else "\n"
        kept = text.rstrip(" ") if after == "\n" else text
        if kept and (backwards or kept != "\n"):
            backwards.append((kept, marks))
    return backwards[::-1]


def _settled(run: Run) -> Run:
    """Return `run` with each blank piece carrying only what both its neighbours carry.

    A link or an emphasis of nothing but white space would be read aloud as an empty one.
    """
    groups = [
        ("".join(text for text, _ in pieces), marks)
        for marks, pieces in groupby(run, key=lambda p: None if _is_blank(p[0]) else p[1])
    ]
    settled: Run = []
    for index, (text, marks) in enumerate(groups):
        before = groups[index - 1][1] if index else None
        after = groups[index + 1][1] if index + 1 < len(groups) else None
        settled.append((text, marks or _shared(before or Marks(), after or Marks())))
    return settled


def _shared(before: Marks, after: Marks) -> Marks:
    return Marks(
        before.href if before.href == after.href else "",
        before.strong and after.strong,
        before.em and after.em,
    )
