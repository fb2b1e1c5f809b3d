"""What a search engine beside the database has still to be told, and which index it has of us.

The database stays the truth: a document is written with its story, and that the engine has to hear
of it is written with the document. What it has not heard yet, it is not asked of.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.models.changes.claimed_work import ClaimedWork, Pace
from articles.models.common.texts import Line


class SearchTelling(ClaimedWork):
    """A story whose document is another one now, or is gone. Its number is what the engine puts
    versions in order by, so that an older one never takes the place of a newer one."""

    pace = Pace(timedelta(minutes=2), timedelta(seconds=2), timedelta(minutes=5))

    #: Its number; no key, as a story that is gone is told of, too.
    story = models.BigIntegerField()
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True)
    error = Line(max_length=300, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.story)

    @property
    def version(self) -> int:
        """Of what is told: higher than that of a whole index that is built, which is 1."""
        return self.pk + 1


class EngineIndex(models.Model):
    """An index that the engine has, or that is being built there."""

    name = models.CharField(max_length=150, unique=True)
    #: At which engine, under which name.
    at = models.CharField(max_length=300)
    is_live = models.BooleanField(default=False)
    #: The last story that it was told while it is being built.
    last = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


def has_engine() -> bool:
    """Whether there is a search engine beside the database."""
    return bool(settings.SEARCH_ENGINE_URL)


def tell(stories: Iterable[int], using: str = "default") -> None:
    """Have the engine hear of the documents of these stories, in the transaction that is open."""
    SearchTelling.objects.using(using).bulk_create(SearchTelling(story=story) for story in stories)
