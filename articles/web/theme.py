"""The paper's own colours and letters, as a style sheet of one line in each page's head.

It stands in the page itself, because another file would be another request before anything is
painted. The policy of the response names it by its hash, which stays true however long the page
is kept; a nonce would not.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString

from articles.lib import colours
from articles.lib.typefaces import STACKS
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


def sheet(paper: Paper) -> SafeString:
    """The tokens as a style sheet; "" where all is as designed.

    Safe whatever the row holds: only colours and names of families that we know get in.
    """
    written = ";".join(f"{token}:{value}" for token, value in tokens(paper).items())
    return SafeString(f"@layer theme{{:root{{{written}}}}}" if written else "")


def allow(request: HttpRequest, css: SafeString) -> SafeString:
    """Have the policy of the answer to `request` allow `css`, which stands in its page."""
    if css:
        digest = b64encode(sha256(css.encode()).digest()).decode()
        request._own_style = f"'sha256-{digest}'"  # type: ignore[attr-defined]
    return css


class Policy(CSPMiddleware):
    """Sends the policy of the settings, and with it the hash of the page's own style sheet."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The parts, with the sheet's hash where the page has one."""
        parts = super().get_policy_parts(request, response, report_only)
        if own := getattr(request, "_own_style", ""):
            update: dict[str, Any] = dict(parts.update or {})
            parts.update = update | {"style-src": [*update.get("style-src", []), own]}
        return parts
