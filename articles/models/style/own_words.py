"""The newsroom's own dictionary: names and words that are no mistakes of spelling."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib.style.units import units
from articles.models.common.actors import account
from articles.models.common.texts import Line

MOST_WORDS = 20_000


def look_of(word: str) -> str:
    """A word as it is looked up: its case counts only where it is written large."""
    return "".join(units(word.strip()).exact)[:100]


class OwnWord(models.Model):
    """A word of the newsroom's own."""

    word = Line(_("word"), max_length=100, unique=True)
    by = account(verbose_name=_("who"), editable=False)
    at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("word of our own")
        verbose_name_plural = _("dictionary")
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word
