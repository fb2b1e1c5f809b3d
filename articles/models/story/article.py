"""The story itself: the last of a chain of classes, each of which owns the columns that it works
with and knows those below. From the bottom: what it says (`words`), where and when that is shown
(`shown`), whose it is (`rights`), its revisions (`revision`), and in `lifecycle` the lock, what
waits for an editor, the working copy, publishing, and the other verbs; over them the `bin`,
`copies`, in `planning` the hours that are moved, and `translations`."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.lifecycle.workflow import State
from articles.models.story.listing import INDEXES, Stories
from articles.models.translations.verbs import Translating


class ArticleQuerySet(Stories["Article"]):
    """Lists of stories."""


class Article(Translating):  # type: ignore[django-manager-missing]
    """A story. The row is what readers see, as far as `visible()` lets them; what is being
    written is its newest revision. Content is changed by `write()`, states by the verbs."""

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-modified_at", "-pk"]
        permissions = [
            ("publish_article", "Can approve and publish stories"),
            ("withdraw_article", "Can withdraw and restore stories"),
            ("override_checks", "Can publish in spite of a check's error"),
            ("edit_section_articles", "Works on all stories of the sections given"),
            ("edit_all_articles", "Works on all stories"),
        ]
        indexes = INDEXES
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="article_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED)
                | (
                    Q(publish_at__isnull=False, section__isnull=False)
                    & ~Q(headline="")
                    & ~Q(slug="")
                ),
                name="article_published_complete",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True)
                | Q(publish_at__isnull=True)
                | Q(expires_at__gt=F("publish_at")),
                name="article_expires_later",
                violation_error_message=_("A story can't expire before it is published."),
            ),
        ]
