"""Who has a front open at the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, OperationalError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.changes.log import name_of
from articles.models.common.slices import without_waiting

#: Somebody whose browser has not been heard of for so long has left.
CLOSED_AFTER = timedelta(seconds=30)
#: Who was heard of within this time is not put down again: browsers say it every ten seconds.
UPDATED_EVERY = timedelta(seconds=15)
KEPT_FOR = timedelta(days=1)


class FrontVisit(models.Model):
    """A browser's tab in which somebody has a front open; known by the key that it made."""

    key = models.UUIDField(unique=True)
    #: The front's key: one that nobody has saved has no row.
    front = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("visit to a front")
        verbose_name_plural = _("visits to fronts")
        default_permissions = ()
        indexes = [models.Index(fields=["front", "seen_at"], name="front_presence")]

    def __str__(self) -> str:
        return f"{self.front}: {self.key}"

    @classmethod
    def seen(cls, front: str, key: UUID, person: Any) -> list[dict[str, str]]:
        """Put down that `person` has the front open, now and then, and never by waiting for whoever
        writes at this moment; who else has, each once."""
        now = timezone.now()
        heard = cls.objects.filter(
            key=key, front=front, by=person.pk, seen_at__gte=now - UPDATED_EVERY
        )
        if not heard.exists():
            try:
                with without_waiting():
                    cls._put_down(front, key, person, now)
            except (OperationalError, IntegrityError):
                pass  # It is said again soon.
        return cls.others(front, person)

    @classmethod
    def others(cls, front: str, person: Any) -> list[dict[str, str]]:
        """Who else has the front open, each once."""
        there = cls.objects.filter(front=front, seen_at__gte=timezone.now() - CLOSED_AFTER)
        names: dict[int, str] = {}
        for one in there.exclude(by=person.pk).select_related("by").order_by("pk"):
            names.setdefault(one.by_id, name_of(one.by))
        return [{"name": name} for name in names.values()]

    @classmethod
    def _put_down(cls, front: str, key: UUID, person: Any, now: Any) -> None:
        details = {"front": front, "seen_at": now}
        if cls.objects.filter(key=key, by=person.pk).update(**details):
            return
        cls.objects.filter(seen_at__lt=now - KEPT_FOR).delete()
        with transaction.atomic():
            cls.objects.create(key=key, by_id=person.pk, **details)
