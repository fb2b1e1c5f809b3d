"""The verbs for many stories at once: the right that each asks for, and what it does to one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models.fronts.rows import LAY_OUT
from articles.models.fronts.told.in_play import in_play
from articles.models.lifecycle.moves import MOVES
from articles.models.lifecycle.workflow import Move, NotAllowed, State, Status
from articles.models.story.article import Article
from articles.models.story.content import moment
from articles.models.story.rights import Right
from articles.models.topics.taxonomy import Category


class BulkVerb(models.TextChoices):
    """What may be done to many stories at once."""

    SUBMIT = Move.SUBMIT.value, Move.SUBMIT.label
    APPROVE = Move.APPROVE.value, Move.APPROVE.label
    PUBLISH = Move.PUBLISH.value, Move.PUBLISH.label
    RETURN = Move.RETURN.value, Move.RETURN.label
    WITHDRAW = Move.WITHDRAW.value, Move.WITHDRAW.label
    RESTORE = Move.RESTORE.value, Move.RESTORE.label
    ASSIGN = "assign", _("Assign")
    MOVE = "section", _("Move to a section")
    ADD_TOPICS = "add_topics", _("Add topics")
    REMOVE_TOPICS = "remove_topics", _("Remove topics")
    BIN = "bin", _("Move to the bin")
    UNBIN = "restore_from_bin", _("Restore from the bin")
    REMOVE = "remove", _("Delete permanently")
    PLACE = "place", _("Place on a front")
    TAKE_OFF = "take_off", _("Take off all fronts")


#: What brings a story's text nearer to readers, and therefore only the text that was seen.
BRINGS_TEXT = frozenset({BulkVerb.APPROVE, BulkVerb.PUBLISH, BulkVerb.RESTORE})

#: What is done to stories in the bin.
IN_BIN = frozenset({BulkVerb.UNBIN, BulkVerb.REMOVE})

#: The right that each asks for, of every single story.
RIGHTS: dict[BulkVerb, Right] = dict.fromkeys(BulkVerb, Right.EDIT) | {
    BulkVerb(move.value): rule.right for move, rule in MOVES.items() if rule.in_bulk
}
RIGHTS |= {BulkVerb.BIN: Right.DELETE, BulkVerb.REMOVE: Right.DELETE}

RIGHTS |= dict.fromkeys((BulkVerb.PLACE, BulkVerb.TAKE_OFF), Right.VIEW)
#: What is asked besides; which fronts are theirs, each front is asked.
PERMISSIONS = {BulkVerb.PLACE: LAY_OUT, BulkVerb.TAKE_OFF: LAY_OUT}


# --- What each verb does to one story -------------------------------------------------
# Each returns a sentence on what the story is now, and raises NotAllowed or PermissionDenied.

Options = Mapping[str, Any]


def _state(story: Article) -> str:
    return gettext("Now: %(state)s.") % {"state": story.status_label}


def _submit(story: Article, by: Any, options: Options) -> str:
    """The draft; of one that is out, its changes."""
    if story.state == State.PUBLISHED:
        story.submit_changes(by, options.get("note", ""))
        return gettext("Changes submitted.")
    story.submit(by, options.get("note", ""))
    return _state(story)


def _approve(story: Article, by: Any, options: Options) -> str:
    story.approve(by, options.get("note", ""))
    return _state(story)


def _publish(story: Article, by: Any, options: Options) -> str:
    """At the hour that the story names, else at once; of one that is out, its changes."""
    if story.state == State.PUBLISHED and not story.has_changes:
        raise NotAllowed(
            gettext("This version is already live.")
            if story.is_out
            else gettext("This version is already scheduled.")
        )
    hour = None if story.is_out else moment(story.content()["publish_at"])
    story.publish(by, hour, reason=options.get("reason", ""))
    return _state(story)


def _return(story: Article, by: Any, options: Options) -> str:
    """To draft; of one that is out, the changes that were submitted: by who may not publish them
    they are taken back."""
    note = options.get("note", "")
    if story.state == State.PUBLISHED:
        if Move.RETURN_CHANGES in story.moves_for(by):
            story.return_changes(by, note)
            return gettext("Changes returned.")
        story.take_back_changes(by, note)
        return gettext("Submission cancelled.")
    story.return_to_draft(by, note)
    return _state(story)


def _withdraw(story: Article, by: Any, options: Options) -> str:
    story.withdraw(by, options.get("reason", ""))
    return _state(story)


def _restore(story: Article, by: Any, options: Options) -> str:
    story.restore(by, reason=options.get("reason", ""))
    return _state(story)


def _assign(story: Article, by: Any, options: Options) -> str:
    """To somebody or nobody; without a new hour, the one it has stays."""
    to = None
    if options.get("to"):
        to = get_user_model().objects.filter(pk=options["to"], is_active=True).first()
        if to is None:
            raise NotAllowed(gettext("This account no longer exists."))
    due_at: datetime | None = moment(options.get("due_at")) or (story.due_at if to else None)
    if (story.assignee_id, story.due_at) == (to.pk if to else None, due_at):
        raise NotAllowed(gettext("Nothing to change: it is already like that."))
    story.assign(by, to, due_at)
    return gettext("Assigned to %(name)s.") % {"name": _name(to)} if to else gettext("Unassigned.")


def _name(person: Any) -> str:
    return str(person.get_full_name() or person.get_username())


def _move(story: Article, by: Any, options: Options) -> str:
    section = Category.objects.filter(pk=options.get("section") or 0).first()
    if section is None:
        raise NotAllowed(gettext("This section no longer exists."))
    return _write(story, by, "section", section.pk)


def _add_topics(story: Article, by: Any, options: Options) -> str:
    has = story.content()["topics"]
    known = {name.casefold() for name in has}
    new = [name for name in options.get("topics", []) if name.casefold() not in known]
    return _write(story, by, "topics", [*has, *new])


def _remove_topics(story: Article, by: Any, options: Options) -> str:
    unwanted = {name.casefold() for name in options.get("topics", [])}
    has = story.content()["topics"]
    return _write(story, by, "topics", [name for name in has if name.casefold() not in unwanted])


def _write(story: Article, by: Any, field: str, value: Any) -> str:
    content = story.content()
    if content[field] == value:
        raise NotAllowed(gettext("Nothing to change: it is already like that."))
    story.write({**content, field: value}, by)
    if story.has_changes:
        return gettext("Saved. Readers get it when its changes are published.")
    return gettext("Saved.")


def _bin(story: Article, by: Any, options: Options) -> str:
    story.bin(by)
    return gettext("Now in the bin.")


def _unbin(story: Article, by: Any, options: Options) -> str:
    story.restore_from_bin(by)
    return gettext("Restored.")


def _remove(story: Article, by: Any, options: Options) -> str:
    story.remove(by)
    return gettext("Deleted.")


def _place(story: Article, by: Any, options: Options) -> str:
    """Into the next free place: nothing that is pinned has to go for it."""
    key, _space, block = str(options.get("where", "")).partition(" ")
    front = next((one for one in in_play().all_fronts() if one.key == key), None)
    if front is None:
        raise NotAllowed(gettext("This front no longer exists."))
    if story.status in {Status.WITHDRAWN, Status.EXPIRED}:
        raise NotAllowed(gettext("Readers no longer have it: restore it first."))
    front.place(story, by, block or None, at=None)
    return gettext("Placed on %(front)s.") % {"front": front}


def _take_off(story: Article, by: Any, options: Options) -> str:
    standings = in_play().standings_of([story.pk])[story.pk]
    fronts = {one.front.key: one.front for one in standings}
    if not fronts:
        raise NotAllowed(gettext("It is pinned to no front."))
    mine = [front for front in fronts.values() if front.may_be_edited_by(by)]
    left = [str(front) for front in fronts.values() if front not in mine]
    others = gettext("You may not lay out: %(fronts)s.") % {"fronts": ", ".join(left)}
    if not mine:
        raise NotAllowed(others)
    for front in mine:
        front.take_off(story, by)
        if options.get("scheduled"):
            front.take_off_scheduled(story, by)
    said = gettext("Taken off %(fronts)s.") % {"fronts": ", ".join(map(str, mine))}
    still = [front for front in mine if front.scheduled_with(story)]
    if still:
        words = gettext("It returns with what is scheduled on %(fronts)s.")
        said += " " + words % {"fronts": ", ".join(map(str, still))}
    return f"{said} {others}" if left else said


DEEDS: dict[BulkVerb, Callable[[Article, Any, Options], str]] = {
    BulkVerb.SUBMIT: _submit,
    BulkVerb.APPROVE: _approve,
    BulkVerb.PUBLISH: _publish,
    BulkVerb.RETURN: _return,
    BulkVerb.WITHDRAW: _withdraw,
    BulkVerb.RESTORE: _restore,
    BulkVerb.ASSIGN: _assign,
    BulkVerb.MOVE: _move,
    BulkVerb.ADD_TOPICS: _add_topics,
    BulkVerb.REMOVE_TOPICS: _remove_topics,
    BulkVerb.BIN: _bin,
    BulkVerb.UNBIN: _unbin,
    BulkVerb.REMOVE: _remove,
    BulkVerb.PLACE: _place,
    BulkVerb.TAKE_OFF: _take_off,
}
