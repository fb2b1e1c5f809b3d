"""Put together the style sheet that stands in each page, out of the parts that people edit.

A page carries its sheet in its head: it is painted after one answer, without a second request.
So each kind of page gets the parts that it needs and no others. The parts are in
static/css/site/, one file a component; docs/design.md tells how they hang together.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

PARTS_DIR = Path(__file__).resolve().parent.parent / "static" / "css" / "site"
#: Later layers win over earlier ones, whatever their selectors say. A theme's tokens and rules
#: stand over ours; only what print needs stands over them.
LAYERS = "@layer reset,tokens,base,layout,components,theme,print;"
_FRAME = ("reset", "tokens", "base", "layout", "header", "card", "listing", "footer", "print")
#: Kind of page → its parts, in the order in which they are written.
SHEETS: dict[str, tuple[str, ...]] = {
    "list": _FRAME,
    "front": (*_FRAME, "front"),
    "story": (*_FRAME, "article"),
    # Every component on one page, for those who work on them.
    "all": (*_FRAME, "front", "article"),
}


def compact(css: str) -> str:
    """`css` without comments, line breaks and indents; within a line every character stays."""
    without_comments = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    lines = [line.strip() for line in without_comments.splitlines()]
    return "".join(
        line if line.endswith(("{", "}", ";", ",")) else f"{line} " for line in lines if line
    )


def sheet(kind: str) -> str:
    """The sheet of a kind of page. Raises KeyError for a kind that is none, OSError where a part
    is missing."""
    parts = (compact((PARTS_DIR / f"{part}.css").read_text("utf-8")) for part in SHEETS[kind])
    return "".join((LAYERS, *parts))


def source_hash(text: str) -> str:
    """How a Content-Security-Policy names an inline script or sheet: it stays true however long
    a page is kept, which a nonce would not."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


class Fresh(Mapping[str, str]):
    """The sheets, read anew each time: while the portal is developed, an edit shows at once."""

    def __getitem__(self, kind: str) -> str:
        """The sheet as its parts are now."""
        return sheet(kind)

    def __iter__(self) -> Iterator[str]:
        """The kinds of pages."""
        return iter(SHEETS)

    def __len__(self) -> int:
        """How many kinds there are."""
        return len(SHEETS)
