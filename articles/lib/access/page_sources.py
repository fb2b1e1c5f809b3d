"""What a page shows of other sites, noted while it is made: its policy lets in that and no more.

page_sources.begin()                                    # before a page is made
page_sources.note("frame-src", "https://player.vimeo.com")   # in it
page_sources.noted()                                    # for the header that goes with the page
"""

from __future__ import annotations

from contextvars import ContextVar

#: A directive of the policy, and what it lets in besides.
Source = tuple[str, str]

_noted: ContextVar[set[Source] | None] = ContextVar("page_sources", default=None)


def begin() -> None:
    """From now on a page is made: of what was in the one before nothing is noted any more."""
    _noted.set(set())


def note(directive: str, source: str) -> None:
    """The page that is being made shows something of there."""
    if (sources := _noted.get()) is not None:
        sources.add((directive, source))


def noted() -> tuple[Source, ...]:
    """What was noted since `begin`, in one order."""
    return tuple(sorted(_noted.get() or ()))
