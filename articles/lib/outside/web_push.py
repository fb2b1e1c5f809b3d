"""Web Push: a message that only one browser can read, and a word to its push service of who we are.

RFC 8291 (encryption), 8188 (its coding) and 8292 (VAPID), on `cryptography` and PyJWT, which are
here anyway.
"""

from __future__ import annotations

import base64
import binascii
import os
import time
from functools import lru_cache
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
#: The number of points of the curve (FIPS 186-4, D.1.2.3).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
#: Bytes of a record, and of the longest message that every service takes.
RECORD, MOST_BYTES = 4_096, 3_000
#: Seconds that a token holds; services refuse more than a day.
HOLDS = 12 * 3_600


class NotAKey(Exception):
    """What a browser gave is no key."""


def encode(data: bytes) -> str:
    """In base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Raises NotAKey."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotAKey from error


def raw(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as a point of 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def key_of(p256dh: str, auth: str) -> tuple[ec.EllipticCurvePublicKey, bytes]:
    """The keys of a browser. Raises NotAKey."""
    secret = decode(auth)
    if len(secret) != 16:
        raise NotAKey
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decode(p256dh)), secret
    except ValueError as error:
        raise NotAKey from error


def encrypted(
    message: bytes,
    p256dh: str,
    auth: str,
    *,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body to post, coded as aes128gcm. `own` and `salt` are made anew for each message; tests
    alone name them. Raises NotAKey."""
    theirs, secret = key_of(p256dh, auth)
    own, salt = own or ec.generate_private_key(CURVE), salt or os.urandom(16)
    ours = raw(own.public_key())
    shared = own.exchange(ec.ECDH(), theirs)
    mixed = _derived(shared, secret, b"WebPush: info\0" + raw(theirs) + ours, 32)
    key = _derived(mixed, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(mixed, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return head + AESGCM(key).encrypt(nonce, message[:MOST_BYTES] + b"\x02", None)


def _derived(secret: bytes, salt: bytes, about: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, about).derive(secret)


@lru_cache(4)
def vapid_key(secret: str, private: str = "") -> ec.EllipticCurvePrivateKey:
    """Our key: `private` (32 bytes in base64url), else one made of `secret`, which is the same on
    all hosts of a site and needs no place of its own. Raises NotAKey."""
    number = int.from_bytes(decode(private), "big") if private else _made_of(secret)
    if not 0 < number < ORDER or (private and len(decode(private)) != 32):
        raise NotAKey
    return ec.derive_private_key(number, CURVE)


def _made_of(secret: str) -> int:
    wide = HKDF(SHA256(), 48, None, b"newsportal:vapid").derive(secret.encode())
    return int.from_bytes(wide, "big") % (ORDER - 1) + 1


def authorization(
    endpoint: str, contact: str, key: ec.EllipticCurvePrivateKey, now: float | None = None
) -> str:
    """The header that says who posts to `endpoint`; `contact` is of mailto: or https:."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(now or time.time()) + HOLDS,
        "sub": contact,
    }
    return (
        f"vapid t={jwt.encode(claims, key, algorithm='ES256')}, k={encode(raw(key.public_key()))}"
    )
