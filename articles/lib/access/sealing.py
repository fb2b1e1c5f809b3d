"""Seal what has to be read again but should not lie open: in a table, or in a page's form.

The key is made of SECRET_KEY, so that whoever has a copy of the database alone opens nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class NotOurs(Exception):
    """What was sealed with another key, or is too old, or was changed."""


def seal(text: str, *, purpose: str) -> str:
    """`text`, for nobody's eyes; opened for the same `purpose` only."""
    return _box(settings.SECRET_KEY, purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str, younger_than: int | None = None) -> str:
    """What was sealed, where that is fewer than so many seconds ago. Raises NotOurs."""
    try:
        return _box(settings.SECRET_KEY, purpose).decrypt(sealed.encode(), younger_than).decode()
    except (InvalidToken, ValueError) as reason:
        raise NotOurs from reason


@lru_cache(16)
def _box(key: str, purpose: str) -> Fernet:
    of_key = hmac.new(key.encode(), f"newsportal:{purpose}".encode(), hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(of_key))
