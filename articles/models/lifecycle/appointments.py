"""What is due when: a story's hour, its end, and changes to one that is out.

Readers never wait for these: a story's hour and end are part of the query that says what is
visible, and planned changes are carried out by the first request that comes after their hour.
An appointment tells caches and the desk, is tried again when it fails, and says how it went.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Self

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.changes.claimed_work import ClaimedWork, Pace
from articles.models.changes.log import Entry
from articles.models.common.actors import Actor, account
from articles.models.common.texts import Lines
from articles.models.lifecycle.workflow import Change, NotAllowed, State
from articles.models.story.rights import Right


class Appointment(ClaimedWork):
    """One thing that is due at a moment."""

    #: What a worker that died had is late by the lease. The work itself takes some hundredths of a
    #: second, and a lease too short lets nothing be done twice, because `hold` asks under the lock;
    #: it would only use up attempts of a thing that many wait for, as while an editor's work holds
    #: the story.
    pace = Pace(timedelta(seconds=10), timedelta(seconds=5), timedelta(minutes=10))
    pending = Q(state="due")

    class Verb(models.TextChoices):
        """What happens then."""

        GO_LIVE = "go_live", _("goes live")
        EXPIRE = "expire", _("expires")
        CHANGES = "changes", _("changes are published")

    class State(models.TextChoices):
        """How it went."""

        DUE = "due", _("due")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="appointments"
    )
    verb = models.CharField(_("what"), max_length=8, choices=Verb.choices)
    at = models.DateTimeField(_("due"))
    #: For changes: what is to be published, and what it means to readers.
    revision = models.ForeignKey(
        "articles.Revision", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    change = models.CharField(max_length=13, choices=Change.choices, default=Change.MINOR)
    note = Lines(blank=True)
    #: Why warnings were passed over, said when it was planned.
    reason = Lines(blank=True)
    #: Whether errors of the checks were passed over when it was planned.
    override = models.BooleanField(default=False)
    by = account()
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    #: Not before this moment; later than `at` after a failure.
    next_try_at = models.DateTimeField()
    error = Lines(_("why it failed"), blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("scheduled action")
        verbose_name_plural = _("scheduled actions")
        ordering = ["at", "pk"]
        default_permissions = ("view",)
        indexes = [
            # What is due: a short list, however many were done.
            models.Index(
                fields=["next_try_at"],
                condition=Q(state="due"),
                name="appointment_due",
            ),
            models.Index(fields=["at"], condition=Q(state="failed"), name="appointment_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.get_verb_display()}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Save; the first try is when it is due."""
        self.next_try_at = self.next_try_at or self.at
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def try_again(self, by: Actor) -> None:
        """Have it done by the next worker that comes by, with as many attempts as at first.

        For what has failed, and for what waits to be tried again. Raises NotAllowed where it has
        not failed or is out of date, and PermissionDenied.
        """
        with self._turn(by) as edit:
            if self.state != self.State.FAILED and not (self._is_due and self.attempts):
                raise NotAllowed(gettext("This has not failed."))
            if self.verb == self.Verb.CHANGES:
                self._ask_whether_still_wanted()
                if by is not None:
                    # They are published in the name of whoever tries them again.
                    self.by_id = by.pk
                    self.article.ask_planner(edit, self)
            self.state, self.attempts, self.next_try_at = self.State.DUE, 0, timezone.now()
            self.claimed_until = self.done_at = None
            self.save()
            edit.log(Entry.Verb.TRY_AGAIN, by, note=str(self.get_verb_display()))

    def take_back(self, by: Actor) -> None:
        """Let it not happen. What is part of the story (its hour) is taken back there.

        Raises NotAllowed with what to do instead, and PermissionDenied.
        """
        with self._turn(by) as edit:
            if self.state == self.State.FAILED:
                self.state = self.State.CANCELLED
                self.save()
                edit.log(Entry.Verb.TAKE_BACK, by, note=str(self.get_verb_display()))
            elif not self._is_due:
                raise NotAllowed(gettext("This is already done."))
            elif self.verb == self.Verb.EXPIRE:
                raise NotAllowed(gettext("Change “Expires at” in the story instead."))
            elif self.verb == self.Verb.CHANGES:
                self.article.cancel_plan(by)
            else:
                self.article.unschedule(by)
            self.refresh_from_db()

    @classmethod
    def late(cls, rows: models.QuerySet[Self], now: datetime) -> models.QuerySet[Self]:
        """Those whose hour has come, and that have failed."""
        return rows.filter(at__lte=now, attempts__gt=0)

    @property
    def _is_due(self) -> bool:
        return self.state == self.State.DUE

    @contextmanager
    def _turn(self, by: Actor) -> Iterator[Any]:
        """The story's edit, with both read anew and locked, the story first as all verbs do."""
        try:
            story = self.article
            with story.locked() as edit:
                self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
                self.article = story
                if not edit.may(by, Right.PUBLISH):
                    raise PermissionDenied(
                        gettext("You can’t change the published version of this story.")
                    )
                yield edit
        except ObjectDoesNotExist:
            raise NotAllowed(gettext("The story has been deleted.")) from None

    def _ask_whether_still_wanted(self) -> None:
        """Old changes never come over newer ones."""
        story = self.article
        if story.state != State.PUBLISHED:
            raise NotAllowed(gettext("The story is no longer live."))
        due = type(self).objects.filter(article=story, verb=self.verb, state=self.State.DUE)
        if due.exclude(pk=self.pk).exists():
            raise NotAllowed(gettext("Other changes to this story have been scheduled since."))
        ours, theirs = self.revision, story.released
        if ours is not None and theirs is not None and theirs.number >= ours.number:
            raise NotAllowed(gettext("These changes, or newer ones, are already live."))


class Heartbeat(models.Model):
    """When a worker was last there."""

    #: Seconds. For the ticker a minute, which is how often cron can start one, and the time that
    #: takes; the worker is always there.
    LATE_AFTER = 90
    LATE = {"worker": 30}

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name}: {self.at:%H:%M:%S}"

    @classmethod
    def beat(cls, name: str) -> None:
        """Say that `name` is there now; one statement, after the first time."""
        now = timezone.now()
        if not cls.objects.filter(name=name).update(at=now):
            cls.objects.get_or_create(name=name, defaults={"at": now})

    @classmethod
    def seconds_since(cls, name: str) -> float | None:
        """How long ago `name` was last there; None if it never was. Below zero where the clock
        was set back since, or is ahead on another machine."""
        last = cls.objects.filter(name=name).values_list("at", flat=True).first()
        return None if last is None else (timezone.now() - last).total_seconds()

    @classmethod
    def ages(cls) -> dict[str, float]:
        """The same of all, in one query."""
        now = timezone.now()
        return {
            name: (now - at).total_seconds() for name, at in cls.objects.values_list("name", "at")
        }

    @classmethod
    def is_late(cls, seconds: float | None, name: str = "ticker") -> bool:
        """Whether one that was last there `seconds` ago should be looked after."""
        return seconds is None or abs(seconds) > cls.LATE.get(name, cls.LATE_AFTER)
