"""The text of one block, word by word with its marks, and how changes in it are written."""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, Literal, NamedTuple

from articles.lib.blocks import Marks
from articles.lib.reading import opens, pieces
from articles.lib.wording import split_words

Kind = Literal["same", "added", "removed"]

MARKS: Final = {"same": "{}", "added": "<ins>{}</ins>", "removed": "<del>{}</del>"}

_TOGGLES: Final = frozenset({"strong", "em"})

Word = tuple[str, Marks]


class Stretch(NamedTuple):
    """A stretch of text, what happened to it, and what it carries."""

    kind: Kind
    text: str
    marks: Marks


def split_inline(html: str) -> list[Word]:
    r"""Return the words of a block's canonical content, each with its marks.

    A line break is "\n"; see `wording.split_words` for the words.
    """
    marks = Marks()
    found: list[Word] = []
    for piece in pieces(html):
        if piece.data:
            found += [(word, marks) for word in split_words(piece.data)]
        elif piece.tag == "br":
            found.append(("\n", marks))
        elif piece.tag == "a":
            marks = marks._replace(href=piece.attr("href") or "")
        elif piece.tag in _TOGGLES:
            toggled: dict[str, Any] = {piece.tag: opens(piece)}
            marks = marks._replace(**toggled)
    return found


def stretches(kind: Kind, words: Iterable[Word]) -> Iterator[Stretch]:
    """Yield as few stretches as the marks of `words` allow."""
    for marks, group in groupby(words, key=itemgetter(1)):
        yield Stretch(kind, "".join(text for text, _ in group), marks)


def written(run: Iterable[Stretch]) -> str:
    """Return the HTML of stretches of text: a, strong, em, and innermost ins or del."""
    html = ""
    for href, linked in groupby(run, key=lambda stretch: stretch.marks.href):
        inner = "".join(_weighted(linked))
        html += f'<a href="{href.replace("&", "&amp;")}">{inner}</a>' if href else inner
    return html


def _weighted(run: Iterable[Stretch]) -> Iterator[str]:
    for strong, weighted in groupby(run, key=lambda stretch: stretch.marks.strong):
        inner = "".join(_slanted(weighted))
        yield f"<strong>{inner}</strong>" if strong else inner


def _slanted(run: Iterable[Stretch]) -> Iterator[str]:
    for em, slanted in groupby(run, key=lambda stretch: stretch.marks.em):
        inner = "".join(
            MARKS[kind].format(_escaped("".join(stretch.text for stretch in alike)))
            for kind, alike in groupby(slanted, key=lambda stretch: stretch.kind)
        )
        yield f"<em>{inner}</em>" if em else inner


def _escaped(text: str) -> str:
    return escape(text, quote=False).replace("\xa0", "&nbsp;").replace("\n", "<br>")
