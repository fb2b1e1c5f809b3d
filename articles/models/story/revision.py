"""What was written, for good: the revisions of a story, and what is being typed into it now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.common.actors import account
from articles.models.common.append_only import AppendOnly, Snapshot
from articles.models.lifecycle.workflow import UNSEEN
from articles.models.story import content as contents
from articles.models.story.content import Content
from articles.models.story.rights import Owned


class Revision(Snapshot):
    """A full snapshot of all that is edited in a story. Written once, never changed.

    `content` is described in `articles.models.story.content`. The numbers of a story's revisions
    count from 1, in the order in which they were written.
    """

    class Kind(models.TextChoices):
        """How it came about."""

        BASELINE = "baseline", _("before the first save here")
        SAVED = "saved", _("saved")
        MERGED = "merged", _("merged")
        RESTORED = "restored", _("restored")
        #: Not part of the story: kept until somebody has chosen between it and another one.
        ASIDE = "aside", _("set aside")

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="revisions"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.SAVED)
    content = models.JSONField()
    based_on = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: The revision set aside that this one settles.
    settles = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="settled_by"
    )

    objects = AppendOnly.as_manager()

    class Meta(Snapshot.Meta):
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}/{self.number}"

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any
    ) -> Self:
        """The row, with every field of today also where a former release has written it."""
        revision = super().from_db(db, field_names, values, **more)
        if isinstance(content := revision.__dict__.get("content"), dict):
            revision.content = {**contents.LATER, **content}
        return revision


def _revision() -> models.ForeignKey[Revision | None, Revision | None]:
    return models.ForeignKey(
        Revision,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )


class Versioned(Owned):
    """Which revision of the story is being written, which one readers have, and which was read."""

    #: The newest revision; none before the first save at the desk.
    working = _revision()
    #: The revision that the row holds, for a story that was published.
    released = _revision()
    #: The revision that an editor has approved, and who that was.
    approved = _revision()
    approved_by = account(editable=False)
    modified_at = models.DateTimeField(_("last saved"), auto_now=True)

    class Meta:
        abstract = True

    @property
    def has_changes(self) -> bool:
        """Whether something was saved that readers, who have the story, do not have."""
        return self.state not in UNSEEN and self.working_id != self.released_id

    def content(self) -> Content:
        """The newest revision's content; of a story without revisions, what its row holds."""
        return dict(self.working.content) if self.working else contents.of(self)

    def base_number(self) -> int:
        """The number of the newest revision, 0 before the first: what a form is based on."""
        return self.working.number if self.working else 0


class Autosaves(models.QuerySet["Autosave"]):
    """What is open, and what was typed and not saved."""

    def typed_by(self, person: Any) -> Autosaves:
        """The texts that `person` typed into any form and never saved."""
        return self.filter(by_id=person.pk, content__isnull=False, discarded_at__isnull=True)

    def let_go(self, keys: Iterable[UUID], person: Any) -> int:
        """Offer these texts of `person` no more; returns how many there were."""
        mine = self.filter(key__in=list(keys), by_id=person.pk, discarded_at__isnull=True)
        return mine.update(discarded_at=timezone.now())

    def had_back(self, key: UUID, person: Any) -> int:
        """Offer a text of `person` that was let go again; returns how many there were."""
        return self.filter(key=key, by_id=person.pk).update(discarded_at=None)


class Autosave(models.Model):
    """What somebody has open: who is there, and the text that they have not saved yet.

    A row a browser's tab, known by the `key` that its form was given. It is no revision and
    never shows in the history; saving the form takes its row away.
    """

    key = models.UUIDField(unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    #: None while the story has not been saved a first time, and once it is gone: deleted, or out
    #: of its writer's reach.
    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="autosaves",
    )
    #: The number of the story, which stays when the story goes. Only of one that `by` had open.
    story_number = models.PositiveBigIntegerField(null=True, blank=True)
    #: The number of the revision that the text began from; 0 before the first.
    based_on = models.PositiveIntegerField(default=0)
    #: What the form held, as it is posted: a list of texts for each field, `content.posted()`
    #: reads it. None while nothing was typed.
    content = models.JSONField(null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(null=True, blank=True)
    #: When its writer let it go, or went on with it in another form; kept for some days.
    discarded_at = models.DateTimeField(null=True, blank=True)

    objects = Autosaves.as_manager()

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        default_permissions = ()
        indexes = [
            models.Index(fields=["article", "seen_at"], name="autosave_presence"),
            models.Index(fields=["by", "saved_at"], name="autosave_of_person"),
        ]

    def __str__(self) -> str:
        return str(self.key)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With the number of its story."""
        if self.article_id is not None:
            self.story_number = self.article_id
        super().save(*args, **kwargs)
