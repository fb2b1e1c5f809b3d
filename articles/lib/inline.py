"""The text of one block, word by word with its marks, and how changes in it are written."""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from itertools import groupby
from operator import itemgetter
from typing import Final, Literal, NamedTuple

from articles.lib.blocks import Marks
from articles.lib.wording import split_words

Kind = Literal["same", "added", "removed"]

MARKS: Final = {"same": "{}", "added": "<ins>{}</ins>", "removed": "<del>{}</del>"}

_PARTS: Final = re.compile(
    r'<(?P<end>/)?(?P<name>a|strong|em|br)(?: href="(?P<href>[^"]*+)")?>|(?P<text>[^<]++)'
)


Word = tuple[str, Marks]


class Stretch(NamedTuple):
    """A stretch of text, what happened to it, and what it carries."""

    kind: Kind
    text: str
    marks: Marks


def split_inline(html: str) -> list[Word]:
    r"""Return the words of a block's canonical content, each with its marks.

    A line break is "\n", and addresses stay escaped; see `wording.split_words` for the words.
    """
    marks = Marks()
    found: list[Word] = []
    for part in _PARTS.finditer(html):
        name, opens = part["name"], not part["end"]
        if part["text"]:
            found += [(word, marks) for word in split_words(unescape(part["text"]))]
        elif name == "br":
            found.append(("\n", marks))
        elif name == "a":
            marks = marks._replace(href=part["href"] or "")
        elif name == "strong":
            marks = marks._replace(strong=opens)
        else:
            marks = marks._replace(em=opens)
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
        html += f'<a href="{href}">{inner}</a>' if href else inner
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
