"""Taking away what is about a person. What was done stays done, by an account without a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction

from articles.models import Entry
from articles.models.changes.log import record
from articles.personal import finding, resealing
from articles.personal.finding import Names, pseudonym
from articles.personal.rules import What, keys_of, tables, texts_of


class CannotForget(Exception):
    """Why not, and what to do first."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What would become of how many rows."""

    what: What
    why: str
    rows: int


def plan(account: User) -> list[Planned]:
    """What would happen, without doing it."""
    rules, found = tables(), dict[tuple[What, str], int]()
    for model, rows in finding.of(account):
        rule = rules[model]
        found[rule.what, rule.why] = found.get((rule.what, rule.why), 0) + rows.count()
    logins = finding.logins(account).count()
    found[What.GOES, "logins and networks"] = found.get((What.GOES, "logins and networks"), 0)
    found[What.GOES, "logins and networks"] += logins
    return [Planned(what, why, rows) for (what, why), rows in found.items() if rows]


def refuse(account: User) -> None:
    """Raise CannotForget where it must not be done now."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=account.pk)
    if account.is_superuser and not others.exists():
        raise CannotForget("This is the last account with all rights. Make another one first.")
    if not resealing.is_whole():
        raise CannotForget("The log is not what was sealed. Find out why first: manage.py log.")
    if account.is_active:
        raise CannotForget(
            "This account can still log in. Deactivate it first, and hand its stories on."
        )


def forget(account: User, by: Any = None) -> str:
    """Do it, in one transaction; returns the pseudonym. The log says by whom. Raises
    CannotForget."""
    with transaction.atomic():
        account = User.objects.select_for_update().get(pk=account.pk)
        refuse(account)
        finding.logins(account).delete()
        # Names first: who is meant is known by them.
        for model, rule in tables().items():
            if rule.what is What.PSEUDONYM and model is not User:
                _hide(model, account)
        for model, rows in list(finding.of(account)):
            rule = tables()[model]
            if rule.what is What.GOES:
                models.QuerySet(model).filter(pk__in=rows.values("pk")).delete()
        for model, rule in tables().items():
            for key in rule.cleared:
                models.QuerySet(model).filter(**{key: account.pk}).update(**{key: None})
        _empty(account)
        called = pseudonym(account)
        told = " ".join(filter(None, ["The personal data was removed.", resealing.seal_anew()]))
        record(Entry.Verb.ACCOUNT, by, title=called, note=told, account=account.pk)
    return called


def _hide(model: type[models.Model], account: User) -> None:
    """Put the pseudonym where the person is named. Rows that are written once are changed here
    alone, past what keeps them."""
    theirs, others = Names(account, own=True), Names(account, own=False)
    own = dict(finding.of(account)).get(model, model._base_manager.none())
    # First those that are known by the account's name.
    for rows, names in ((own, theirs), (finding.naming(model, others.names), others)):
        for row in list(rows.order_by("pk")):
            _rename(row, account, names)


def _rename(row: models.Model, account: User, names: Names) -> None:
    whose = {
        f"{key.name}_name" for key in keys_of(type(row)) if getattr(row, key.attname) == account.pk
    }
    changed = {}
    for field in texts_of(type(row)):
        value = getattr(row, field.attname)
        hidden = pseudonym(account) if value and field.name in whose else names.hidden(value)
        if hidden != value:
            changed[field.attname] = hidden
    if changed:
        models.QuerySet(type(row)).filter(pk=row.pk).update(**changed)


def _empty(account: User) -> None:
    """No name, no address, no way in, no right."""
    account.username = pseudonym(account)
    account.first_name = account.last_name = account.email = ""
    account.set_unusable_password()
    account.last_login = None
    account.is_active = account.is_staff = account.is_superuser = False
    account.save()
