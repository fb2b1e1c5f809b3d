"""What is said with an OpenID Connect provider, and whether its answer holds.

Every answer is checked as if it came from anybody: signature, issuer, audience, age and the nonce
of this browser's question, also where it came by a connection of our own.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
import urllib.error
import urllib.request
from functools import lru_cache
from hmac import compare_digest
from http.client import HTTPException
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jwt
from django.conf import settings

#: Seconds to wait for an answer, and for which the provider's description is kept; bytes of one.
TIMEOUT, KEPT_FOR, MOST_BYTES = 5.0, 600, 512 * 1024
#: Seconds within which all of an answer is there, however small the pieces.
WHOLE = 10.0
#: Seconds that its clock may be wrong.
LEEWAY = 60
#: With keys that only the provider has; never a shared secret, never none.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]


#: Threads that may wait for the provider at once, seconds for a turn among them, and for which one
#: that is away is not asked again: readers need threads too.
TURNS, TURN, NOT_AGAIN_FOR = threading.BoundedSemaphore(2), 1.0, 10.0


class Refused(Exception):
    """The answer does not hold: why, for the log."""


class Away(Exception):
    """The provider does not answer as it should: why, for the log."""


class _SaysNo(Away):
    """It is there, and refuses what was asked; whoever makes up an answer of it gets as far."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A secret goes where the settings say, and nowhere else."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def question() -> dict[str, str]:
    """What one browser is asked by: kept there, sealed, until the answer comes."""
    return {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}


def address(asked: dict[str, str], back: str) -> str:
    """Where the browser goes to log in."""
    digest = hashlib.sha256(asked["verifier"].encode()).digest()
    fields = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": back,
        "scope": "openid email profile",
        "state": asked["state"],
        "nonce": asked["nonce"],
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    where = described()["authorization_endpoint"]
    return f"{where}{'&' if '?' in where else '?'}{urlencode(fields)}"


def claims_for(asked: dict[str, str], code: str, back: str) -> dict[str, Any]:
    """Who has logged in there. Raises Refused and Away."""
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": asked["verifier"],
    }
    told = described()
    answer = _get(told["token_endpoint"], fields, basic=_basic(told))
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise Refused("there is no ID token")
    claims = _checked(token, told)
    if not compare_digest(str(claims.get("nonce", "")).encode(), asked["nonce"].encode()):
        raise Refused("the nonce is another one")
    if "email" not in claims and told.get("userinfo_endpoint") and answer.get("access_token"):
        more = _get(told["userinfo_endpoint"], bearer=str(answer["access_token"]))
        if more.get("sub") != claims["sub"]:
            raise Refused("the user info is about somebody else")
        claims = {**more, **claims}
    return claims


def described() -> dict[str, Any]:
    """What the provider says of itself, read anew now and then."""
    return _described(settings.OIDC_ISSUER, int(time.monotonic() // KEPT_FOR))


@lru_cache(2)
def _described(issuer: str, _round: int) -> dict[str, Any]:
    told = _get(f"{issuer}/.well-known/openid-configuration")
    if str(told.get("issuer", "")).rstrip("/") != issuer:
        raise Away(f"it calls itself {told.get('issuer')!r}, not {issuer!r}")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        is_open = urlsplit(issuer).scheme == "https" != urlsplit(str(told.get(name))).scheme
        if not isinstance(told.get(name), str) or is_open:
            raise Away(f"it names no {name} that can be used")
    return told


def _checked(token: str, told: dict[str, Any]) -> dict[str, Any]:
    try:
        header = jwt.get_unverified_header(token)
        key = _key(told["jwks_uri"], header)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            audience=settings.OIDC_CLIENT_ID,
            issuer=told["issuer"],
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except jwt.PyJWTError as reason:
        raise Refused(f"the ID token does not hold ({reason})") from reason
    parties = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", parties[0]) != settings.OIDC_CLIENT_ID or not claims["sub"]:
        raise Refused("the ID token was made for somebody else")
    return claims


def _key(where: str, header: dict[str, Any]) -> jwt.PyJWK:
    """The provider's key that the token says it was signed with; asked each time, as a key that is
    no longer named may have been stolen."""
    found = _get(where).get("keys")
    usable = jwt.PyJWKSet(found if isinstance(found, list) else []).keys
    named = [one for one in usable if one.public_key_use in {None, "sig"}]
    if header.get("kid"):
        named = [one for one in named if one.key_id == header["kid"]]
    if len(named) != 1:
        raise Refused("the ID token names no key of the provider")
    return named[0]


def _basic(told: dict[str, Any]) -> bool:
    """Whether it wants our secret in a header; the standard's rule where it does not say."""
    ways = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return "client_secret_basic" in ways


def _get(
    where: str, fields: dict[str, str] | None = None, *, basic: bool = True, bearer: str = ""
) -> dict[str, Any]:
    """The JSON there; posts `fields` with our secret. Raises Away."""
    if time.monotonic() < _away.get(where, 0.0) or not TURNS.acquire(timeout=TURN):
        raise Away(f"{urlsplit(where).path} did not answer just now")
    try:
        return _asked(where, fields, basic, bearer)
    except _SaysNo:
        # Others are to be asked on.
        raise
    except Away:
        _away.clear()
        _away[where] = time.monotonic() + NOT_AGAIN_FOR
        raise
    finally:
        TURNS.release()


#: The address that was away, and until when it is left alone.
_away: dict[str, float] = {}


def _asked(where: str, fields: dict[str, str] | None, basic: bool, bearer: str) -> dict[str, Any]:
    headers, data = {"Accept": "application/json", "User-Agent": "Newsportal"}, None
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    if fields is not None:
        ours = settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET
        if basic:
            pair = ":".join(quote(one, safe="") for one in ours)
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            fields = fields | {"client_id": ours[0], "client_secret": ours[1]}
        data = urlencode(fields).encode()
    asked = urllib.request.Request(where, data, headers)  # noqa: S310 - http and https, by settings
    try:
        with urllib.request.build_opener(_NoRedirects).open(asked, timeout=TIMEOUT) as answer:
            found = json.loads(_body(answer))
    except urllib.error.HTTPError as refusal:
        with refusal:
            raise _refusal(urlsplit(where).path, refusal) from refusal
    except (OSError, HTTPException, ValueError, RecursionError) as reason:
        raise Away(f"{urlsplit(where).path}: {getattr(reason, 'reason', reason)}") from reason
    if not isinstance(found, dict):
        raise Away(f"{urlsplit(where).path} answers no object")
    return found


def _body(answer: Any) -> bytes:
    """What it says, as far as anybody needs it."""
    ends, body = time.monotonic() + WHOLE, b""
    while len(body) < MOST_BYTES and (piece := answer.read1(MOST_BYTES - len(body))):
        body += piece
        if time.monotonic() > ends:
            raise TimeoutError("it takes too long")
    return body


def _refusal(path: str, refusal: urllib.error.HTTPError) -> Away | Refused:
    """What an answer of 300 and more means."""
    if not 400 <= refusal.code < 500:
        return Away(f"{path} answers {refusal.code}")
    try:
        said = json.loads(refusal.read(MOST_BYTES))["error"]
    except (OSError, HTTPException, ValueError, TypeError, LookupError, RecursionError):
        said = ""
    if said == "invalid_grant":
        return Refused("the provider knows no such code")
    return _SaysNo(f"{path} answers {refusal.code} {str(said)[:40]!r}")
