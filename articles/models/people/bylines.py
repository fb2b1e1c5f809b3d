"""The names over a story, in their order."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from articles.models.people.authors import Author


class Byline(models.Model):
    """A name over a story. `listed_at` repeats the story's date, so that an author's newest
    stories are read off an index, however many there are."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE)
    author = models.ForeignKey(
        Author, on_delete=models.PROTECT, related_name="bylines", verbose_name=_("author")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    listed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "author"], name="byline_once_a_story"),
        ]
        indexes = [
            # An author's page: their newest stories.
            models.Index(
                "author", F("listed_at").desc(), F("article").desc(), name="byline_by_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author} – {self.article}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the story's date."""
        self.listed_at = self.article.listed_at
        super().save(*args, **kwargs)
