"""Passkeys (WebAuthn): what the browser is asked, and whether what it answers holds.

A passkey belongs to the name in the address, so that nobody else's page can ask for it. Browsers
know passkeys behind TLS and on localhost only.
"""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth import load_backend
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from articles.models import Paper
from articles.models.people import factors
from articles.models.story.rights import is_at_desk

logger = logging.getLogger(__name__)

#: What was asked, until it is answered: once, and for nothing else than it was asked for.
ASKED = "passkey_asked"
NEW, OF_ACCOUNT, ALONE = "new", "of account", "alone"
LONGEST = 16 * 1024
BACKEND = "django.contrib.auth.backends.ModelBackend"
#: What goes wrong with an answer that was made by hand.
BROKEN = (ValueError, TypeError, KeyError, AttributeError, AssertionError)


def are_possible(request: HttpRequest) -> bool:
    """Whether a browser knows passkeys at this address."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    return request.is_secure() or host == "localhost"


def server(request: HttpRequest) -> Fido2Server:
    """The one who asks: this portal, under the name that the browser knows it by."""
    here = request.get_host()
    host = urlsplit(f"//{here}").hostname or ""
    schemes = ("https", "http") if host == "localhost" else ("https",)
    origins = {f"{scheme}://{here}" for scheme in schemes}
    entity = PublicKeyCredentialRpEntity(id=host, name=Paper.current().called)
    return Fido2Server(entity, verify_origin=origins.__contains__)


def _known(account: Any) -> list[tuple[Any, AttestedCredentialData]]:
    """The account's passkeys, with their keys."""
    found = []
    for row in factors.factors_of(account).filter(type=factors.PASSKEY):
        made = RegistrationResponse.from_dict(row.data["credential"])
        key = made.response.attestation_object.auth_data.credential_data
        if key is not None:
            found.append((row, key))
    return found


# --- A new one ---------------------------------------------------------------------------


def ask_for_new(request: HttpRequest, account: User) -> dict[str, Any]:
    """What the browser is told to make one."""
    name = account.get_username()
    who = PublicKeyCredentialUserEntity(
        id=str(account.pk).encode(), name=name, display_name=account.get_full_name() or name
    )
    options, state = server(request).register_begin(
        who,
        [key for _row, key in _known(account)],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    request.session[ASKED] = {"state": state, "for": [NEW, account.pk]}
    return dict(options)


def made(request: HttpRequest, account: User, said: str) -> dict[str, Any] | None:
    """The new one of the account, where it answers what was asked."""
    state, credential = _asked(request, NEW, account.pk), _read(said)
    if state is None or credential is None:
        return None
    try:
        server(request).register_complete(state, RegistrationResponse.from_dict(credential))
    except BROKEN:
        return None
    return credential


# --- One to log in with -------------------------------------------------------------------


def ask(request: HttpRequest, account: User | None = None) -> dict[str, Any]:
    """What the browser is to ask of a passkey of the account; None: of any, which then has to ask
    for a finger or a PIN."""
    needs = UserVerificationRequirement
    options, state = server(request).authenticate_begin(
        [key for _row, key in _known(account)] if account else None,
        user_verification=needs.PREFERRED if account else needs.REQUIRED,
    )
    of = [OF_ACCOUNT, account.pk] if account else [ALONE, None]
    request.session[ASKED] = {"state": state, "for": of}
    return dict(options)


def owner(said: str) -> User | None:
    """Whose passkey says that it is; nothing is proved by that."""
    credential = _read(said)
    try:
        handle = websafe_decode((credential or {})["response"]["userHandle"]).decode()
    except BROKEN:
        return None
    if not (handle.isascii() and handle.isdigit() and len(handle) < 19):
        return None
    account = load_backend(BACKEND).get_user(int(handle))
    return account if account is not None and is_at_desk(account) else None


def answered(request: HttpRequest, account: User, said: str, *, alone: bool = False) -> Any:
    """The passkey of the account that has answered what was asked; None where none has."""
    of = (ALONE, None) if alone else (OF_ACCOUNT, account.pk)
    state, credential = _asked(request, *of), _read(said)
    if state is None or credential is None:
        return None
    known = _known(account)
    try:
        answer = AuthenticationResponse.from_dict(credential)
        used = server(request).authenticate_complete(state, [key for _row, key in known], answer)
    except BROKEN:
        return None
    row = next((row for row, key in known if key.credential_id == used.credential_id), None)
    return row if row is not None and _counts_on(row, account, answer) else None


def _counts_on(row: Any, account: User, answer: AuthenticationResponse) -> bool:
    """Note the use. A key that counts its answers (those that are kept in step on several devices
    count none) and does not count on is there twice (WebAuthn, § 6.1.1): then it opens nothing."""
    with transaction.atomic():
        row = type(row).objects.select_for_update().get(pk=row.pk)
        now, before = answer.response.authenticator_data.counter, _count_of(row)
        if (now or before) and now <= before:
            logger.warning(
                "A passkey of %s has counted back, from %s to %s: there may be a copy of it.",
                account.get_username(), before, now,
            )  # fmt: skip
            return False
        row.data["count"], row.last_used_at = now, timezone.now()
        row.save(update_fields=["data", "last_used_at"])
    return True


def _count_of(row: Any) -> int:
    """What it stood at when it was last used, or made."""
    if "count" in row.data:
        return int(row.data["count"])
    made = RegistrationResponse.from_dict(row.data["credential"])
    return int(made.response.attestation_object.auth_data.counter)


def _asked(request: HttpRequest, what: str, whose: int | None) -> Any:
    """What was asked for just this, forgotten now; None where it was for anything else: only what
    is asked of a key that is to do alone insists on a finger or a PIN."""
    kept = request.session.pop(ASKED, None) or {}
    return kept.get("state") if kept.get("for") == [what, whose] else None


def _read(said: str) -> dict[str, Any] | None:
    try:
        found = json.loads(said) if len(said) <= LONGEST else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
