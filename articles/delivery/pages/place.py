"""Where in a page the banner of breaking news goes."""

from __future__ import annotations

#: The place as a page's template writes it: empty, and what is put in goes before its end. A live
#: region that is there from the beginning is one in which what comes later is announced.
OPEN, CLOSE = '<div class="banner" id="banner" role="status" aria-live="polite">', "</div>"
PLACE = f"{OPEN}{CLOSE}"
_PLACE, _OPEN = PLACE.encode(), OPEN.encode()


def place_in(body: bytes) -> int:
    """Where in a page its banner goes; -1 where it has no place for one."""
    found = body.find(_PLACE)
    return found + len(_OPEN) if found >= 0 else -1
