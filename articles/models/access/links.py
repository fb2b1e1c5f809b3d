"""Links by which somebody chooses a password: an invitation, or after the old one was forgotten.

A link is good once, for some days or hours, and only the newest of an account. Opening it uses
nothing up: programs that look through mails open links too. Like a password it is worth no more
than who had it made, who may have kept it.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models.access import sessions
from articles.models.access.letters import What, told_of
from articles.models.access.tokens import of_new_password
from articles.models.changes.log import Entry, record
from articles.models.common.actors import account as actor
from articles.models.people.accounts import PasswordSetBy, covers, password_was_set
from articles.models.story.rights import is_at_desk

LENGTH = 43  # letters and digits: 256 bits


class PasswordLink(models.Model):
    """A link that was given out."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="password_links"
    )
    #: Of the secret in its address, which itself is kept nowhere.
    digest = models.CharField(max_length=64, unique=True)
    is_invitation = models.BooleanField()
    #: Who had it made; empty where its owner asked for it, or a command made it.
    by = actor()
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(gettext_lazy("valid until"), db_index=True)

    class Meta:
        verbose_name = gettext_lazy("password link")
        verbose_name_plural = gettext_lazy("password links")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.account}, {self.ends_at:%Y-%m-%d %H:%M}"

    @classmethod
    def make(cls, account: User, by: Any, *, is_invitation: bool) -> tuple[Self, str]:
        """A link in the place of those there were, and the secret part of its address. Belongs into
        the transaction that tells of it."""
        secret, now = get_random_string(LENGTH), timezone.now()
        days, hours = settings.INVITATION_DAYS, settings.PASSWORD_LINK_HOURS
        holds = timedelta(days=days) if is_invitation else timedelta(hours=hours)
        cls.objects.filter(account=account).delete()
        link = cls.objects.create(
            account=account,
            digest=_digest(secret),
            is_invitation=is_invitation,
            by=by,
            made_at=now,
            ends_at=now + holds,
        )
        if by is not None:
            password_was_set(account, by)
        return link, secret

    @classmethod
    def find(cls, secret: str) -> Self | None:
        """The link of this secret, if it holds; else None. Uses nothing up."""
        rows = cls.objects.select_related("account", "by").filter(digest=_digest(secret))
        link = rows.filter(ends_at__gt=timezone.now()).first()
        return link if link is not None and link.holds else None

    @property
    def holds(self) -> bool:
        """Whether it still sets the password: not of a closed account, nor of one that has rights
        by now which whoever had the link made does not have."""
        is_ours = self.by_id is None or covers(self.by, self.account)
        return is_at_desk(self.account) and is_ours and timezone.now() < self.ends_at

    def use(self, password: str, request: Any) -> bool:
        """Set the password; False where the link was used at the same moment, or withdrawn."""
        with transaction.atomic():
            if not type(self).objects.filter(pk=self.pk).delete()[0]:
                return False
            account = User.objects.select_for_update().get(pk=self.account_id)
            account.set_password(password)
            account.save(update_fields=["password"])
            sessions.end_all(account)
            what = (
                _("invitation accepted") if self.is_invitation else _("forgotten password set anew")
            )
            note, told = of_new_password(account, what)
            record(
                Entry.Verb.ACCOUNT,
                account,
                title=account.get_username(),
                note=note,
                account=account.pk,
            )
            if not self.is_invitation:
                told_of(account, What.PASSWORD, request=request, also=told)
        return True


class AddressSetBy(models.Model):
    """Who has set an account's address for somebody else: a mail may get to them."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    by = actor()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.by} → {self.account}"


def address_was_set(account: User, by: Any) -> None:
    """Keep in mind who has set the account's address; its owner needs not be remembered."""
    if by is None or by.pk == account.pk:
        AddressSetBy.objects.filter(account=account).delete()
    else:
        AddressSetBy.objects.update_or_create(account=account, defaults={"by": by})


def may_be_mailed_a_link(account: User) -> bool:
    """Whether a link that sets the password may go to the account's address: whoever else may read
    it there, or knows the former password, has all the rights of the account."""
    if not is_at_desk(account) or not account.email:
        return False
    password = PasswordSetBy.objects.select_related("by").filter(account=account).first()
    return address_holds(account) and (password is None or covers(password.by, account))


def address_holds(account: User) -> bool:
    """Whether the account's address proves who its owner is: not where somebody has set it who has
    not all of its rights, and may have set one of their own."""
    address = AddressSetBy.objects.select_related("by").filter(account=account).first()
    return address is None or covers(address.by, account)


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def old() -> models.QuerySet[PasswordLink]:
    """Links that set nothing any more; that of an invitation is shown as run out for a while."""
    return PasswordLink.objects.filter(ends_at__lt=timezone.now() - timedelta(days=30))
