"""That changes to a story that is out were handed to the editors: a row beside the story, there
only until they are published, planned, or given up."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.common.actors import account
from articles.models.common.texts import Line, Lines


class Submission(models.Model):
    """That somebody has submitted a story's changes, or that an editor has returned them."""

    article = models.OneToOneField(
        "articles.Article", on_delete=models.CASCADE, related_name="submission"
    )
    by = account(blank=False)
    by_name = Line(max_length=150, blank=True)
    at = models.DateTimeField(default=timezone.now)
    note = Lines(blank=True)
    returned_by = account(blank=False)
    returned_by_name = Line(max_length=150, blank=True)
    #: None while it waits for an editor.
    returned_at = models.DateTimeField(null=True, blank=True)
    return_note = Lines(blank=True)

    class Meta:
        verbose_name = _("submitted changes")
        verbose_name_plural = _("submitted changes")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.by_name}: {self.article_id}"

    @property
    def words(self) -> str:
        """Who submitted them, or has returned them, and what they said to it."""
        name, note = self.by_name, self.note
        if self.returned_at is not None:
            name, note = self.returned_by_name, self.return_note
        return f"{name}: {note}" if note else name
