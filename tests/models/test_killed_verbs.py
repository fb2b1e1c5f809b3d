"""A process that is killed in the middle of a verb: it was done with all that belongs to it, and is
announced by the ticker, or nothing of it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connections
from django.utils import timezone

from articles.models import Announcement, Article, Entry
from articles.models.lifecycle.moves import MOVES
from articles.models.lifecycle.scheduler import deliver_announcements
from articles.models.lifecycle.workflow import Move
from tests import cast
from tests.backup import newsroom
from tests.database import database_url
from tests.models.killed_verbs import AFTER, Kill, killer
from tests.models.test_scheduler import heard

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.not_measured,
]


def changed() -> Article:
    """A story that is out, with changes that wait."""
    story = cast.live(created_by=cast.reporter())
    story.write({**story.content(), "headline": "Council sells its old crane"}, None)
    return story


def submitted() -> Article:
    """The same, handed to the editors."""
    story = changed()
    story.submit_changes(cast.reporter())
    return story


def in_review() -> Article:
    """A story that waits for an editor."""
    story = cast.draft(created_by=cast.reporter())
    story.submit(cast.reporter())
    return story


def withdrawn() -> Article:
    """A story that readers had."""
    story = cast.live()
    story.withdraw(None, "The figures were wrong.")
    return story


def scheduled() -> Article:
    """A story whose hour has not come."""
    return cast.live(at=timezone.now() + timedelta(days=1))


#: The verbs of the table of moves, and all else that changes a story: from where, and whether
#: anybody is told.
VERBS: dict[str, tuple[Callable[[], Article], bool]] = {
    "submit": (cast.draft, False),
    "return": (in_review, False),
    "approve": (in_review, False),
    "publish": (cast.draft, True),
    "withdraw": (cast.live, True),
    "restore": (withdrawn, True),
    "unschedule": (scheduled, True),
    "submit changes": (changed, False),
    "take back changes": (submitted, False),
    "return changes": (submitted, False),
    "publish changes": (changed, True),
    "correct": (changed, True),
    "schedule": (cast.draft, True),
    "plan changes": (changed, False),
    "write": (cast.draft, False),
    "assign": (cast.draft, False),
    "remove": (cast.draft, True),
}


def test_it_works() -> None:
    """Killed before each of its writes and before its commit it has left nothing."""
    assert {move.value.replace("_", " ") for move in MOVES} <= VERBS.keys()
    editor = cast.managing_editor()
    stories = {verb: begin().pk for verb, (begin, _told) in VERBS.items()}
    # What was announced so far is not what is looked at.
    Announcement.objects.update(delivered_at=timezone.now())
    connections.close_all()
    with killer(database_url()) as kill:
        before = newsroom.rows()
        for verb, number in stories.items():
            at = next(at for at in count(1) if kill(verb, number, at) == "commit")
            assert at > 2, f"{verb} writes nothing"
        after = newsroom.rows()
        assert [table for table in before if before[table] != after[table]] == []
        for verb, number in stories.items():
            is_wholly_done_and_told_later(kill, verb, number, editor)


def is_wholly_done_and_told_later(kill: Kill, verb: str, number: int, editor: User) -> None:
    """Killed right after its commit all of it is there; whoever listens is told by the ticker."""
    logged = Entry.objects.count()
    assert kill(verb, number, AFTER) == "after"
    assert Entry.objects.count() == logged + 1, verb
    assert Entry.objects.latest("pk").by == editor
    if (move := verb.replace(" ", "_")) in Move.values:
        assert Article.objects.get(pk=number).state == MOVES[Move(move)].target, verb
    told = VERBS[verb][1]
    assert Announcement.objects.count() == told, verb
    with heard() as keys:
        assert deliver_announcements() == 0, f"{verb}: its own process may still be at it"
        with time_machine.travel(timezone.now() + Announcement.UNDELIVERED):
            assert deliver_announcements() == told, verb
    assert bool(keys) == told, verb
    assert not Announcement.objects.exists()
