"""What was written, for good: the revisions of a story, and what is being typed into it now."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.texts import Line


class AppendOnly(models.QuerySet[Any]):
    """Rows that are written once: neither changed nor taken out but with their story."""

    def update(self, **kwargs: Any) -> int:
        """Refused."""
        raise TypeError("These rows are written once and never changed.")

    def delete(self) -> Any:
        """Refused."""
        raise TypeError("These rows are never deleted on their own.")


class Revision(models.Model):
    """A full snapshot of all that is edited in a story. Written once, never changed.

    `content` is described in `articles.models.content`. The numbers of a story's revisions
    count from 1, in the order in which they were written.
    """

    class Kind(models.TextChoices):
        """How it came about."""

        BASELINE = "baseline", _("as it stood")
        SAVED = "saved", _("saved")
        MERGED = "merged", _("merged")
        RESTORED = "restored", _("brought back")
        #: Not part of the story: kept until somebody has chosen between it and another one.
        ASIDE = "aside", _("set aside")

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="revisions"
    )
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.SAVED)
    content = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    by_name = Line(max_length=150, blank=True)
    at = models.DateTimeField(default=timezone.now)
    why = Line(max_length=300, blank=True)
    based_on = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: The revision set aside that this one settles.
    settles = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="settled_by"
    )

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}/{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it, once."""
        if not self._state.adding:
            raise TypeError("A revision is written once and never changed.")
        super().save(*args, **kwargs)


class Autosave(models.Model):
    """What somebody has open: who is there, and the text that they have not saved yet.

    A row a browser's tab, known by the `key` that its form was given. It is no revision and
    never shows in the history; saving the form takes its row away.
    """

    key = models.UUIDField(unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    #: None while the story has not been saved a first time.
    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="autosaves",
    )
    #: The number of the revision that the text began from; 0 before the first.
    based_on = models.PositiveIntegerField(default=0)
    #: What the form held, as it is posted: a list of texts for each field, `content.posted()`
    #: reads it. None while nothing was typed.
    content = models.JSONField(null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        default_permissions = ()
        indexes = [
            models.Index(fields=["article", "seen_at"], name="autosave_presence"),
            models.Index(fields=["by", "saved_at"], name="autosave_of_person"),
        ]

    def __str__(self) -> str:
        return str(self.key)
