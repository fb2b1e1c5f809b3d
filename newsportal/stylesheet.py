"""Make the one style sheet that readers load out of the parts that people edit.

    python -m newsportal.stylesheet            write static/css/site.css
    python -m newsportal.stylesheet --check    fail if it is not what the parts say

One file is one request. The result is kept beside its parts, so that nothing has to be
built before the portal starts.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

CSS_DIR = Path(__file__).resolve().parent.parent / "static" / "css"
SHEET = CSS_DIR / "site.css"
#: Later layers win over earlier ones, whatever their selectors say.
LAYERS = "@layer reset, tokens, base, layout, components, print;"
#: In the order in which they are written.
PARTS = (
    "reset",
    "tokens",
    "base",
    "layout",
    "header",
    "card",
    "listing",
    "article",
    "footer",
    "print",
)


def compact(css: str) -> str:
    """`css` without comments, blank lines and indents; every other character as it was."""
    without_comments = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    lines = (line.strip() for line in without_comments.splitlines())
    return "\n".join(line for line in lines if line)


def stylesheet(folder: Path = CSS_DIR) -> str:
    """The whole sheet, made of the parts in `folder`/site. A missing part raises OSError."""
    parts = (compact((folder / "site" / f"{part}.css").read_text("utf-8")) for part in PARTS)
    return "\n".join((LAYERS, *parts)) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Write or check the sheet; return the exit status, 1 if a check finds it out of date."""
    parser = argparse.ArgumentParser(prog="python -m newsportal.stylesheet")
    parser.add_argument("--check", action="store_true", help="only compare, and fail if it differs")
    made = stylesheet()
    if not parser.parse_args(arguments).check:
        SHEET.write_text(made, "utf-8")
        return 0
    if SHEET.exists() and SHEET.read_text("utf-8") == made:
        return 0
    print("static/css/site.css is not what its parts say: run python -m newsportal.stylesheet")
    return 1


if __name__ == "__main__":
    sys.exit(main())
