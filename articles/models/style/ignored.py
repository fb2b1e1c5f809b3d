"""Marks that somebody has said to ignore in a story. They stand beside it, as comments do: no save,
merge or version loses one, and readers never get any."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib.style.ignoring import Place
from articles.models.common.actors import Actor, account

#: Of one story.
MOST_IGNORED = 500


class IgnoredMark(models.Model):
    """A mark in a story, known by its rule, its words and those around it."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="ignored_marks"
    )
    #: `rule:7` of house style, `spelling:` and its own name of the spelling server's.
    rule = models.CharField(max_length=120)
    words = models.CharField(max_length=300)
    before = models.CharField(max_length=300, blank=True)
    after = models.CharField(max_length=300, blank=True)
    by = account(verbose_name=_("who"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("ignored mark")
        verbose_name_plural = _("ignored marks")
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.rule}: {self.words}"

    @property
    def place(self) -> Place:
        """How it is known again."""
        return Place(self.rule, self.words, self.before, self.after)


def ignore(story: Any, place: Place, by: Actor) -> IgnoredMark | None:
    """Put a mark down, once; None where the story has as many as it may have."""
    cut = {name: value[:300] for name, value in place._asdict().items()} | {
        "rule": place.rule[:120]
    }
    with transaction.atomic():
        # Two that are put down at once would be counted by both.
        type(story)._base_manager.select_for_update().filter(pk=story.pk).values("pk").first()
        there = IgnoredMark.objects.filter(article=story.pk)
        if known := there.filter(**cut).first():
            return known
        if there.count() >= MOST_IGNORED:
            return None
        by_id = by.pk if by is not None and by.is_authenticated else None
        return IgnoredMark.objects.create(article_id=story.pk, by_id=by_id, **cut)


def ignored_in(story_pk: int | None) -> list[IgnoredMark]:
    """Those of a story, in order; one query."""
    return list(IgnoredMark.objects.filter(article=story_pk)) if story_pk else []


def copy_ignored(source: int, copy: Any) -> None:
    """A copy of a story says the same, and ignores the same. Done again, it changes nothing."""
    if ignored_in(copy.pk):
        return
    IgnoredMark.objects.bulk_create(
        IgnoredMark(article_id=copy.pk, by_id=one.by_id, at=one.at, **one.place._asdict())
        for one in ignored_in(source)
    )
