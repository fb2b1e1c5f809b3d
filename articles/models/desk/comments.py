"""What is said about a draft: comments at a paragraph, answered, resolved.

A comment never is in the story's text: it keeps the words of the paragraph that it is about, and
whoever shows it looks for them. So no comment can reach readers, and none is lost with its
paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.lib.text import visible
from articles.models.changes.log import Entry, name_of
from articles.models.common.actors import Actor, account
from articles.models.common.texts import Line, Lines
from articles.models.lifecycle.workflow import NotAllowed
from articles.models.notices.audience import owners_of
from articles.models.notices.notice import Kind
from articles.models.notices.telling import tell
from articles.models.story.article import Article
from articles.models.story.rights import ALL, OF_SECTIONS, Right, holders_of, may

MAX_CHARACTERS = 2_000  # characters
LONGEST_QUOTE = 1_000  # characters: enough to know a paragraph by
IN_LOG = 200  # characters
#: The same words by the same person within this time are one comment, sent twice.
SENT_TWICE = timedelta(minutes=10)

#: What may be a name behind an @: the characters that user names are made of.
MENTION = re.compile(r"(?<![\w.@+-])@([\w.@+-]{1,150})")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a comment proposes instead of a `passage` of its paragraph, which begins at that
    character of it."""

    proposal: str
    passage: str
    at: int

    def kept(self) -> dict[str, Any]:
        """Its columns. Raises NotAllowed for more than they hold."""
        proposal = visible.lines(self.proposal).strip()
        if max(len(proposal), len(self.passage)) > MAX_CHARACTERS:
            raise NotAllowed(
                _("A proposed wording has at most %(most)d characters.") % {"most": MAX_CHARACTERS}
            )
        passage = self.passage.replace("\0", "")
        return {"proposal": proposal, "passage": passage, "passage_at": self.at}


class Comment(models.Model):
    """A remark on a story, or an answer to one."""

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="comments"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="answers"
    )
    by = account()
    by_name = Line(max_length=150, blank=True)
    text = Lines(_("comment"), max_length=2000)
    #: The text of the paragraph that it is about, as it was; empty for the whole story.
    quote = models.TextField(blank=True)
    #: The wording that it proposes for the `passage` of the paragraph, which begins at that
    #: character of it. Where it proposes none, there is no such character.
    proposal = Lines(_("proposed wording"), max_length=2000, blank=True, default="", db_default="")
    passage = models.TextField(blank=True, db_default="", default="")
    passage_at = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    mentions = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="mentioned_in"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = account()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text[:60]

    @classmethod
    def say(
        cls,
        story: Article,
        by: Actor,
        text: str,
        *,
        quote: str = "",
        parent: Comment | None = None,
        wording: Wording | None = None,
    ) -> Comment:
        """Say `text` about `story`: on the paragraph whose words are `quote`, or in answer to
        `parent`. An answer to what was resolved opens it again. With a `wording` it needs no words
        of its own.

        Sent twice, it is said once. Raises NotAllowed for no words or too many, PermissionDenied
        for those who may not edit the story.
        """
        said = _speakable(text if text.strip() or not wording else gettext("Proposed wording"))
        proposed = wording.kept() if wording and not parent else {}
        with transaction.atomic():
            _ask(story, by)
            root = cls._root(story, parent) if parent else None
            kept = "" if root else one_line(quote)[:LONGEST_QUOTE]
            words: dict[str, Any] = {"text": said, "quote": kept, "parent": root, **proposed}
            known = by.pk if by is not None else None
            since = timezone.now() - SENT_TWICE
            if before := story.comments.filter(by=known, at__gte=since, **words).first():
                return before
            comment: Comment = cls.objects.create(
                article=story, by_id=known, by_name=name_of(by), **words
            )
            comment.mentions.set(mentioned(said, story))
            story.log(Entry.Verb.COMMENT, by, note=said[:IN_LOG], comment=comment.pk)
            if root is not None and root.resolved_at:
                root._mark(None, None)
            comment._tell(by, root)
        return comment

    def _tell(self, by: Actor, root: Comment | None) -> None:
        """Tell those whom it names, those whose story it is, and those whom it answers."""
        story, named = self.article, {one.pk for one in self.mentions.all()}
        said: dict[str, Any] = {"story": story, "note": self.text, "place": f"comment:{self.pk}"}
        tell(Kind.MENTION, named, by, **said)
        before = story.comments.filter(Q(pk=root.pk) | Q(parent=root.pk)) if root else None
        speakers = before.values_list("by", flat=True) if before is not None else ()
        concerned = {*owners_of(story), *speakers} - named
        tell(Kind.COMMENT, concerned, by, **said)

    @staticmethod
    def _root(story: Article, parent: Comment) -> Comment:
        """The comment that an answer to `parent` belongs to, as it is now."""
        itself, above = Q(pk=parent.pk, parent=None), Q(answers=parent.pk)
        found = story.comments.filter(itself | above).first()
        if found is None:
            raise NotAllowed(_("The comment you are replying to no longer exists."))
        return found

    def resolve(self, by: Actor) -> None:
        """Say that it is done, with all its answers; once is enough.

        Raises PermissionDenied for those who may not edit the story.
        """
        with self._turn(by) as root:
            if root.resolved_at is None:
                root._mark(timezone.now(), by)
                note = root.text[:IN_LOG]
                root.article.log(Entry.Verb.RESOLVE, by, note=note, comment=root.pk)

    def reopen(self, by: Actor) -> None:
        """Say that it is not done after all. Raises as `resolve` does."""
        with self._turn(by) as root:
            if root.resolved_at is not None:
                root._mark(None, None)
                note = _("Reopened: %(text)s") % {"text": root.text[:IN_LOG]}
                root.article.log(Entry.Verb.COMMENT, by, note=note, comment=root.pk)

    @contextmanager
    def _turn(self, by: Actor) -> Iterator[Comment]:
        with transaction.atomic():
            _ask(self.article, by)
            yield self._root(self.article, self)

    def _mark(self, moment: datetime | None, by: Actor) -> None:
        self.resolved_at, self.resolved_by_id = moment, by.pk if by is not None else None
        self.save(update_fields=["resolved_at", "resolved_by"])


def _speakable(text: str) -> str:
    """`text` as it is kept; NotAllowed says what is wrong with it."""
    said = visible.lines(text).strip()
    if not said:
        raise NotAllowed(_("Write something first."))
    if len(said) > MAX_CHARACTERS:
        raise NotAllowed(
            _("A comment has at most %(most)d characters; this one has %(count)d.")
            % {"most": MAX_CHARACTERS, "count": len(said)}
        )
    return said


def _ask(story: Article, by: Actor) -> None:
    """Lock the story and ask for the right to speak about it."""
    story.lock()
    if not may(by, Right.EDIT, story):
        raise PermissionDenied(_("You may not comment on this story."))


def one_line(text: str) -> str:
    """The words of a paragraph, however they are broken into lines: what anchors are told by."""
    return " ".join(text.replace("\0", "").split())


def mentioned(text: str, story: Article) -> list[Any]:
    """The accounts that `text` names as @username; of those who reach the story only."""
    found = set(names_in(text))
    return [one for one in people_of(story) if one.get_username().lower() in found] if found else []


def names_in(text: str) -> Iterator[str]:
    """What may be a user name behind an @, in lower case; also without what ends a sentence."""
    for match in MENTION.finditer(text):
        name = match[1].lower()
        while name:
            yield name
            shorter = name.rstrip(".@+-")
            name = shorter if shorter != name else ""


def people_of(story: Article) -> models.QuerySet[Any]:
    """Whoever works at the desk and reaches `story`, by name: one query.

    These are the accounts to whom `may(account, Right.VIEW, story)` says yes.
    """
    accounts = get_user_model().objects
    own = Q(pk__in=[pk for pk in (story.created_by_id, story.assignee_id) if pk])
    own |= Q(pk__in=story.byline_set.order_by().values("author__user"))
    governing = Q(pk__in=_allowed(ALL))
    if story.section_id is not None:
        theirs = Q(sections_given=story.section_id)
        governing |= Q(pk__in=_allowed(OF_SECTIONS)) & theirs
    reaching = accounts.filter(own | governing).values("pk")
    at_desk = accounts.filter(pk__in=_allowed(Right.VIEW.value), is_staff=True)
    return at_desk.filter(pk__in=reaching).order_by("first_name", "last_name", "username")


def _allowed(permission: str) -> models.QuerySet[Any]:
    """The numbers of the active accounts that have `permission`."""
    return holders_of(permission).order_by().values("pk")
