"""Positions of the front door's counters in the ledger, for /metrics."""

from __future__ import annotations

#: A page out of memory or off the shelf; 304; rendered and kept; passed through; an older page
#: while another reader has the new one made; one because making it failed; asked to wait.
HITS, SAME, RENDERED, PASSED, STALE, SPARED, LIMITED = range(7)

#: How often a page is sent before the denser compression pays.
ASKED_FOR = 20

#: No counter, but when the newest backup came to its end, in seconds since 1970; 0 for never.
BACKED_UP = 32

NAMES = {
    HITS: ("hits", "Answers from the page store."),
    SAME: ("not_modified", "Answers 304 from the page store."),
    RENDERED: ("renders", "Public pages that were rendered."),
    PASSED: ("passed", "Requests that are not for the page store."),
    STALE: ("stale", "Older pages sent while the new one was being made."),
    SPARED: ("spared", "Older pages sent because making the new one failed."),
    LIMITED: ("limited", "Requests that were asked to wait (429)."),
}
