"""Whose account somebody opens who has logged in elsewhere, with the newsroom's own provider.

An account is known by the address that the provider has verified, and from then on by the number
that it has there: an address may be another person's one day. A superuser's is never opened so.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.lib.text import visible
from articles.models.access.links import address_holds
from articles.models.changes.log import Entry, record
from articles.models.story.rights import is_at_desk

LONGEST_NAME = 30


class OutsideLogin(models.Model):
    """An account and its owner's number at a provider."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=gettext_lazy("account"),
    )
    issuer = models.CharField(gettext_lazy("provider"), max_length=255)
    subject = models.CharField(gettext_lazy("number there"), max_length=255)
    since = models.DateTimeField(gettext_lazy("since"), default=timezone.now)

    class Meta:
        verbose_name = gettext_lazy("login elsewhere")
        verbose_name_plural = gettext_lazy("logins elsewhere")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="outside_login_once")
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.subject}"


class NotAdmitted(Exception):
    """Says to the person why no account is opened."""


def account_for(issuer: str, claims: dict[str, Any]) -> User:
    """The account of whom the provider's claims are about. Raises NotAdmitted."""
    subject, email = claims["sub"], claims.get("email") or ""
    texts = (subject, email)
    if not all(isinstance(one, str) and one.isprintable() and len(one) < 255 for one in texts):
        raise NotAdmitted(_("The login service sent nothing usable."))
    email = email.strip()
    if not email or claims.get("email_verified") is not True:
        raise NotAdmitted(
            _("Your e-mail address is not verified there. Verify it there, and log in again.")
        )
    with transaction.atomic():
        known = OutsideLogin.objects.filter(issuer=issuer, subject=subject).first()
        account = known.account if known else _of_address(email) or _new(email, claims)
        if not is_at_desk(account):
            raise NotAdmitted(_("Your account is closed. Ask whoever manages accounts."))
        if account.is_superuser:
            raise NotAdmitted(_("Superusers log in with their password."))
        if not address_holds(account):
            raise NotAdmitted(
                _(
                    "Your e-mail address here was entered by someone who has fewer rights than "
                    "you. Log in with your password, and ask a superuser to take the address out "
                    "and enter it again."
                )
            )
        if known is None:
            _link(account, issuer, subject)
    return account


def _of_address(email: str) -> User | None:
    """The one account with this address; letter by letter, as look-alikes are other addresses."""
    found = [
        one
        for one in User.objects.filter(email__iexact=email).order_by("pk")[:50]
        if one.email.strip().lower() == email.lower()
    ]
    if len(found) > 1:
        raise NotAdmitted(
            _("Several accounts have your e-mail address. Ask whoever manages accounts.")
        )
    return found[0] if found else None


def _link(account: User, issuer: str, subject: str) -> None:
    if OutsideLogin.objects.filter(account=account, issuer=issuer).exists():
        raise NotAdmitted(
            _(
                "Your e-mail address belongs to an account linked to someone else’s login. Ask "
                "whoever manages accounts."
            )
        )
    OutsideLogin.objects.create(account=account, issuer=issuer, subject=subject)
    note = _("opened by a login at %(issuer)s from now on") % {"issuer": issuer}
    record(Entry.Verb.ACCOUNT, account, title=account.username, note=note, account=account.pk)


def _new(email: str, claims: dict[str, Any]) -> User:
    """An account with the roles that the settings name; without a password."""
    roles = list(Group.objects.filter(name__in=settings.OIDC_NEW_ROLES))
    if not roles:
        raise NotAdmitted(
            _("No account here has your e-mail address. Ask whoever manages accounts for one.")
        )
    try:
        validate_email(email)
    except ValidationError:
        raise NotAdmitted(_("The login service sent nothing usable.")) from None
    account = User(username=_free_name(claims.get("preferred_username") or email), email=email)
    account.first_name, account.last_name = map(
        _name, (claims.get("given_name"), claims.get("family_name"))
    )
    account.is_staff = True
    account.set_unusable_password()
    account.save()
    account.groups.set(roles)
    note = "; ".join([_("new account"), ", ".join(sorted(role.name for role in roles))])
    record(Entry.Verb.ACCOUNT, None, title=account.username, note=note, account=account.pk)
    return account


def _name(said: Any) -> str:
    """What can be seen of a name, in one line; "" for what is none."""
    return visible.line(said)[:150] if isinstance(said, str) else ""


def _free_name(wanted: Any) -> str:
    usual = unicodedata.normalize("NFKC", str(wanted).partition("@")[0])
    plain = re.sub(r"[^\w.+-]", "", usual)[:LONGEST_NAME] or _("colleague")
    name, number = plain, 1
    while User.objects.filter(username__iexact=name).exists():
        number += 1
        name = f"{plain}-{number}"
    return name


def missing_roles() -> list[str]:
    """Roles that the settings name and that there are not."""
    there = set(Group.objects.values_list("name", flat=True))
    return [name for name in settings.OIDC_NEW_ROLES if name not in there]
