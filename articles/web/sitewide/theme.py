"""The publication's colours and fonts, as a one-line style sheet in each page's head.

It stands in the page as the design's own sheet does: another file would be another request before
anything is painted.
"""

from __future__ import annotations

from articles.lib.branding import colours
from articles.lib.branding.typefaces import STACKS
from articles.models import Paper


def tokens(paper: Paper) -> dict[str, str]:
    """The design's tokens that the paper sets anew; both schemes in each colour."""
    found = {}
    if colours.is_one(paper.accent):
        given = colours.is_one(paper.accent_night)
        night = paper.accent_night if given else colours.by_night(paper.accent)
        found["--brand"] = f"light-dark({paper.accent},{night})"
    if colours.is_one(paper.band):
        found["--band"] = f"light-dark({paper.band},{colours.dimmed(paper.band)})"
    for token, face in (("--serif", paper.headline_face), ("--sans", paper.text_face)):
        if face in STACKS:
            found[token] = STACKS[face]
    return found


def sheet(paper: Paper) -> str:
    """The tokens as a style sheet; "" where all is as designed.

    Safe whatever the row holds: only colours and names of families that we know get in.
    """
    written = ";".join(f"{token}:{value}" for token, value in tokens(paper).items())
    return f"@layer theme{{:root{{{written}}}}}" if written else ""
