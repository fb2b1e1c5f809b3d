"""Put together the style sheet that stands in each page, out of the parts that people edit.

A page carries its sheet in its head: it is painted after one answer, without a second request.
So each kind of page gets the parts that it needs and no others, in a `<style>` that its policy
knows by its hash (articles/lib/branding/sheets.py). The parts are in static/css/site/, one file a
component; docs/design.md tells how they hang together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from articles.lib.branding.sheets import safe

PARTS_DIR = Path(__file__).resolve().parent.parent / "static" / "css" / "site"
#: Later layers win over earlier ones, whatever their selectors say. A theme's tokens and rules
#: stand over ours; only what print needs stands over them.
LAYERS = "@layer reset,tokens,base,layout,components,theme,print;"
_FRAME = (
    "reset",
    "tokens",
    "base",
    "layout",
    "header",
    "find",
    "banner",
    "card",
    "ways",
    "footer",
    "print",
)
#: What may stand in a story's text.
_TEXT = ("aside", "embed", "chart")
#: Kind of page → its parts, in the order in which they are written.
SHEETS: dict[str, tuple[str, ...]] = {
    "list": (*_FRAME, "listing", "opening"),
    "search": (*_FRAME, "listing", "search"),
    "front": (*_FRAME, "front", "opening"),
    # A list that opens with more blocks than a top.
    "section": (*_FRAME, "listing", "front", "opening"),
    "story": (*_FRAME, "article", *_TEXT),
    "page": (*_FRAME, "listing", "article", *_TEXT),
    # A story's card in a frame of another site.
    "framed": ("reset", "tokens", "base", "card", "framed"),
    # Every component on one page, for those who work on them.
    "all": (*_FRAME, "listing", "search", "front", "opening", "article", *_TEXT),
}


def compact(css: str) -> str:
    """`css` without comments and without the spaces that say nothing; strings stay as they are."""
    without_comments = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    pieces = re.split(r"""("[^"\n]*"|'[^'\n]*')""", without_comments)
    return "".join(piece if at % 2 else _squeezed(piece) for at, piece in enumerate(pieces)).strip()


def _squeezed(css: str) -> str:
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};])\s*", r"\1", css)
    return re.sub(r"([:,]) ", r"\1", css).replace(";}", "}")


def sheet(kind: str, theme: Path | None = None) -> str:
    """The sheet of a kind of page, with what the folder `theme` has in its theme.css over it.

    Raises KeyError for a kind that is none, OSError where a part is missing.
    """
    parts = [compact((PARTS_DIR / f"{part}.css").read_text("utf-8")) for part in SHEETS[kind]]
    if theme is not None and (own := theme / "theme.css").exists():
        parts.append(f"@layer theme{{{compact(own.read_text('utf-8'))}}}")
    return safe("".join((LAYERS, *parts)))


class Fresh(Mapping[str, str]):
    """The sheets, read anew each time: while the portal is developed, an edit shows at once."""

    def __init__(self, theme: Path | None = None) -> None:
        self.theme = theme

    def __getitem__(self, kind: str) -> str:
        """The sheet as its parts are now."""
        return sheet(kind, self.theme)

    def __iter__(self) -> Iterator[str]:
        """The kinds of pages."""
        return iter(SHEETS)

    def __len__(self) -> int:
        """How many kinds there are."""
        return len(SHEETS)
