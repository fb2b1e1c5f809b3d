"""What is due when: a story's hour, its end, and changes to one that is out.

Readers never wait for these: a story's hour and end are part of the query that says what is
visible, and planned changes are carried out by the first request that comes after their hour.
An appointment tells caches and the desk, is tried again when it fails, and says how it went.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.workflow import Change


class Appointment(models.Model):
    """One thing that is due at a moment."""

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
        CANCELLED = "cancelled", _("taken back")

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
    note = models.TextField(blank=True)
    #: Why warnings were passed over, said when it was planned.
    reason = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    #: Not before this moment; later than `at` after a failure.
    next_try_at = models.DateTimeField()
    #: A worker that has it in hand; another one may take it after this moment.
    claimed_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(_("why it failed"), blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
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
        if self.next_try_at is None:
            self.next_try_at = self.at
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Heartbeat(models.Model):
    """When a worker was last there."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name}: {self.at:%H:%M:%S}"

    @classmethod
    def beat(cls, name: str) -> None:
        """Say that `name` is there now."""
        cls.objects.update_or_create(name=name, defaults={"at": timezone.now()})

    @classmethod
    def seconds_since(cls, name: str) -> float | None:
        """How long ago `name` was last there; None if it never was."""
        last = cls.objects.filter(name=name).values_list("at", flat=True).first()
        return None if last is None else (timezone.now() - last).total_seconds()
