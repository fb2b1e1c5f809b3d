"""That a story is another one's version in another language: a row beside the version."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.common.actors import account


class Translation(models.Model):
    """A version and its source, which is no version itself: all versions of a story have one
    source, and with it they are its group.

    The verbs of `models/translations/verbs.py` make these rows, under a lock on the stories.
    """

    story = models.OneToOneField(
        "articles.Article", on_delete=models.CASCADE, related_name="translation"
    )
    source = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="translations"
    )
    #: The number of the source's revision that the version is up to date with.
    source_number = models.PositiveIntegerField(default=0)
    #: Whether the source's working copy says something in another way than that one.
    is_behind = models.BooleanField(default=False, db_default=False)
    #: Who has said that it is up to date, and when.
    checked_by = account()
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        default_permissions = ()
        indexes = [
            models.Index(fields=["story"], condition=Q(is_behind=True), name="translation_behind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(story=F("source")), name="translation_of_another_story"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.story_id}"


def key_of_group(source: int) -> str:
    """The surrogate key of what shows which versions there are of the story of that number."""
    return f"versions:{source}"


def member(number: object) -> Q:
    """The rows of the group that the story of that number belongs to, as far as they name it."""
    return Q(story=number) | Q(source=number)
