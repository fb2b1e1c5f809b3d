"""Addresses and embed codes in what is pasted, which become players and cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from turbohtml import Token

from articles.lib.embeds.embed import Embed
from articles.lib.embeds.registry import parse_embed
from articles.lib.html.blocks import CONTAINERS
from articles.lib.html.reading import closes, end_of, opens, pieces
from articles.lib.incoming.links import unwrapped

#: A paragraph of nothing but an address, as canonical HTML has it.
_LINE: Final = re.compile(r'(?:<a href="([^"]+)">)?([^\s<]+[./][^\s<]+)(?:</a>)?')
_CODE: Final = re.compile(
    r"\s*<(?:iframe|blockquote|div|script|section|a)\b[^<]*>.*>\s*", re.DOTALL
)
_LONGEST_CODE: Final = 20_000
_FRAME: Final = re.compile(
    r"""<iframe\b[^>]*?\ssrc\s*=\s*["']?((?:https?:)?//[^\s"'<>]+)""", re.IGNORECASE
)
_FIGURE: Final = re.compile(
    r'(?:<figure data-embed="[^"]*">(?:<figcaption>.*?</figcaption>)?</figure>)+'
)


def of_address(address: str) -> Embed | None:
    """Return what a pasted address stands for: also one without TLS, or in another's wrapper."""
    return parse_embed(
        re.sub(r"^(?:http:)?//", "https://", unwrapped(address.strip()), flags=re.IGNORECASE)
    )


def is_code(text: str) -> bool:
    """Whether a text may be what a site gives out to be put into pages."""
    return len(text) <= _LONGEST_CODE and _CODE.fullmatch(text) is not None


def is_player(html: str) -> bool:
    """Whether canonical HTML is players and nothing else."""
    return _FIGURE.fullmatch(html) is not None


def frame_in(code: str) -> str:
    """Return the address of the first frame in a code that nobody let in; "" for none."""
    found = _FRAME.search(code)
    return re.sub(r"^(?:http:)?//", "https://", unescape(found[1])) if found else ""


def of_lines(html: str) -> str:
    """Return canonical HTML with players in place of the story's own paragraphs that are nothing
    but an address."""
    parts, done = [], 0
    for paragraph, inner, end in _paragraphs(html):
        line = _LINE.fullmatch(inner)
        if line and (found := of_address(unescape(line[1] or line[2]))):
            address = found.source_url.replace("&", "&amp;")
            parts += [html[done : paragraph.col], f'<figure data-embed="{address}"></figure>']
            done = end
    return "".join(parts) + html[done:]


def _paragraphs(html: str) -> Iterator[tuple[Token, str, int]]:
    """Yield the paragraphs that stand in nothing: start tag, content, the place behind."""
    depth, start = 0, None
    for piece in pieces(html) if "<p>" in html else ():
        if piece.tag in CONTAINERS:
            depth += 1 if opens(piece) else -1
        elif not depth and opens(piece, "p"):
            start = piece
        elif start is not None and closes(piece, "p"):
            yield start, html[end_of(start) : piece.col], end_of(piece)
            start = None
