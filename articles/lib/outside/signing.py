"""Signatures of webhooks as Standard Webhooks has them (its version 1, symmetric)."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable

PREFIX = "whsec_"


def signature(secret: str, number: str, moment: int, body: bytes) -> str:
    """Of a message of that number, posted at that second since 1970."""
    key = b64decode(secret.removeprefix(PREFIX))
    said = f"{number}.{moment}.".encode() + body
    return f"v1,{b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()}"


def headers(secrets: Iterable[str], number: str, moment: int, body: bytes) -> dict[str, str]:
    """What goes with it: signed with each of the secrets, so that one can follow another."""
    return {
        "webhook-id": number,
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(signature(one, number, moment, body) for one in secrets),
    }
