"""A process that is killed in the middle of a verb: it was done with all that belongs to it, and is
announced by the ticker, or nothing of it was."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connections
from django.utils import timezone

from articles.models import Announcement, Article, BulkJob, Entry, Picture
from articles.models.desk import bulk
from articles.models.desk.bulk import FORGOTTEN
from articles.models.desk.bulk_verbs import BulkVerb
from articles.models.lifecycle.moves import MOVES
from articles.models.lifecycle.scheduler import deliver_announcements
from articles.models.lifecycle.workflow import Move
from articles.models.pictures import renditions
from tests import cast
from tests.backup import newsroom
from tests.database import database_url
from tests.models.killed_verbs import AFTER, COMMIT, Kill, killer
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


#: Whether they are killed before each write, and not only before some.
EACH = bool(os.environ.get("KILLED_AT_EACH_WRITE"))
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
    """Killed before its writes, or before its commit, it has left nothing."""
    assert {move.value.replace("_", " ") for move in MOVES} <= VERBS.keys()
    editor = cast.managing_editor()
    stories = {verb: begin().pk for verb, (begin, _told) in VERBS.items()}
    # What was announced so far is not what is looked at.
    Announcement.objects.update(delivered_at=timezone.now())
    connections.close_all()
    with killer(database_url()) as kill:
        before = newsroom.rows()
        for verb, number in stories.items():
            writes = kill(verb, number, COMMIT)
            assert writes > 1, f"{verb} writes nothing"
            for at in range(1, writes + 1) if EACH else {1, writes // 2, writes}:
                kill(verb, number, at)
        after = newsroom.rows()
        assert [table for table in before if before[table] != after[table]] == []
        for verb, number in stories.items():
            is_wholly_done_and_told_later(kill, verb, number, editor)


def test_a_worker_that_is_killed_in_a_task(tmp_path: Path, settings: Any) -> None:
    """Another one goes on with it, and does nothing twice."""
    picture = cast.picture()
    Picture.objects.filter(pk=picture.pk).update(made="", files=[], renditions_due=timezone.now())
    stories = [cast.draft(f"Crane {number}") for number in range(3)]
    numbers = [story.pk for story in stories]
    at_once = settings.TASKS
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    job = BulkJob.begin(BulkVerb.SUBMIT, cast.managing_editor(), numbers, key="a form")
    settings.TASKS = at_once
    connections.close_all()
    with killer(database_url(), VAR_DIR=str(tmp_path)) as kill:
        kill("renditions", picture.pk, 2)
        for at in (2, 7, 12):
            kill("bulk", job.pk, at)
            BulkJob.objects.update(claimed_until=timezone.now())
    assert renditions.remind() == 0, "it may still be at work"
    with time_machine.travel(timezone.now() + timedelta(seconds=25)):
        assert renditions.remind() == 1
    assert Picture.objects.get().made == picture.recipe
    with time_machine.travel(timezone.now() + FORGOTTEN):
        assert bulk.remind() == 1
    assert [one.done for one in BulkJob.objects.get().report] == [True] * 3
    done = Entry.objects.filter(verb=Entry.Verb.SUBMIT).values_list("article", flat=True)
    assert sorted(done) == numbers


def is_wholly_done_and_told_later(kill: Kill, verb: str, number: int, editor: User) -> None:
    """Killed right after its commit all of it is there; whoever listens is told by the ticker."""
    logged = Entry.objects.count()
    kill(verb, number, AFTER)
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
