"""Links that show a story to somebody without an account, before it is out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.core import signing
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.changes.log import Entry
from articles.models.common.actors import account
from articles.models.common.texts import Line
from articles.models.lifecycle.workflow import State
from articles.models.story.article import Article
from articles.models.story.rights import Right, may

SALT = "newsportal.preview"
#: For how long a link holds, unless its maker says otherwise.
HOLDS = timedelta(days=7)


def taken_away_at(story: Article) -> datetime | None:
    """When the story was withdrawn, if it still is. What is taken away from readers is taken
    away from those who were shown it before, too: links made until then open nothing."""
    if story.state != State.WITHDRAWN:
        return None
    withdrawn = story.entries.filter(verb=Entry.Verb.WITHDRAW)
    return withdrawn.order_by("-at").values_list("at", flat=True).first()


def _in_a_week() -> Any:
    return timezone.now() + HOLDS


class PreviewLink(models.Model):
    """A signed address that shows one revision, or always the newest; until it expires or is
    revoked."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="preview_links"
    )
    #: None: always the newest.
    revision = models.ForeignKey(
        "articles.Revision", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    label = Line(_("for whom"), max_length=100, blank=True)
    by = account()
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"), default=_in_a_week)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-made_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.label or str(self.made_at)

    @property
    def token(self) -> str:
        """The signed part of its address."""
        return signing.dumps([self.pk, self.made_at.timestamp()], salt=SALT)

    @property
    def holds(self) -> bool:
        """Whether it opens now."""
        return self.revoked_at is None and timezone.now() < self.expires_at

    def opens_since(self, taken_away: datetime | None) -> bool:
        """Whether it opens the story, which was withdrawn at that moment (None: it is not). A link
        shows what its maker may show: it stops with their account, and with their reach."""
        is_here = self.by is not None and may(self.by, Right.EDIT, self.article)
        return is_here and self.holds and (taken_away is None or self.made_at > taken_away)

    @classmethod
    def find(cls, token: str) -> Self | None:
        """The link of this token, if it is one of ours and holds; else None."""
        try:
            pk, made = signing.loads(token, salt=SALT)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        found = cls.objects.select_related("revision", "article", "by").filter(pk=pk).first()
        ours = found is not None and found.made_at.timestamp() == made
        return found if found is not None and ours and found.holds else None
