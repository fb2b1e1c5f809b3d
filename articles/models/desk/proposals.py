"""What somebody asked a language model for, and what became of it.

The question is kept nowhere. The answer is kept until it is taken or refused, a day at most; who
asked for what, of which model, for how many tokens, stays in the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models.changes.log import Entry, entry
from articles.models.common.texts import Line
from articles.models.lifecycle.workflow import NotAllowed

ANSWERS_KEPT, ROWS_KEPT = timedelta(days=1), timedelta(days=30)
#: So many of one person's are under way at a time.
AT_ONCE = 2


class Kind(models.TextChoices):
    """What is asked for."""

    TITLE = "title", gettext_lazy("Titles for search engines")
    TEASER = "teaser", gettext_lazy("Teasers")
    TOPICS = "topics", gettext_lazy("Topics")
    POINTS = "points", gettext_lazy("Key points")
    ALT = "alt", gettext_lazy("Alt text")
    TRANSLATION = "translation", gettext_lazy("First translation")


class State(models.TextChoices):
    """What became of it."""

    ASKED = "asked", gettext_lazy("asked")
    ANSWERED = "answered", gettext_lazy("answered")
    FAILED = "failed", gettext_lazy("failed")
    CANCELLED = "cancelled", gettext_lazy("cancelled")
    TAKEN = "taken", gettext_lazy("taken")
    REFUSED = "refused", gettext_lazy("refused")


#: What may still be taken.
OPEN = (State.ASKED, State.ANSWERED)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """The proposals."""

    def of(self, person: Any) -> ProposalQuerySet:
        """Those that this person has asked for: nobody else sees them."""
        return self.filter(by=person.pk)

    def old(self, now: datetime) -> ProposalQuerySet:
        """What is pruned."""
        return self.filter(asked_at__lt=now - ROWS_KEPT)

    def clear(self, now: datetime) -> int:
        """Let go of answers that nobody took or refused."""
        left = self.filter(asked_at__lt=now - ANSWERS_KEPT).exclude(answer=[])
        return left.update(answer=[])


class Proposal(models.Model):
    """One question of one person."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    #: The story that it is for; of one that was never saved, none.
    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    picture = models.ForeignKey(
        "articles.Picture", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    model = Line(max_length=200)
    host = Line(max_length=255)
    asked_at = models.DateTimeField(default=timezone.now)
    #: Until when an answer is waited for.
    until = models.DateTimeField()
    tokens = models.PositiveIntegerField(default=0)
    answer = models.JSONField(default=list)
    #: Why there is none, or not all of it, in a sentence.
    said = Line(max_length=300, blank=True)
    #: Of a translation, whose blocks are taken while others are still to come.
    taken = models.BooleanField(default=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index("by", F("asked_at").desc(), name="proposal_of_person"),
            models.Index("asked_at", name="proposal_by_date"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"

    @classmethod
    def ask(
        cls, person: Any, kind: Kind, *, model: str, host: str, article: Any, picture: Any
    ) -> Proposal:
        """Note that `person` asks, and log it. Raises NotAllowed where they have asked for too
        much, or all have. Two queries look it up."""
        now = timezone.now()
        own = cls.objects.of(person)
        waiting = own.filter(state=State.ASKED, until__gt=now).count()
        if waiting >= AT_ONCE:
            raise NotAllowed(_("You are waiting for an answer already. Cancel it to ask again."))
        if own.filter(asked_at__gt=now - timedelta(hours=1)).count() >= (
            most := settings.LANGUAGE_MODEL_ASKS_AN_HOUR
        ):
            said = _("You have asked %(n)d times in the last hour, which is all that is allowed.")
            raise NotAllowed(said % {"n": most})
        if cls.tokens_today(now) >= settings.LANGUAGE_MODEL_TOKENS_A_DAY:
            said = _("The newsroom has used today’s tokens. More can be asked tomorrow.")
            raise NotAllowed(said)
        until = now + timedelta(seconds=settings.LANGUAGE_MODEL_TIMEOUT + 5)
        with transaction.atomic():
            made = cls.objects.create(
                by=person, kind=kind, model=model[:200], host=host[:255], until=until,
                article=article, picture=picture,
            )  # fmt: skip
            made._log(Entry.Verb.ASK_MODEL)
        return made

    @classmethod
    def tokens_today(cls, now: datetime) -> int:
        """What was used since midnight."""
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        used = cls.objects.filter(asked_at__gte=midnight).aggregate(used=Sum("tokens"))
        return used["used"] or 0

    def end(self, state: State, *, tokens: int = 0, answer: Any = (), said: str = "") -> bool:
        """Put down what came back, once; what was cancelled meanwhile stays so, but what it used
        counts."""
        mine = Proposal.objects.filter(pk=self.pk)
        values = {"state": state, "answer": list(answer), "said": said[:300], "tokens": tokens}
        if mine.filter(state=State.ASKED).update(**values):
            return True
        mine.update(tokens=tokens)
        return False

    def look(self) -> Proposal:
        """The same; one that nobody waits for any more has failed."""
        if self.state == State.ASKED and self.until < timezone.now():
            # What there is of a translation stays.
            state = State.ANSWERED if self.answer else State.FAILED
            said = _("No answer came in time. Ask again.")
            self.end(state, tokens=self.tokens, answer=self.answer, said=said)
            self.refresh_from_db()
        return self

    def go_on(self, seconds: int, answer: Sequence[Any] = (), tokens: int = 0) -> bool:
        """Put down what there is of a longer answer, and wait as long again for the next part.
        False where nobody waits any more."""
        until = timezone.now() + timedelta(seconds=seconds)
        values = {"answer": list(answer), "tokens": tokens, "until": until}
        return bool(Proposal.objects.filter(pk=self.pk, state=State.ASKED).update(**values))

    def cancel(self) -> bool:
        """Wait for it no longer; what there is of a translation stays."""
        if self.kind == Kind.TRANSLATION and self.answer:
            return self.end(State.ANSWERED, tokens=self.tokens, answer=self.answer)
        return bool(self._move(Q(state=State.ASKED), State.CANCELLED))

    def settle(self, *, taken: bool, text: str = "") -> bool:
        """Say once whether it was taken, and log it; the answer is let go. One block of a
        translation that is taken is enough, and the others stay."""
        state = State.TAKEN if taken else State.REFUSED
        with transaction.atomic():
            if taken and self.kind == Kind.TRANSLATION:
                mine = Proposal.objects.filter(pk=self.pk, taken=False)
                moved = mine.filter(state__in=OPEN).update(taken=True)
            else:
                moved = self._move(Q(state=State.ANSWERED, taken=False), state)
            if moved:
                verb = Entry.Verb.TAKE_PROPOSAL if taken else Entry.Verb.REFUSE_PROPOSAL
                more = {"text": text[:5_000]} if settings.LANGUAGE_MODEL_LOGS_TEXTS else {}
                self._log(verb, tokens=self.tokens, **more)
        return bool(moved)

    def _move(self, where: Q, state: State) -> int:
        rows = Proposal.objects.filter(where, pk=self.pk)
        return rows.update(state=state, answer=[])

    def _log(self, verb: Entry.Verb, **more: Any) -> None:
        about = self.article or self.picture
        title = str(about) if about is not None else str(_("Untitled story"))
        details = {"kind": self.kind, "model": self.model, "host": self.host, **more}
        if self.picture is not None:
            details["picture"] = self.picture.pk
        note = f"{self.get_kind_display()}: {self.model}"
        entry(verb, self.by, title=title, note=note, article=self.article, details=details).save()
