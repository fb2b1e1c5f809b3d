"""The text of one block, word by word with its marks, and how changes in it are written."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, Literal, NamedTuple

from articles.lib.html.blocks import Marks, escaped, layered
from articles.lib.html.reading import opens, pieces
from articles.lib.merging.wording import split_words

Kind = Literal["same", "added", "removed"]

MARKS: Final = {"same": "{}", "added": "<ins>{}</ins>", "removed": "<del>{}</del>"}

_TOGGLES: Final = {"strong": "strong", "em": "em", "s": "struck"}

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
    notes = 0
    for piece in pieces(html):
        if piece.data:
            found += [(word, marks) for word in split_words(piece.data)]
        elif piece.tag == "br":
            found.append(("\n", marks))
        elif piece.tag == "a":
            marks = marks._replace(href=piece.attr("href") or "")
        elif piece.tag in _TOGGLES:
            toggled: dict[str, Any] = {_TOGGLES[piece.tag]: opens(piece)}
            marks = marks._replace(**toggled)
        elif piece.tag in {"sub", "sup"}:
            marks = marks._replace(shift=piece.tag if opens(piece) else "")
        elif piece.tag == "small":
            notes += opens(piece)
            marks = marks._replace(note=notes if opens(piece) else 0)
    return found


def stretches(kind: Kind, words: Iterable[Word]) -> Iterator[Stretch]:
    """Yield as few stretches as the marks of `words` allow."""
    for marks, group in groupby(words, key=itemgetter(1)):
        yield Stretch(kind, "".join(text for text, _ in group), marks)


def written(run: Iterable[Stretch]) -> str:
    """Return the HTML of stretches of text: their marks, and innermost ins or del."""
    return layered(run, lambda stretch: stretch.marks, _told)


def _told(run: Iterable[Stretch]) -> str:
    return "".join(
        MARKS[kind].format(escaped("".join(stretch.text for stretch in alike)))
        for kind, alike in groupby(run, key=lambda stretch: stretch.kind)
    )
