"""Style sheets that stand in a page, each known to the page's policy by its hash.

sheets.begin()                    # before a page is made
sheets.element("p{color:red}")    # in it, as often as it needs
sheets.noted()                    # its hashes, for the header that goes with the page
"""

from __future__ import annotations

from base64 import b64encode
from contextvars import ContextVar
from functools import lru_cache
from hashlib import sha256

from django.utils.safestring import SafeString

_noted: ContextVar[dict[str, None] | None] = ContextVar("sheets", default=None)


def begin() -> None:
    """From now on a page is made: of what was in the one before nothing is noted any more."""
    _noted.set({})


def noted() -> tuple[str, ...]:
    """The hashes of the sheets that were written since `begin`, as a policy has them."""
    return tuple(_noted.get() or ())


def element(css: str) -> SafeString:
    """`css` as a `<style>`, which the page's policy allows; "" where there is none.

    For sheets of the house, not for what people write: whatever is given here may be shown.
    """
    if not css:
        return SafeString("")
    written, known_by = _element(css)
    if (hashes := _noted.get()) is not None:
        hashes[known_by] = None
    return written


def hash_of(text: str) -> str:
    """The hash of a script or a sheet that stands in a page, as a policy has it."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def safe(css: str) -> str:
    """`css` so that nothing in it ends the element that it stands in. It says the same."""
    return css.replace("</", "<\\/")


@lru_cache(maxsize=32)
def _element(css: str) -> tuple[SafeString, str]:
    css = safe(css)
    return SafeString(f"<style>{css}</style>\n"), hash_of(css)
