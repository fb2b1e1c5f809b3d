"""The publication's colours and fonts, as a one-line style sheet in each page's head.

It is an address that holds its sheet, as the design's own: another file would be another request
before anything is painted.
"""

from __future__ import annotations

from urllib.parse import quote

from articles.lib.branding import colours
from articles.lib.branding.typefaces import STACKS
from articles.models import Paper

_AS_THEY_ARE = " ()*,-./:;=@_{}"


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


def address(paper: Paper) -> str:
    """The sheet as an address that holds it; "" where all is as designed."""
    css = sheet(paper)
    return f"data:text/css;charset=utf-8,{quote(css, safe=_AS_THEY_ARE)}" if css else ""
