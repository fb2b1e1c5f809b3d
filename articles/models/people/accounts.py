"""Who may look after whose account: what one may not do, one may not grant.

An account is changed, and its password set, by those who have all the rights that it has; a role
is given by those who have all that it gives. So nobody gets further by another's account than by
their own. A password is worth no more than who set it: where an account gets rights that those who
know its password do not have, the password goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from articles.models.common.texts import AccountName, Line, keep_seen

#: What of the newsroom is looked after without writing for it. Everything else is content.
SETTINGS = ("category", "page", "paper", "entry", "appointment", "stylerule", "ownword")

#: Accounts and roles are the library's; their names stand in ours, the log, comments and lists.
keep_seen(User, username=AccountName, first_name=Line, last_name=Line)
keep_seen(Group, name=Line)


class PasswordSetBy(models.Model):
    """Who has set an account's password for somebody else, and so knows it or knew it.

    Stays when the owner sets one of their own: whoever knew the first could have done that.
    """

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
        verbose_name=_("account"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("set by"),
    )

    class Meta:
        verbose_name = _("password set for someone")
        verbose_name_plural = _("passwords set for someone")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.by} → {self.account}"


def rights_of(account: User) -> frozenset[str]:
    """The permissions of the account and of its roles, also while it is closed; one query."""
    return _named(Q(user=account.pk) | Q(group__user=account.pk))


def rights_in(roles: Iterable[Group]) -> frozenset[str]:
    """What the roles give; one query."""
    return _named(Q(group__in=[role.pk for role in roles]))


def _named(condition: Q) -> frozenset[str]:
    name = Concat(F("content_type__app_label"), Value("."), F("codename"))
    found = Permission.objects.order_by().filter(condition)
    return frozenset(found.annotate(full=name).values_list("full", flat=True))


def has_content(rights: Iterable[str]) -> bool:
    """Whether any of the rights lets somebody at what readers get."""
    return any(
        right.startswith("articles.") and not right.endswith(tuple(f"_{name}" for name in SETTINGS))
        for right in rights
    )


def reaches_content(account: User) -> bool:
    """Whether the account, open or closed, has a right over content."""
    return account.is_superuser or has_content(rights_of(account))


def may_manage(person: Any, account: User) -> bool:
    """Whether `person` has all the rights of `account`; two queries at most."""
    if not person.is_active:
        return False
    if person.is_superuser:
        return True
    return not account.is_superuser and rights_of(account) <= person.get_all_permissions()


def roles_given_by(person: Any) -> list[Group]:
    """The roles that `person` may give: those that give no right that they don't have."""
    roles = Group.objects.order_by("name").prefetch_related("permissions__content_type")
    if person.is_active and person.is_superuser:
        return list(roles)
    own = person.get_all_permissions()
    return [
        role
        for role in roles
        if own.issuperset(
            f"{one.content_type.app_label}.{one.codename}" for one in role.permissions.all()
        )
    ]


def password_was_set(account: User, by: Any) -> None:
    """Keep in mind who has set the account's password."""
    PasswordSetBy.objects.update_or_create(account=account, defaults={"by": by})


def distrust(account: User) -> bool:
    """Take the account's password away where whoever has set it has not all of its rights; True
    where it was. Belongs into the transaction that gives it rights."""
    known = PasswordSetBy.objects.select_related("by").filter(account=account).first()
    if known is None or not account.has_usable_password() or covers(known.by, account):
        return False
    account.set_unusable_password()
    account.save(update_fields=["password"])
    return True


def covers(by: Any, account: User) -> bool:
    """Whether `by` has all the rights of the account: then what they know of it gives nothing."""
    if by is None:
        return False
    if by.is_superuser or by.pk == account.pk:
        return True
    return not account.is_superuser and rights_of(account) <= rights_of(by)
