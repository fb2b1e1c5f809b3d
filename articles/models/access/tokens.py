"""Tokens by which a program of somebody's works with stories, with their rights and no more.

    token, secret = ApiToken.make(account, "Wire import", [Scope.WRITE], days=90)
    ApiToken.find(secret)   # None once it has ended, or its owner may not come to the desk

The secret is shown once and kept nowhere. A token outlives a new password that its owner chose with
the old one, as programs go on; it goes with one that was set without it, since whoever had been in
could have made a token; with its account's leaving; and with a restored backup.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from articles.models.access.letters import What, told_of
from articles.models.changes.log import Entry, record
from articles.models.common.texts import Line
from articles.models.story.rights import is_at_desk

LENGTH: Final = 43  # letters and digits: 256 bits
#: What its owner is told with a new password.
REVOKED: Final = gettext_noop(
    "All its API tokens were revoked: make new ones for programs that need one."
)
STAYING: Final = gettext_noop(
    "Its API tokens go on working. Revoke those that you do not know, under Security."
)
#: What it begins with, so that programs that look for lost secrets know one of ours.
PREFIX: Final = "np_"
MOST_DAYS: Final = 366
#: Tokens that one account may have.
MOST: Final = 20
#: That it is used is written down once in so long.
NOTED_EVERY: Final = timedelta(minutes=1)
#: How long the answer to a call is kept for the same call again.
ANSWERS_KEPT: Final = timedelta(hours=24)


class Scope(models.TextChoices):
    """What a token is good for, of what its owner may do."""

    WRITE = "write", gettext_lazy("Write and submit stories")
    PUBLISH = "publish", gettext_lazy("Publish, correct and withdraw stories")
    PICTURES = "pictures", gettext_lazy("Add pictures")


class ApiToken(models.Model):
    """A token that was given out."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = Line(gettext_lazy("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    #: Values of `Scope`, with blanks between them.
    scopes = models.CharField(max_length=100)
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(gettext_lazy("valid until"), db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = gettext_lazy("API token")
        verbose_name_plural = gettext_lazy("API tokens")
        ordering = ["-made_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name} ({self.account})"

    @classmethod
    def make(
        cls, account: Any, name: str, scopes: Iterable[str], days: int, request: Any = None
    ) -> tuple[Self, str]:
        """A token, and its secret. Its owner is told of it by mail, and the log."""
        secret, now = PREFIX + get_random_string(LENGTH), timezone.now()
        kept = [scope for scope in Scope.values if scope in set(scopes)]
        with transaction.atomic():
            token = cls.objects.create(
                account=account,
                name=name,
                digest=_digest(secret),
                scopes=" ".join(kept),
                made_at=now,
                ends_at=now + timedelta(days=min(max(days, 1), MOST_DAYS)),
            )
            token._log(account, _("API token “%s” made"))
            told_of(account, What.TOKEN, request=request)
        return token, secret

    @classmethod
    def find(cls, secret: str) -> Self | None:
        """The token of this secret, if it holds. One query, and one to put down its use."""
        rows = cls.objects.select_related("account").filter(digest=_digest(secret))
        token = rows.filter(ends_at__gt=timezone.now()).first()
        return token if token is not None and is_at_desk(token.account) else None

    def note_use(self) -> None:
        """It is used now."""
        now = timezone.now()
        if self.used_at is None or abs(now - self.used_at) >= NOTED_EVERY:
            type(self).objects.filter(pk=self.pk).update(used_at=now)

    def has(self, scope: Scope) -> bool:
        """Whether it is good for that."""
        return scope.value in self.scopes.split()

    @property
    def scope_labels(self) -> list[str]:
        """What it is good for, in words."""
        return [str(Scope(one).label) for one in self.scopes.split() if one in Scope.values]

    @property
    def has_ended(self) -> bool:
        """Whether its time is over."""
        return self.ends_at <= timezone.now()

    def revoke(self, by: Any) -> None:
        """It is good for nothing from now on."""
        with transaction.atomic():
            if type(self).objects.filter(pk=self.pk).delete()[0]:
                self._log(by, _("API token “%s” revoked"))

    @classmethod
    def revoke_all(cls, account: Any) -> int:
        """All of the account's are good for nothing from now on; returns how many. Whoever calls it
        has it logged."""
        mine = cls.objects.filter(account=account.pk)
        number = mine.count()
        mine.delete()
        return number

    def _log(self, by: Any, sentence: str) -> None:
        title, note = self.account.get_username(), sentence % self.name
        record(Entry.Verb.TOKEN, by, title=title, note=note, account=self.account_id)


class ApiAnswer(models.Model):
    """What a call was answered, for the same call sent again (`Idempotency-Key`)."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=100)
    #: Of all that was asked for.
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="api_answer_once_a_key")
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"


def revoke_own(account: Any) -> None:
    """None of one's own tokens is good for anything from now on; the log has how many."""
    with transaction.atomic():
        if number := ApiToken.revoke_all(account):
            title = account.get_username()
            record(Entry.Verb.TOKEN, account, title=title, note=_gone(number), account=account.pk)


def of_new_password(account: Any, note: str) -> tuple[str, str]:
    """Revoke the account's tokens, as its password was set without the old one: the log's `note`
    with that, and what its owner is told of it; "" where there were none."""
    if not (number := ApiToken.revoke_all(account)):
        return note, ""
    return f"{note}; {_gone(number)}", REVOKED


def staying(account: Any) -> str:
    """What the owner is told of tokens that outlive a password; "" where there are none."""
    mine = ApiToken.objects.filter(account=account.pk, ends_at__gt=timezone.now())
    return STAYING if mine.exists() else ""


def _gone(number: int) -> str:
    return _("API tokens revoked: %(n)d") % {"n": number}


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def old() -> Iterable[models.QuerySet[Any]]:
    """Tokens that have ended long ago, and answers that nobody waits for any more."""
    now = timezone.now()
    yield ApiToken.objects.filter(ends_at__lt=now - timedelta(days=30))
    yield ApiAnswer.objects.filter(made_at__lt=now - ANSWERS_KEPT)
