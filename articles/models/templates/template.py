"""What stories of a kind begin with: text with places to fill, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.common.actors import account
from articles.models.common.texts import Line
from articles.models.topics.taxonomy import Category, Topic

#: The right to make, change and retire templates.
MANAGE = "articles.manage_templates"


class StoryTemplate(models.Model):
    """A beginning that editors have made, and the checks of the stories that are made of it.

    A story takes the text over when it is begun; of the template it asks only the checks then. One
    that is no longer wanted is retired: those stories keep it.
    """

    class Level(models.TextChoices):
        """What the template's checks do."""

        ERROR = "error", _("Refuse publishing")
        WARNING = "warning", _("Warn")

    name = Line(_("name"), max_length=60, unique=True)
    description = Line(
        _("description"),
        max_length=200,
        blank=True,
        help_text=_("When to use it, for those who choose."),
    )
    section = models.ForeignKey(
        Category,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("section"),
        help_text=_("Offered to those who write there. Without one, to everybody."),
    )
    #: What `models/story/content.py` says of a story.
    content = models.JSONField(default=dict, editable=False)
    order = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("Where it stands among the others; low numbers first.")
    )
    is_retired = models.BooleanField(
        _("retired"),
        default=False,
        help_text=_("No longer offered. Stories that were begun from it stay as they are."),
    )
    level = models.CharField(
        _("if a check fails"), max_length=10, choices=Level, default=Level.ERROR
    )
    needs_standfirst = models.BooleanField(_("needs a standfirst"), default=False)
    needs_picture = models.BooleanField(_("needs a picture"), default=False)
    needs_fact_box = models.BooleanField(_("needs a fact box"), default=False)
    needs_topic = models.BooleanField(_("needs a topic"), default=False)
    topic = models.ForeignKey(
        Topic,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("needs this topic"),
    )
    least_words = models.PositiveIntegerField(
        _("minimum words"), null=True, blank=True, help_text=_("Of the text, without captions.")
    )
    most_words = models.PositiveIntegerField(_("maximum words"), null=True, blank=True)
    made_by = account(editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    #: Counts the saves, so that nobody goes over another's without a word.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        ordering = ["order", "name", "pk"]
        default_permissions = ()
        permissions = [("manage_templates", "Can manage templates for stories")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse bounds between which there is nothing."""
        if self.least_words and self.most_words is not None and self.most_words < self.least_words:
            raise ValidationError({"most_words": _("The maximum is lower than the minimum.")})


def topics_go(*, numbers: Iterable[int], into: int | None, **_kwargs: Any) -> None:
    """Ask for the topic into which the one that was asked for is merged; for none, if it is
    deleted."""
    StoryTemplate.objects.filter(topic__in=list(numbers)).update(topic=into)
