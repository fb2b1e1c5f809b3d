"""What readers are told of a story that was wrong, or could be misunderstood."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Self

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.lib.dependencies import note
from articles.lib.text import visible
from articles.models.changes.invalidation import Announcing, Public
from articles.models.changes.log import Entry
from articles.models.changes.outbox import announce
from articles.models.common.actors import Actor, account
from articles.models.common.texts import Lines
from articles.models.lifecycle.workflow import CHANGES_TOLD_TO_READERS, NotAllowed, seen
from articles.models.story.listing import NOT_ON_CARDS
from articles.models.story.rights import Right


class CorrectionQuerySet(Announcing["Correction"]):
    """Lists of corrections."""

    def visible(self, moment: datetime | None = None) -> Self:
        """Those of stories that readers see at `moment` (now): a story that was withdrawn or has
        expired takes its corrections along. Read off the index of their hours."""
        note("corrections:1")
        shown = Correction._base_manager.filter(seen(moment, "article__"), pk=OuterRef("pk"))
        return self.filter(Exists(shown))

    def for_cards(self) -> Self:
        """With the story, as far as a card shows it, and its section."""
        related = self.select_related("article__section")
        return related.defer(*(f"article__{name}" for name in NOT_ON_CARDS))


class Correction(models.Model):
    """A sentence under a story that says what was changed, and why."""

    class Kind(models.TextChoices):
        """How grave it is."""

        CLARIFICATION = "clarification", _("Clarification")
        CORRECTION = "correction", _("Correction")

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="corrections"
    )
    kind = models.CharField(_("kind"), max_length=13, choices=Kind.choices)
    text = Lines(_("text"), max_length=1000)
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    by = account()

    public = Public(
        fields=frozenset({"article_id", "kind", "text", "published_at"}),
        keys=("article:{article_id}", "corrections:1"),
        new=("article:{article_id}", "corrections:1"),
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-published_at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(F("published_at").desc(), F("id").desc(), name="correction_newest"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    # --- What is done to it --------------------------------------------------------------

    def amend(self, by: Actor, *, kind: str, text: str, why: str, was: str | None = None) -> None:
        """Say it in other words; the log keeps the former ones.

        `was` is the text that the person had before them, if any. Raises NotAllowed, also where
        somebody else has changed it since, and PermissionDenied.
        """
        text = visible.lines(text).strip()
        with self._turn(by, why, was) as edit:
            if kind not in CHANGES_TOLD_TO_READERS or not text:
                raise NotAllowed(_("Write the text that readers will see."))
            if (kind, text) == (self.kind, self.text):
                raise NotAllowed(_("That is the text already."))
            story = self.article
            story.ask_second_person(edit, by, story.working, story.content(), text)
            self._log(Entry.Verb.AMEND_CORRECTION, by, why)
            self.kind, self.text = kind, text
            self.save(update_fields=["kind", "text"])

    def remove(self, by: Actor, why: str, was: str | None = None) -> None:
        """Take it away from readers, everywhere; the log keeps what it said. Raises as `amend`."""
        with self._turn(by, why, was):
            self._log(Entry.Verb.REMOVE_CORRECTION, by, why)
            self.delete()

    @contextmanager
    def _turn(self, by: Actor, why: str, was: str | None) -> Iterator[Any]:
        """The story and this, locked; afterwards nobody is shown the former words any more."""
        story = self.article
        with story.locked() as edit:
            if not edit.may(by, Right.PUBLISH):
                raise PermissionDenied(_("You can’t change the published version of this story."))
            now = Correction.objects.filter(pk=self.pk).first()
            if now is None:
                raise NotAllowed(_("This correction was removed meanwhile."))
            if was is not None and was.split() != now.text.split():
                raise NotAllowed(_("Someone has changed it meanwhile. Check it, and try again."))
            if not visible.line(why):
                raise NotAllowed(_("Give a reason; it is kept in the story’s history."))
            self.kind, self.text = now.kind, now.text
            yield edit
            announce({f"article:{story.pk}", f"recall:{story.pk}", "corrections:1"})

    def _log(self, verb: Entry.Verb, by: Actor, why: str) -> None:
        said = _("%(why)s It said: “%(text)s”") % {"why": why.strip(), "text": self.text}
        before = {"kind": self.kind, "text": self.text}
        self.article.log(verb, by, note=str(said), before=before)
