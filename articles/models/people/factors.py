"""Second factors of an account: codes of an app, passkeys, and recovery codes beside them.

The rows are django-allauth's. A code is good once; that is kept in the row itself, so that it holds
for all processes and hosts.
"""

from __future__ import annotations

import logging
import time
import unicodedata
from datetime import datetime, timedelta
from functools import cache
from hmac import compare_digest
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import QuerySet
from django.utils import timezone

from articles.lib.access.sealing import NotOurs, seal, unseal

logger = logging.getLogger(__name__)

APP, PASSKEY = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN
RECOVERY = Authenticator.Type.RECOVERY_CODES
#: With one of these somebody logs in; recovery codes stand in for them.
FACTORS = (APP, PASSKEY)
PERIOD = 30
#: Rights over what readers get at once, and over who has rights: whoever has one of them needs a
#: second factor, whatever their role is called.
NEEDS = frozenset(
    {
        *(f"articles.{verb}_article" for verb in ("publish", "withdraw", "delete")),
        "articles.override_checks",
        *(f"articles.{verb}_{noun}" for verb in ("add", "change") for noun in ("page", "paper")),
        *(f"auth.{verb}_{noun}" for verb in ("add", "change") for noun in ("user", "group")),
    }
)
MOST_PASSKEYS, LONGEST_NAME = 20, 60


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Keep what codes are made of sealed: a copy of the database alone makes no code."""

    def encrypt(self, text: str) -> str:
        """For the table."""
        return seal(text, purpose="second factors")

    def decrypt(self, encrypted_text: str) -> str:
        """Raises NotOurs where SECRET_KEY is another one than it was."""
        return unseal(encrypted_text, purpose="second factors")


# --- Who has one, and who needs one ---------------------------------------------------


def factors_of(account: Any) -> QuerySet[Any]:
    """Those to log in with, the oldest first."""
    return Authenticator.objects.filter(user=account.pk, type__in=FACTORS).order_by("pk")  # type: ignore[no-any-return]


def has_factor(account: Any) -> bool:
    """Whether a password alone does not do for this account; one query."""
    return bool(factors_of(account).exists())


def needs_factor(account: Any) -> bool:
    """Whether its rights are worth one."""
    return bool(account.is_superuser or not NEEDS.isdisjoint(account.get_all_permissions()))


def grace_ends(account: User) -> datetime:
    """Until when it may go on without one: so many days after it was made, or after the portal
    learned of second factors."""
    began = max(filter(None, [account.date_joined, _known_since()]))
    return began + timedelta(days=settings.SECOND_FACTOR_GRACE_DAYS)


@cache
def _known_since() -> datetime | None:
    """When the table came; the database remembers its migrations."""
    known = MigrationRecorder(connection).migration_qs.filter(app="mfa", name="0001_initial")
    return known.values_list("applied", flat=True).first()


# --- Codes --------------------------------------------------------------------------


def new_secret() -> str:
    """What an app makes its codes of."""
    from allauth.mfa.totp.internal.auth import generate_totp_secret

    return str(generate_totp_secret())


def fitting(secret: str, typed: str) -> int | None:
    """The step of the clock whose code it is, one before and one after included; None for none."""
    code, now = plain(typed), int(time.time()) // PERIOD
    for step in (now, now - 1, now + 1):
        if compare_digest(format_hotp_value(hotp_value(secret, step)), code):
            return step
    return None


def plain(typed: str) -> str:
    """The digits, whichever way they are written: “123 456”, “١٢٣-٤٥٦”."""
    digits = (unicodedata.decimal(one, None) for one in typed[:100])
    return "".join(str(one) for one in digits if one is not None)


def use_code(account: Any, typed: str) -> str | None:
    """What the code was of: APP or RECOVERY; it is used now. None where it is not good."""
    with transaction.atomic():
        mine = Authenticator.objects.select_for_update().filter(user=account.pk)
        rows = {row.type: row for row in mine.filter(type__in=(APP, RECOVERY))}
        try:
            if (app := rows.get(APP)) and _use_step(app, typed):
                return str(APP)
            code = plain(typed)
            if (codes := rows.get(RECOVERY)) and code and RecoveryCodes(codes).validate_code(code):
                Authenticator.objects.filter(pk=codes.pk).update(last_used_at=timezone.now())
                return str(RECOVERY)
        except NotOurs:
            logger.error(
                "The second factors of %s can’t be read: SECRET_KEY is not what it was when they "
                "were set up. Bring back the former key, or remove their factors.",
                account.get_username(),
            )
    return None


def _use_step(row: Any, typed: str) -> bool:
    step = fitting(unseal(row.data["secret"], purpose="second factors"), typed)
    used = row.data.get("used", [])
    if step is None or step in used:
        return False
    # By their numbers, and not “later than the last”: a clock that was ahead locks nobody out.
    row.data["used"] = [*used, step][-10:]
    row.last_used_at = timezone.now()
    row.save(update_fields=["data", "last_used_at"])
    return True


# --- Setting them up, and taking them away ---------------------------------------------


def add_app(account: Any, secret: str, step: int) -> bool:
    """Let an app with this secret make codes from now on, the one of `step` used; False where
    there is one already."""
    data = {"secret": seal(secret, purpose="second factors"), "used": [step]}
    _row, is_new = Authenticator.objects.get_or_create(
        user=account, type=APP, defaults={"data": data}
    )
    return bool(is_new)


def add_passkey(account: Any, name: str, credential: dict[str, Any]) -> Any:
    """Keep a passkey that was checked."""
    name = " ".join(name.replace("\0", "").split())[:LONGEST_NAME]
    data = {"name": name, "credential": credential}
    return Authenticator.objects.create(user=account, type=PASSKEY, data=data)


def new_recovery_codes(account: Any) -> list[str]:
    """Ten codes in the place of those there were."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=account.pk)
        Authenticator.objects.filter(user=account.pk, type=RECOVERY).delete()
        return list(RecoveryCodes.activate(account).generate_codes())


def has_recovery_codes(account: Any) -> bool:
    """Whether any were made."""
    return bool(Authenticator.objects.filter(user=account.pk, type=RECOVERY).exists())


def recovery_codes_left(account: Any) -> int:
    """How many are unused."""
    row = Authenticator.objects.filter(user=account.pk, type=RECOVERY).first()
    try:
        return len(RecoveryCodes(row).get_unused_codes()) if row else 0
    except NotOurs:
        return 0


def remove(account: Any, number: int) -> Any:
    """Take one factor away, and the recovery codes with the last; the former row, None where
    there is none."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=account.pk)
        row = factors_of(account).filter(pk=number).first()
        if row is not None:
            row.delete()
            if not has_factor(account):
                Authenticator.objects.filter(user=account.pk).delete()
        return row


def remove_all(account: Any) -> int:
    """Take all of them away, as when a phone is lost; how many there were to log in with."""
    with transaction.atomic():
        number = factors_of(account).count()
        Authenticator.objects.filter(user=account.pk).delete()
    return int(number)


def name_of(row: Any) -> str:
    """What its owner calls a passkey."""
    return str(row.data.get("name", ""))


def rename(row: Any, name: str) -> None:
    """Call a passkey something else."""
    row.data["name"] = " ".join(name.replace("\0", "").split())[:LONGEST_NAME]
    row.save(update_fields=["data"])
