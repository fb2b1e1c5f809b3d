"""What readers are told of a story that was wrong, or could be misunderstood."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib.dependencies import note
from articles.models.announcing import Announcing, Public
from articles.models.listing import NOT_ON_CARDS


class CorrectionQuerySet(Announcing["Correction"]):
    """Lists of corrections."""

    def visible(self, moment: datetime | None = None) -> Self:
        """Those of stories that readers see at `moment` (now): a story that was withdrawn or has
        expired takes its corrections along. Read off the index of their hours."""
        note("corrections:1")
        stories = apps.get_model("articles", "Article").objects.visible(moment)
        return self.filter(Exists(stories.filter(pk=OuterRef("article"))))

    def for_cards(self) -> Self:
        """With the story, as far as a card shows it, and its section."""
        related = self.select_related("article__section")
        return related.defer(*(f"article__{name}" for name in NOT_ON_CARDS))


class Correction(models.Model):
    """A sentence under a story that says what was changed, and why."""

    class Kind(models.TextChoices):
        """How grave it is."""

        CLARIFICATION = "clarification", _("Clarification")
        CORRECTION = "correction", _("Correction")

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="corrections"
    )
    kind = models.CharField(_("kind"), max_length=13, choices=Kind.choices)
    text = models.TextField(_("text"), max_length=1000)
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    public = Public(
        fields=frozenset({"article_id", "kind", "text", "published_at"}),
        keys=("article:{article_id}", "corrections:1"),
        new=("article:{article_id}", "corrections:1"),
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-published_at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(F("published_at").desc(), F("id").desc(), name="correction_newest"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
