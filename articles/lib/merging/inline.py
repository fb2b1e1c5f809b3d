"""The text of one block, word by word with its marks, and how changes in it are written."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, Literal, NamedTuple

from turbohtml import Token

from articles.lib.html.blocks import Marks, escaped, layered
from articles.lib.html.reading import opens, pieces
from articles.lib.merging.wording import split_words

Kind = Literal["same", "added", "removed"]

MARKS: Final = {"same": "{}", "added": "<ins>{}</ins>", "removed": "<del>{}</del>"}

_TOGGLES: Final = {"strong": "strong", "em": "em", "s": "struck"}

_MARKING: Final = {"a", "sub", "sup"} | _TOGGLES.keys()

Word = tuple[str, Marks]

_SUGGESTED: Final = re.compile(r'<(/)?(ins|del)(?: data-suggestion="[a-z0-9]+")?>')


def shown(html: str) -> str:
    """Return a canonical text with its suggestions within <mark>: <ins> and <del> are what changed
    between two texts, and these were in one of them."""

    def mark(found: re.Match[str]) -> str:
        return "</mark>" if found[1] else f'<mark class="suggested-{found[2]}">'

    return _SUGGESTED.sub(mark, html) if "data-suggestion" in html else html


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
    suggested: list[str] = []
    for piece in pieces(html):
        if text := piece.data or "\n" * (piece.tag == "br"):
            found += [(word, marks) for word in split_words(text)]
        elif piece.tag in _MARKING:
            marks = marks._replace(**_marked(piece))
        elif piece.tag == "small":
            notes += opens(piece)
            marks = marks._replace(note=notes if opens(piece) else 0)
        elif piece.tag == "mark":
            if opens(piece):
                suggested.append(piece.attr("class") or "")
            elif suggested:
                suggested.pop()
            ins, gone = (
                one if one in suggested else "" for one in ("suggested-ins", "suggested-del")
            )
            marks = marks._replace(ins=ins, gone=gone)
    return found


def _marked(piece: Token) -> dict[str, Any]:
    """What a tag that marks words changes of the marks."""
    name = piece.tag or ""
    if name == "a":
        return {"href": piece.attr("href") or ""}
    if name in _TOGGLES:
        return {_TOGGLES[name]: opens(piece)}
    return {"shift": name if opens(piece) else ""}


def stretches(kind: Kind, words: Iterable[Word]) -> Iterator[Stretch]:
    """Yield as few stretches as the marks of `words` allow."""
    for marks, group in groupby(words, key=itemgetter(1)):
        yield Stretch(kind, "".join(text for text, _ in group), marks)


def written(run: Iterable[Stretch]) -> str:
    """Return the HTML of stretches of text: their marks, and innermost ins or del, around what is
    suggested."""
    return layered(run, lambda stretch: stretch.marks._replace(ins="", gone=""), _told)


def _told(run: Iterable[Stretch]) -> str:
    return "".join(
        MARKS[kind].format("".join(map(_suggested, _by_suggestion(alike))))
        for kind, alike in groupby(run, key=lambda stretch: stretch.kind)
    )


def _by_suggestion(run: Iterable[Stretch]) -> Iterator[tuple[str, str, str]]:
    for (ins, gone), part in groupby(run, key=lambda one: (one.marks.ins, one.marks.gone)):
        yield ins, gone, escaped("".join(stretch.text for stretch in part))


def _suggested(part: tuple[str, str, str]) -> str:
    ins, gone, html = part
    for name in filter(None, (gone, ins)):
        html = f'<mark class="{name}">{html}</mark>'
    return html
