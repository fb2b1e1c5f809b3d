"""A signed mark in each form of the desk that says who opened it.

Two people log in one after the other in one browser, and a window of the first is still open. The
session says who is there now; the mark says whose page it is. It is signed, so that whoever holds
one has had that person's page before them.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

#: The field of a form that carries the mark, and the header of a script's post.
FIELD, HEADER = "_by", "X-Opened-By"
_SIGNER = Signer(salt="articles.opener")


def mark_of(account: int) -> str:
    """The mark of an account's pages."""
    return _SIGNER.sign(str(account))


def opener_of(mark: str) -> int:
    """The account whose mark it is; 0 for none."""
    try:
        return int(_SIGNER.unsign(mark))
    except (BadSignature, ValueError):
        return 0
