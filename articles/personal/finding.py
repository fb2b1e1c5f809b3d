"""The rows that have to do with a person, and how the person is called in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q

from articles.models.changes.log import Entry
from articles.models.changes.seals import PASSING
from articles.personal.rules import Rule, What, keys_of, tables, texts_of

#: Shorter ones stand in too many words.
SHORTEST = 3


def pseudonym(account: User) -> str:
    """What the account is called once it is forgotten."""
    return f"former-{account.pk}"


def names_of(account: User, *, own: bool) -> list[str]:
    """What the person is called, the longest first. The account's name may be a usual word, such as
    editor: without an @ it says who is meant only in rows of their `own`."""
    name = account.get_username()
    found = {account.email, account.get_full_name(), f"@{name}", *([name] if own else [])}
    return sorted((one for one in found if len(one) >= SHORTEST), key=len, reverse=True)


class Names:
    """The names of a person in texts, each as a word of its own."""

    def __init__(self, account: User, *, own: bool) -> None:
        self.names = names_of(account, own=own)
        said = "|".join(map(re.escape, self.names))
        self._pattern = re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.IGNORECASE)
        self._instead = pseudonym(account)

    def hidden(self, value: Any) -> Any:
        """`value` with the pseudonym in their place; lists and mappings all through."""
        if not self.names:
            return value
        if isinstance(value, str):
            return self._pattern.sub(self._instead, value)
        if isinstance(value, list):
            return [self.hidden(one) for one in value]
        if isinstance(value, dict):
            return {key: self.hidden(one) for key, one in value.items()}
        return value


def of(account: User) -> Iterator[tuple[type[models.Model], models.QuerySet[Any]]]:
    """The rows of each table that are the account's, or that it did something to."""
    for model, rule in tables().items():
        rows = model._base_manager.all()
        if model is User:
            yield model, rows.filter(pk=account.pk)
        elif model is Session:
            yield model, rows.filter(pk__in=_sessions(account))
        elif model is Entry:
            yield model, rows.filter(Q(by=account.pk) | Q(title=account.get_username()))
        elif rule.named:
            yield model, rows.filter(**{rule.named: account.get_username()})
        elif keys_of(model):
            yield model, rows.filter(_theirs(model, rule, account))


def _theirs(model: type[models.Model], rule: Rule, account: User) -> Q:
    """Which rows are the account's. What is only cleared is somebody else's row."""
    whose = Q()
    for key in keys_of(model):
        if not (rule.what is What.GOES and key.name in rule.cleared):
            whose |= Q(**{key.name: account.pk})
    if rule.addressed and account.email:
        whose |= Q(**{f"{rule.addressed}__iexact": account.email})
    return whose


def logins(account: User) -> models.QuerySet[Any]:
    """The log's entries of logins, with the networks that they came from."""
    about = Q(title=account.get_username()) | Q(by=account.pk)
    return models.QuerySet(Entry).filter(about, verb__in=PASSING)


def naming(model: type[models.Model], names: list[str]) -> models.QuerySet[Any]:
    """The rows in which one of the names stands somewhere."""
    where = Q()
    for field in texts_of(model):
        for name in names:
            where |= Q(**{f"{field.name}__icontains": name})
            if isinstance(field, models.JSONField):
                # As Python writes it into a column that is text.
                where |= Q(**{f"{field.name}__icontains": json.dumps(name)[1:-1]})
    return model._base_manager.filter(where) if where else model._base_manager.none()


def _sessions(account: User) -> list[str]:
    return [
        session.session_key
        for session in Session.objects.iterator(chunk_size=500)
        if session.get_decoded().get(SESSION_KEY) == str(account.pk)
    ]
