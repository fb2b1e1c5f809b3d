"""What a front was laid out as, and when readers got it: written once, kept for good."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.common.actors import account
from articles.models.common.append_only import AppendOnly, Snapshot
from articles.models.common.texts import Line
from articles.models.fronts.layout import Layout, read


class Editions(AppendOnly):
    """Editions of fronts."""

    def ending_between(self, before: datetime, now: datetime) -> models.QuerySet[Any]:
        """Those that readers had at some time, in which something pinned may end then."""
        had = Q(launches__at__lte=now, launches__cancelled_at=None)
        return self.filter(had, last_end__gt=before).select_related("front").distinct()


class Edition(Snapshot):
    """A full snapshot of how a front is laid out. Written once, never changed.

    The numbers of a front's editions count from 1, in the order in which they were written.
    """

    class Kind(models.TextChoices):
        """How it came about."""

        SAVED = "saved", _("saved")
        MERGED = "merged", _("merged")
        RESTORED = "restored", _("restored")
        PLACED = "placed", _("placed with one click")

    front = models.ForeignKey("articles.Front", on_delete=models.PROTECT, related_name="editions")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.SAVED)
    #: `models/fronts/layout.py` says what it holds.
    layout = models.JSONField()
    #: The last moment at which something pinned ends.
    last_end = models.DateTimeField(null=True, editable=False)
    based_on = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = Editions.as_manager()

    class Meta(Snapshot.Meta):
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(fields=["front", "number"], name="edition_numbered"),
        ]
        indexes = [
            models.Index(
                "last_end", condition=Q(last_end__isnull=False), name="edition_ending"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.front_id}/{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it, once, with the last of its ends."""
        ends = self.read().ends()
        self.last_end = ends[-1] if ends else None
        super().save(*args, **kwargs)

    def read(self) -> Layout:
        """Its layout, as far as it can be understood."""
        return read(self.layout)


#: Of launches: those that nobody has scheduled.
AT_ONCE = Q(made_at__gte=F("at"))


class Launches(models.QuerySet["Launch"]):
    """When editions went to readers."""

    def out(self, now: datetime | None = None) -> Launches:
        """Those whose hour has come, the one that readers have first; also those that were made at
        once by a clock that was ahead then."""
        now = now or timezone.now()
        rows = self.filter(Q(at__lte=now) | AT_ONCE, cancelled_at=None)
        return rows.order_by("-at", "-pk")

    def before(self, launch: Launch) -> Launches:
        """Those that readers had before that one, the last one first."""
        earlier = Q(at__lt=launch.at) | Q(at=launch.at, pk__lt=launch.pk)
        # A clock that was ahead is over with that launch.
        ahead = AT_ONCE & Q(pk__lt=launch.pk, cancelled_at__isnull=False)
        rows = self.filter(Q(earlier, cancelled_at=None) | ahead).select_related("edition")
        return rows.order_by("-at", "-pk")

    def coming(self, now: datetime | None = None) -> Launches:
        """Those whose hour will come, the next one first."""
        now = now or timezone.now()
        return self.filter(~AT_ONCE, at__gt=now, cancelled_at=None).order_by("at", "pk")

    def ahead(self, now: datetime) -> Launches:
        """Those made at once by a clock that was ahead."""
        return self.filter(AT_ONCE, at__gt=now, cancelled_at=None)


class Launch(models.Model):
    """An edition goes to readers at a moment. What they have of a front is the newest launch whose
    hour has come: a query, so that it is exact whatever job is late."""

    front = models.ForeignKey("articles.Front", on_delete=models.PROTECT, related_name="launches")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="launches")
    at = models.DateTimeField(_("live from"))
    by = account()
    by_name = Line(max_length=150, blank=True)
    why = Line(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = account()

    objects = Launches.as_manager()

    class Meta:
        verbose_name = _("launch")
        verbose_name_plural = _("launches")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [
            # What readers have of a front.
            models.Index(
                "front", F("at").desc(), F("id").desc(),
                condition=Q(cancelled_at=None), name="launch_live",
            ),
            # What the clock looks at.
            models.Index("at", condition=Q(cancelled_at=None), name="launch_coming"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.at:%Y-%m-%d %H:%M:%S}"

    def is_scheduled(self, now: datetime | None = None) -> bool:
        """Whether its hour has not come, and nobody has cancelled it."""
        if self.cancelled_at is not None or self.is_at_once:
            return False
        return self.at > (now or timezone.now())

    @property
    def is_at_once(self) -> bool:
        """Whether nobody has scheduled it: readers had it from the moment that it was made."""
        return self.made_at >= self.at
