"""A mail that is to be sent, written in the transaction of what it tells of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from email.utils import make_msgid
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from articles.lib.access.sealing import seal, unseal
from articles.models.changes.claimed_work import ClaimedWork, Pace
from articles.models.common.actors import account
from articles.models.common.texts import Line
from articles.signals import mail_waits

SEALED = "mails"


class Mail(ClaimedWork):
    """What is to be said to one address, and how sending it went.

    A server may take each step of a conversation just within its time, so the lease is longer than
    all steps together. A worker that was held up for longer still may send what another one has
    sent: both copies have the same Message-ID, by which mailboxes know them for one.
    """

    pace = Pace(timedelta(minutes=10), timedelta(seconds=30), timedelta(minutes=30))
    pending = Q(done_at=None)

    #: Whose account it is about.
    account = account()
    to = models.CharField(max_length=254)
    subject = Line(max_length=200)
    #: Paragraphs, with an empty line between two. It may hold a link that opens an account, and so
    #: it is sealed, and goes once it is sent.
    body = models.TextField(blank=True)
    #: Where one press, without logging in, ends mails of this kind (RFC 8058); else "".
    unsubscribe = models.CharField(max_length=500, blank=True, default="", db_default="")
    #: In which language it is; the site's where that is empty.
    language = models.CharField(max_length=10, blank=True, default="", db_default="")
    message_id = models.CharField(max_length=200)
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    #: Not before this moment.
    next_try_at = models.DateTimeField(default=timezone.now)
    #: When it was sent, or given up.
    done_at = models.DateTimeField(null=True)
    was_given_up = models.BooleanField(default=False)
    error = Line(max_length=500, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(done_at=None), name="mail_due"),
            models.Index(fields=["done_at"], condition=Q(was_given_up=True), name="mail_given_up"),
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"

    @property
    def text(self) -> str:
        """What is said. Raises NotOurs where SECRET_KEY is another one than it was."""
        return unseal(self.body, purpose=SEALED)

    @classmethod
    def write(
        cls,
        to: str,
        subject: str,
        paragraphs: Iterable[str],
        *,
        about: Any = None,
        unsubscribe: str = "",
        language: str = "",
    ) -> Self | None:
        """Have it sent once the open transaction is committed; None where nothing can be sent:
        no server is set up, or there is no address."""
        if not settings.HAS_MAIL or not to:
            return None
        mail = cls.objects.create(
            account=about,
            to=to,
            subject=subject[:200],
            unsubscribe=unsubscribe,
            language=language,
            body=seal("\n\n".join(filter(None, paragraphs)), purpose=SEALED),
            message_id=make_msgid(
                domain=settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
            ),
        )
        transaction.on_commit(lambda: mail_waits.send(cls), robust=True)
        return mail
