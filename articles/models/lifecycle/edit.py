"""What is being done to a story while its row is locked.

    with story.locked() as edit:
        edit.ask(Move.WITHDRAW, by)         # the right, asked of where it stood too; the table
        story.withdrawal_reason = reason
        edit.saves = True                   # the row
        edit.log(Entry.Verb.WITHDRAW, by)
        edit.announces()                    # to readers' pages

Leaving the block saves the row; leaving the outermost of a story's blocks writes the rest, once for
all that was done in it: the number of the working copy, the log, which pictures are shown, and what
is announced, by how the story stood before and how it stands now. A block that fails is undone
alone, in the database, here, and in the story's fields.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.lib.html import canonical
from articles.models.cards.card import want as want_card
from articles.models.changes import log
from articles.models.changes.log import Entry
from articles.models.changes.outbox import announce
from articles.models.chats import saying
from articles.models.common.actors import Actor
from articles.models.lifecycle.moves import MOVES, destination
from articles.models.lifecycle.workflow import Move, State
from articles.models.links.found import linked
from articles.models.links.link import note_hours, note_links
from articles.models.notices import audience
from articles.models.notices.notice import Kind
from articles.models.notices.telling import settle, tell
from articles.models.pictures.uses import in_content, note_uses
from articles.models.search import document
from articles.models.story import bounds
from articles.models.story.keys import changed_keys, shown_by
from articles.models.story.related_rows import Related
from articles.models.story.revision import Revision, Versioned
from articles.models.story.rights import Owned, Right, may
from articles.models.webhooks import telling as webhooks


@dataclass(frozen=True, slots=True)
class Place:
    """What decides in which lists a story stands, and where in them."""

    state: str
    section: int | None
    publish_at: datetime | None
    expires_at: datetime | None
    kind: str
    #: What fronts are filled by asks for it.
    has_picture: bool
    #: What partners' feeds ask for it.
    not_for_partners: bool

    @classmethod
    def of(cls, story: Owned) -> Place:
        """Where it stands now."""
        hours = story.publish_at, story.expires_at
        has_picture = story.picture_id is not None
        return cls(
            story.state,
            story.section_id,
            *hours,
            story.kind,
            has_picture,
            story.not_for_partners,
        )


@dataclass(slots=True, eq=False)
class Edit:
    """The locked row, how it stood, and what is still to be written of it."""

    story: Versioned
    #: Where it stood when it was locked, and whether it was marked as sensitive.
    was: Place
    was_sensitive: bool
    #: The date by which its names and topics are listed.
    listed_at: datetime | None
    #: What stands beside the row, once it was asked for; and the names and topics of then.
    _related: Related | None = None
    _named: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    #: Whether it is being begun: nothing links to it yet.
    is_new: bool = False
    #: Whether the row is to be saved.
    saves: bool = False
    #: The newest revision, where the row does not say so yet.
    working: Revision | None = None
    #: Whether it may show other pictures than is kept.
    shows_others: bool = False
    #: Whether search has to find it by something else.
    is_found_anew: bool = False
    #: Of the log.
    entries: tuple[Entry, ...] = ()
    #: Whom to tell of what, by what was done: (kind, who did it, note, to whom).
    notices: tuple[tuple[Kind, Actor, str, Any], ...] = ()
    #: Whether nobody has to approve it any more.
    is_settled: bool = False
    #: What is announced besides what shows the story; None where readers see no change.
    told: frozenset[str] | None = None

    @classmethod
    def of(cls, story: Versioned, related: Related | None = None) -> Edit:
        """Of the story as it is now: what to ask of it, or the beginning of a lock. What stands
        beside it is read when it is asked for, where it is not known yet."""
        if story._state.adding:
            related = Related()
        place, is_new = Place.of(story), story._state.adding
        return cls(story, place, story.sensitive, story.listed_at, related, is_new=is_new)

    # --- What is asked ---------------------------------------------------------------

    @property
    def related(self) -> Related:
        """What stands beside the row: read once."""
        if self._related is None:
            self._related = there = Related.of(self.story.pk, self.story.base_number())
            self._named = tuple(there.authors), tuple(there.topics)
        return self._related

    @property
    def sections(self) -> set[int]:
        """The section that the story is in, and the one that it was taken out of: a right over it
        is asked of where it stood, too."""
        return {one for one in (self.story.section_id, self.was.section) if one}

    def may(self, by: Actor, right: Right) -> bool:
        """Whether `by` has the right over the story, where it stood and where it stands. What lies
        in the bin is locked by the verbs of the bin alone."""
        return may(by, right, self.story, self.was.section, in_bin=self.story.is_binned)

    def ask(self, move: Move, by: Actor, note: str = "") -> State:
        """The state that the move leads to; raises PermissionDenied and NotAllowed."""
        if not self.may(by, MOVES[move].right):
            raise PermissionDenied(_("Your role does not allow: %s.") % move.label)
        target = destination(move, self.story.state)
        bounds.short(note)
        return target

    # --- What is to be written -------------------------------------------------------

    def log(
        self,
        verb: Entry.Verb,
        by: Actor,
        *,
        note: str = "",
        from_state: str = "",
        revision: int | None = None,
        **details: Any,
    ) -> None:
        """Log that `by` (None: the house) did `verb`. `revision` is the number of the one that it
        is about, where that isn't the working copy."""
        entry = log.entry(
            verb,
            by,
            title=str(self.story),
            note=note,
            article_id=self.story.pk,
            from_state=from_state,
            to_state=self.story.state,
            revision=self.story.base_number() or None if revision is None else revision,
            details=details,
        )
        self.entries = (*self.entries, entry)

    def tells(self, kind: Kind, by: Actor, note: str = "", *, to: Any = None) -> None:
        """Tell whom it concerns of what `by` did: `to`, or those whose story it is, or, of one that
        waits, those who may approve it."""
        self.notices = (*self.notices, (kind, by, note, to))

    def takes_up(self, revision: Revision) -> None:
        """Let the row name `revision` as the working copy, and no more."""
        self.working, self.shows_others = revision, True

    def announces(self, told: Iterable[str] = ()) -> None:
        """Say to what shows the story that it changed, and to the keys `told`."""
        self.told = (self.told or frozenset()) | frozenset(told)

    def row_saved(self) -> None:
        """The whole row was saved, and names its working copy."""
        self.saves, self.working, self.shows_others = False, None, True

    # --- The end of it ---------------------------------------------------------------

    def mark(self) -> Edit:
        """How it is now."""
        return replace(self, _related=deepcopy(self._related))

    def back_to(self, mark: Edit) -> None:
        """Let it be as it was, after a part that failed."""
        for field in fields(self):
            setattr(self, field.name, getattr(mark, field.name))

    def write(self) -> None:
        """Write all that waits."""
        story = self.story
        for entry in self.entries:
            entry.article_id = story.pk  # None of one that was deleted: the log keeps it.
        Entry.objects.bulk_create(self.entries)
        if story.pk is None:
            return
        saying.hear(story, self.entries)
        webhooks.hear(story, self.was, self.entries)
        if self.working is not None:
            rows = type(story)._base_manager.filter(pk=story.pk)
            rows.update(working=self.working, modified_at=timezone.now())
        if self.shows_others:
            self.note_uses()
        if self.is_found_anew:
            self.write_document()
        if self.told is not None:
            self._announce(self.told)
            want_card(story)
        self._tell()

    def note_uses(self) -> None:
        """Keep which pictures the story shows in its text and in its unpublished changes."""
        story = self.story
        wanted = set(canonical.picture_ids(story.body))
        if story.has_changes and story.working is not None:
            wanted |= in_content(story.working.content)
        self.related.pictures = note_uses(story.pk, wanted, self.related.pictures)
        self.note_links()

    def write_document(self) -> None:
        """Keep what search finds the story by."""
        there = self.related
        document.write([document.draft(self.story, there.names, there.topics)])

    def note_links(self) -> None:
        """Keep to which stories its row links; and with those that link to it, from when to when
        readers can open it."""
        story, was = self.story, self.was
        self.related.links = note_links(story, linked(story.body), self.related.links)
        hours = story.state, story.publish_at, story.expires_at
        if not self.is_new and (was.state, was.publish_at, was.expires_at) != hours:
            note_hours(story)

    def _tell(self) -> None:
        """Tell whom it concerns; what waited for an approval waits no more."""
        story = self.story
        if self.is_settled or (self.was.state == State.IN_REVIEW != story.state):
            settle(story, Kind.APPROVAL)
        for kind, by, note, to in self.notices:
            if to is not None:
                people = to
            elif kind == Kind.APPROVAL:
                people = audience.approvers_of(story)
            else:
                people = {story.created_by_id, story.assignee_id, *self.related.accounts}
            tell(kind, people, by, story=story, note=note)

    def _announce(self, told: frozenset[str]) -> None:
        story, was, now = self.story, self.was, Place.of(self.story)
        before = after = set[str]()
        if now.state == State.PUBLISHED:
            there = self.related
            after = shown_by(story.pk, now.section, there.authors, there.topics, there.versions)
        if was.state == State.PUBLISHED and self.related:
            before = shown_by(story.pk, was.section, *self._named, self.related.versions)
        keys = changed_keys(before, after, story.pk, moved=was != now)
        if was != now and keys:
            keys |= {"corrections:1"}
        if before and not after:
            # Its pictures go with it, also out of caches in front.
            keys |= {f"recall:{story.pk}", *(f"picture:{pk}" for pk in story.shown_pictures())}
        if keys:
            announce(keys | told)
