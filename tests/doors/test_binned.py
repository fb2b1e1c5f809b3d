"""A story in the bin is behind no door but those of the bin, whoever knocks."""

from __future__ import annotations

import re

import pytest

from articles.doors.rules import Shows
from articles.models import Article, Status
from tests.doors.addresses import address, every_door, is_of_a_story, questions
from tests.doors.marked import SECRET, Room, Rows
from tests.doors.test_every_door import SESSION, Visitor, undone

pytestmark = [pytest.mark.django_db, pytest.mark.not_measured, pytest.mark.sqlite]

#: What the story says; a search repeats what was searched for.
WORDS = re.compile(rf"{SECRET}[ -](?:headline|newer|other|remark|note|body)")
#: What was done stays in the log, and in the report of a job, by the story's name.
TELLING = {"admin:articles_entry_changelist", "admin:articles_entry_download"}
JOBS = ("admin:articles_bulkjob", "admin:articles_bulkjob_state")


@pytest.mark.parametrize("role", ["colleague", "editor"])
def test_no_door_tells_of_it(role: str) -> None:
    room, rows = Room(Status.READY), Rows()
    room.story.bin(None)
    visitor, before = Visitor(role), room.snapshot()
    reached = role in {"editor", "managing_editor"}
    asked = [(name, at) for name, at in questions(room) if name not in TELLING]
    for route, name, rule in every_door():
        if (rule.shows == Shows.BIN and reached) or name in TELLING or name in JOBS:
            continue
        at = address(route, name, rows, room)
        if "GET" in rule.methods and name not in SESSION:
            asked.append((name, at))
        if "POST" in rule.methods and is_of_a_story(route, name) and "bulkjob" not in name:
            with undone():
                answer = visitor.ask("POST", at, "")
                assert answer.status_code < 500, at
                assert room.snapshot() == before, at
    for name, at in asked:
        answer = visitor.ask("GET", at)
        assert answer.status_code < 500, at
        said = (b"".join(answer) if answer.streaming else answer.content).decode(errors="replace")
        assert not WORDS.search(said.lower()), (name, at)
    assert room.snapshot() == before


@pytest.mark.parametrize("role", ["nobody", "sports_editor", "reporter", "editor"])
def test_the_bins_doors_keep_their_rules(role: str) -> None:
    room, rows = Room(Status.READY), Rows()
    room.story.bin(None)
    visitor = Visitor(role)
    reached = visitor.is_at_desk and Article.objects.in_bin_of(visitor.person).exists()
    for route, name, rule in every_door():
        if rule.shows != Shows.BIN:
            continue
        at = address(route, name, rows, room)
        for method in ("GET", "POST", "PUT", "DELETE"):
            within = reached or not is_of_a_story(route, name)
            is_let_in = method in rule.methods and within and visitor.has(rule.rights(method))
            with undone():
                answer = visitor.ask(method, at)
                to_login = answer.headers.get("Location", "").startswith("/admin/login/")
                is_shut = answer.status_code in {401, 403, 404, 405} or to_login
                assert is_let_in is not is_shut, (method, at, answer.status_code)
