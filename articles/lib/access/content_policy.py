"""What browsers may do with our pages: the directives of the Content-Security-Policy.

Nothing is allowed that is not named. Sheets and the two lines of script that stand in a public page
are known by their hashes, which stay true however long a page is kept; a nonce would not, and only
the desk, which nobody keeps, has one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from csp.constants import NONCE, NONE, SELF

#: Where browsers report what a policy has stopped. A name that no section can have.
REPORTS = "/.well-known/csp-reports"
#: The name of that address in the policy and in Reporting-Endpoints.
ENDPOINT = "csp"
ENDPOINTS = f'{ENDPOINT}="{REPORTS}"'
#: For what is no page: files, and answers of a sentence. None of it loads, runs or is framed.
BARE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

Directives = dict[str, list[Any]]


def for_readers(scripts: Iterable[str], pictures: Iterable[str], *, has_tls: bool) -> Directives:
    """Of public pages: the hashes of the scripts that stand in them, and where pictures come from
    besides ourselves. To each are added the hashes of its sheets, and whose players it has."""
    # Browsers that know report-to send nothing without TLS where it is said.
    named = {"report-to": [ENDPOINT]} if has_tls else {}
    return {
        "default-src": [NONE],
        "script-src": [SELF, *scripts],
        "style-src": [SELF],
        "img-src": [SELF, *pictures],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        # A text becomes a script, or the address of one, only by this policy of site.js.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["newsportal"],
        "report-uri": [REPORTS],
        **named,
    }


def for_the_desk(readers: Directives) -> Directives:
    """Of the desk's pages: an import map with a nonce, icons of the sheet, pictures that are about
    to be uploaded, and previews in a frame. Editor and admin write HTML, which
    js/desk/common/trusted.js lets through, and no script."""
    return readers | {
        "script-src": [*readers["script-src"], NONCE],
        "img-src": [*readers["img-src"], "data:", "blob:"],
        "frame-src": [SELF],
        "trusted-types": ["default"],
    }
