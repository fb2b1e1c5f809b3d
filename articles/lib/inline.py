"""The text of one block, word by word with its marks, and how changes in it are written."""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from itertools import groupby
from typing import Final, Literal, NamedTuple

from articles.lib.blocks import Marks
from articles.lib.wording import split_words

Kind = Literal["same", "added", "removed"]

MARKS: Final = {"same": "{}", "added": "<ins>{}</ins>", "removed": "<del>{}</del>"}

_PARTS: Final = re.compile(
    r'<(?P<end>/)?(?P<name>a|strong|em|br)(?: href="(?P<href>[^"]*+)")?>|(?P<text>[^<]++)'
)


class Marked(NamedTuple):
    """A word, what happened to it, and what it carries."""

    kind: Kind
    text: str
    marks: Marks


def split_inline(html: str) -> list[tuple[str, Marks]]:
    r"""Return the words of a block's canonical content, each with its marks.

    A line break is "\n", and addresses stay escaped; see `wording.split_words` for the words.
    """
    marks = Marks()
    found: list[tuple[str, Marks]] = []
    for part in _PARTS.finditer(html):
        name, opens = part["name"], not part["end"]
        if part["text"]:
            found += [(word, marks) for word in split_words(unescape(part["text"]))]
        elif name == "br":
            found.append(("\n", marks))
        elif name == "a":
            marks = marks._replace(href=part["href"] or "")
        else:
            marks = marks._replace(**{name: opens})
    return found


def written(run: Iterable[Marked]) -> str:
    """Return the HTML of a run of words: a, strong, em, and innermost ins or del."""
    return "".join(
        f'<a href="{href}">{inner}</a>' if href else inner
        for href, linked in groupby(run, key=lambda word: word.marks.href)
        for inner in ["".join(_weighted(linked))]
    )


def _weighted(run: Iterable[Marked]) -> Iterator[str]:
    for strong, weighted in groupby(run, key=lambda word: word.marks.strong):
        inner = "".join(_slanted(weighted))
        yield f"<strong>{inner}</strong>" if strong else inner


def _slanted(run: Iterable[Marked]) -> Iterator[str]:
    for em, slanted in groupby(run, key=lambda word: word.marks.em):
        inner = "".join(
            MARKS[kind].format(_escaped("".join(word.text for word in words)))
            for kind, words in groupby(slanted, key=lambda word: word.kind)
        )
        yield f"<em>{inner}</em>" if em else inner


def _escaped(text: str) -> str:
    return escape(text, quote=False).replace("\xa0", "&nbsp;").replace("\n", "<br>")
