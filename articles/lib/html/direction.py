"""Which way text runs, block by block: an Arabic paragraph in an English story runs as Arabic does.

A block runs as its first letter does (Unicode Standard Annex 9, P2). Said are only the blocks that
run another way than the story, so that a story in one direction has not a byte more.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from turbohtml import TokenType

from articles.lib.html.reading import end_of, opens, pieces

#: What runs by itself: text stands in it, or a list's marks beside it.
BLOCKS: Final = frozenset({
    "p", "h2", "h3", "ul", "ol", "li", "blockquote", "td", "th", "figcaption", "caption", "pre",
})  # fmt: skip
_LEFTWARDS: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_DIRECTION: Final = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def direction_of(text: str) -> str:
    """Return rtl or ltr, as the first letter of `text` runs; "" where there is none."""
    kinds = (_DIRECTION.get(unicodedata.bidirectional(character), "") for character in text)
    return next(filter(None, kinds), "")


def with_directions(html: str, runs: str = "") -> str:
    """Return canonical HTML in which each block says so that runs another way than the whole.

    The whole runs as the element around it says, ltr or rtl; where `runs` is "" that is to have
    `dir="auto"`, which leaves those blocks out.
    """
    if runs != "rtl" and not _LEFTWARDS.search(html):
        return html
    own, waiting, said = runs, list[int](), dict[int, str]()
    for piece in pieces(html):
        if piece.tag in BLOCKS and opens(piece):
            waiting.append(end_of(piece) - 1)
        elif piece.type is TokenType.TEXT and (found := direction_of(piece.data or "")):
            own = own or found
            said |= dict.fromkeys(waiting, found if found != own else "")
            waiting = []
    parts, done = [], 0
    for place, found in sorted(said.items()):
        if found:
            parts.append(f'{html[done:place]} dir="{found}"')
            done = place
    return "".join(parts) + html[done:]
