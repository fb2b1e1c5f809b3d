"""A story's texts, paragraph by paragraph, as its editor has them."""

from __future__ import annotations

from typing import NamedTuple

from turbohtml import TokenType

from articles.lib.html.blocks import CONTAINERS
from articles.lib.html.reading import opens, pieces

_EDGES = CONTAINERS | {"p", "h2", "h3", "hr"}
#: The fields of plain text that readers see, before and after the body.
BEFORE = ("headline", "standfirst")
AFTER = (
    "picture_caption",
    "teaser",
    "search_title",
    "search_description",
    "social_title",
    "social_description",
)


class Paragraph(NamedTuple):
    """One paragraph: of which field, and whether all of it is a quotation."""

    field: str
    text: str
    quoted: bool = False


def paragraphs(content: dict[str, str]) -> list[Paragraph]:
    """All that is written, in order; `body` is canonical HTML."""
    found = [*_plain(content, BEFORE), *of_body(content.get("body") or ""), *_plain(content, AFTER)]
    return [one for one in found if one.text.strip()]


def _plain(content: dict[str, str], names: tuple[str, ...]) -> list[Paragraph]:
    return [
        Paragraph(name, line) for name in names for line in (content.get(name) or "").split("\n")
    ]


def of_body(html: str) -> list[Paragraph]:
    """The paragraphs of a body; a footnote is one of its own, behind the one that it is in."""
    body = _Body()
    for piece in pieces(html):
        if piece.type is TokenType.TEXT:
            body.say(piece.data or "")
        elif piece.tag == "br":
            body.say("\n")
        elif piece.tag == "small":
            body.note(begins=opens(piece))
        elif piece.tag in _EDGES:
            body.flush()
            if piece.tag == "blockquote":
                body.quotes = max(0, body.quotes + (1 if opens(piece) else -1))
    body.flush()
    return body.found


class _Body:
    """A body that is read."""

    def __init__(self) -> None:
        self.found: list[Paragraph] = []
        self.texts = [""]  # the paragraph's own, then its footnotes
        self.in_note = False
        self.quotes = 0

    def say(self, text: str) -> None:
        self.texts[-1 if self.in_note else 0] += text

    def note(self, *, begins: bool) -> None:
        self.in_note = begins
        self.texts += [""] if begins else []

    def flush(self) -> None:
        told = (text for text in self.texts if text.strip())
        self.found += [Paragraph("body", text, self.quotes > 0) for text in told]
        self.texts, self.in_note = [""], False
