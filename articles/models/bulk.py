"""One verb on many stories, done in the background and reported story by story."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BulkJob(models.Model):
    """What was asked for, how far it is, and what became of each story."""

    verb = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    stories = models.JSONField(help_text="The numbers of the stories, in order.")
    #: What the verb needs beside the stories: a note, a reason, a moment, a section …
    options = models.JSONField(default=dict, blank=True)
    #: For each story done: [number, title, whether it was done, a sentence].
    results = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("bulk job")
        verbose_name_plural = _("bulk jobs")
        ordering = ["-made_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.verb} × {len(self.stories)}"
