"""A chat's webhook, and what it is still to be told."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib.access.sealing import seal, unseal
from articles.lib.outside import posting
from articles.models.changes.claimed_work import ClaimedWork, Pace
from articles.models.common.actors import account
from articles.models.common.texts import Line
from articles.signals import notices_wait

SEALED = "chats"
#: What was not told within this time is given up.
TRIED = timedelta(hours=6)
#: A failure is named on the start page after so long.
PASSING = timedelta(minutes=2)
LONGEST_NOTE = 300  # characters


class Event(models.TextChoices):
    """Of what a chat is told."""

    PUBLISHED = "published", _("stories published")
    BREAKING = "breaking", _("breaking news")
    CORRECTED = "corrected", _("corrections and clarifications")
    WITHDRAWN = "withdrawn", _("stories withdrawn")
    SUBMITTED = "submitted", _("stories waiting for approval")
    RETURNED = "returned", _("stories and changes returned")
    FAILED = "failed", _("scheduled actions that failed")


#: What readers know as well.
PUBLIC = frozenset({Event.PUBLISHED, Event.BREAKING, Event.CORRECTED})


class ChatHook(models.Model):
    """One chat. Its address is a secret: whoever has it can write there. It lies sealed, and is
    never shown again."""

    class Kind(models.TextChoices):
        """In which form it is told."""

        SLACK = "slack", _("Slack")
        TEAMS = "teams", _("Microsoft Teams (workflow)")
        MATTERMOST = "mattermost", _("Mattermost")

    name = Line(_("name"), max_length=80, help_text=_("What the newsroom calls it: #newsdesk."))
    kind = models.CharField(_("service"), max_length=12, choices=Kind.choices)
    sealed = models.TextField(editable=False)
    #: The host and the last signs of the address, by which people know it.
    hint = Line(_("webhook"), max_length=300, editable=False)
    events = models.JSONField(_("told of"), default=list)
    #: Numbers of sections; none: all.
    sections = models.JSONField(_("sections"), default=list, blank=True)
    is_on = models.BooleanField(_("switched on"), default=True)
    by = account(editable=False, verbose_name=_("who"))
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    told_at = models.DateTimeField(_("last told"), null=True, editable=False)
    #: Since when it can't be told, why, and how much was given up since.
    failing_since = models.DateTimeField(null=True, editable=False)
    error = Line(max_length=300, blank=True, editable=False)
    given_up = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("chat")
        verbose_name_plural = _("chats")
        ordering = ["name", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where it is told. Raises NotOurs where SECRET_KEY is another one than it was."""
        return unseal(self.sealed, purpose=SEALED)

    def put_address(self, address: str) -> None:
        """Tell it there from now on; the caller saves. Raises posting.NotAllowed."""
        posting.parts_of(address, settings.CHAT_NETWORKS)
        self.sealed, self.hint = seal(address, purpose=SEALED), hint_of(address)
        self.failing_since, self.error, self.given_up = None, "", 0

    def hears(self, event: str, section: int | None) -> bool:
        """Whether it is told of that, in that section."""
        return event in self.events and (not self.sections or section in self.sections)

    def try_now(self) -> None:
        """What waits for it, as it could not be told, need not wait any longer."""
        waiting = ChatMessage.objects.filter(hook=self.pk, claimed_until=None)
        if waiting.update(next_try_at=timezone.now()):
            transaction.on_commit(lambda: notices_wait.send(ChatMessage), robust=True)

    @classmethod
    def failing(cls, now: datetime) -> models.QuerySet[ChatHook]:
        """Those that can't be told, which is no passing matter."""
        return cls.objects.filter(is_on=True).filter(
            Q(failing_since__lte=now - PASSING) | Q(given_up__gt=0)
        )


def hint_of(address: str) -> str:
    """What may be shown of an address."""
    host = urlsplit(address).hostname or ""
    return f"{host[:200]}/…{address[-4:]}"


class ChatMessage(ClaimedWork):
    """That a chat is still to be told of something. Gone once it is, or given up."""

    pace = Pace(timedelta(minutes=1), timedelta(seconds=30), timedelta(hours=1))

    hook = models.ForeignKey(ChatHook, on_delete=models.CASCADE, related_name="messages")
    event = models.CharField(max_length=12, choices=Event.choices)
    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, null=True, related_name="chat_messages"
    )
    by = account()
    #: What a banner says.
    title = Line(max_length=300, blank=True)
    note = Line(max_length=LONGEST_NOTE, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True)
    error = Line(max_length=300, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.event} to chat {self.hook_id}"
