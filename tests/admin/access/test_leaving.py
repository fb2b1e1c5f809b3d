"""Somebody leaves: what ends, who gets their stories, and that nothing of it comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Appointment, Article, BulkJob, Entry, PasswordLink, PreviewLink, State
from articles.models.access import leaving
from articles.models.access.sessions import sessions_of
from articles.models.desk.bulk_verbs import BulkVerb
from tests import cast

pytestmark = pytest.mark.django_db
#: Who is at the desk (tests/admin/conftest.py).
AT_THE_DESK = cast.managing_editor


@pytest.fixture(autouse=True)
def _settings(settings: Any) -> None:
    settings.SECOND_FACTOR, settings.CONFIRM_AFTER_MINUTES = "off", 0


@pytest.fixture
def editor() -> User:
    """Has everything going that somebody may have."""
    editor = cast.editor()
    Client().force_login(editor)
    story = cast.live("Council keeps its crane")
    PreviewLink.objects.create(article=story, by=editor)
    story.write({**story.content(), "headline": "Council sells its crane"}, editor)
    story.publish(editor, at=timezone.now() + timedelta(days=1), reason="Because.")
    assert Appointment.objects.filter(by=editor, verb=Appointment.Verb.CHANGES).count() == 1
    cast.draft("Assigned", assignee=editor)
    cast.draft("Begun", created_by=editor)
    cast.draft("Of somebody else", created_by=editor, assignee=cast.reporter())
    BulkJob.begin(BulkVerb.SUBMIT, editor, [story.pk], key="1")
    PasswordLink.make(editor, None, is_invitation=False)
    return editor


def page_of(account: User, way: str = "close") -> str:
    """The address of the page."""
    return f"/admin/auth/user/{account.pk}/{way}/"


def whose() -> dict[str, str]:
    """Whose the open stories are."""
    rows = Article.objects.filter(state=State.DRAFT).values_list("headline", "assignee__username")
    return {title: name or "" for title, name in rows}


def test_it_works(desk: Client, editor: User) -> None:
    page = desk.get(page_of(editor)).content.decode()
    for said in ("<b>1</b> open login", "<b>1</b> preview link", "<b>1</b> bulk job"):
        assert said in page
    assert "<b>2</b> stories go to" in page
    assert User.objects.get(pk=editor.pk).is_active  # looking does nothing
    desk.post(page_of(editor), {"to": cast.colleague().pk})
    assert not User.objects.get(pk=editor.pk).is_active
    assert sessions_of(editor) == []
    assert PreviewLink.objects.get().revoked_at
    assert not Appointment.objects.filter(verb="changes", state=Appointment.State.DUE).exists()
    assert BulkJob.objects.get().finished_at
    assert not PasswordLink.objects.exists()
    assert whose() == {
        "Assigned": "colleague",
        "Begun": "colleague",
        "Of somebody else": "reporter",
    }
    entry = Entry.objects.filter(verb=Entry.Verb.ACCOUNT).latest("pk")
    assert entry.by == cast.managing_editor()
    assert entry.details["before"] == {"is_active": True}
    assert entry.details["ended"]["stories"] == 2
    assert "preview links revoked: 1" in entry.note
    assert Entry.objects.filter(verb=Entry.Verb.ASSIGN, note="colleague").count() == 2
    said = desk.post(page_of(editor), {}, follow=True).content.decode()
    assert "was already deactivated" in said


def test_activated_again_it_has_nothing_of_it_back(desk: Client, editor: User) -> None:
    desk.post(page_of(editor))
    desk.post(page_of(editor, "activate"))
    account = User.objects.get(pk=editor.pk)
    assert account.is_active
    going = leaving.what_is_going(account, None)
    # What they began themselves stays theirs where nobody else has it.
    assert (going.sessions, going.previews, going.links, going.plans, going.jobs) == (0,) * 5
    assert PreviewLink.objects.get().revoked_at


def test_without_an_heir_they_are_nobodys(desk: Client, editor: User) -> None:
    desk.post(page_of(editor))
    assert whose() == {"Assigned": "", "Begun": "", "Of somebody else": "reporter"}


def test_an_operator_hands_nothing_over_that_is_out_of_reach(editor: User, client: Client) -> None:
    client.force_login(cast.operator())
    page = client.get(page_of(editor)).content.decode()
    assert "<b>2</b> stories that you have no access to" in page
    assert "<select" not in page
    client.post(page_of(editor), {"to": cast.colleague().pk})
    assert whose()["Assigned"] == ""


@pytest.mark.parametrize("to", ["x", "0", "9" * 30, "reader", "closed", "self"])
def test_an_heir_that_is_none(desk: Client, editor: User, to: str) -> None:
    closed = cast.colleague()
    User.objects.filter(pk=closed.pk).update(is_active=False)
    numbers = {"reader": cast.reader().pk, "closed": closed.pk, "self": editor.pk}
    answer = desk.post(page_of(editor), {"to": numbers.get(to, to)}, follow=True)
    assert "Choose somebody who writes" in answer.content.decode()
    assert User.objects.get(pk=editor.pk).is_active


@pytest.mark.parametrize("person", [cast.reporter, cast.editor, cast.picture_editor, cast.reader])
@pytest.mark.parametrize("way", ["close", "activate"])
def test_others_do_nothing(client: Client, person: Any, way: str) -> None:
    client.force_login(person())
    account = cast.colleague()
    for answer in (client.get(page_of(account, way)), client.post(page_of(account, way))):
        assert answer.status_code in {302, 403, 405}
    assert User.objects.get(pk=account.pk).is_active


def test_an_operator_opens_none_that_surpasses_them(client: Client, editor: User) -> None:
    client.force_login(cast.operator())
    client.post(page_of(editor))
    assert client.post(page_of(editor, "activate")).status_code == 403
    assert not User.objects.get(pk=editor.pk).is_active


def test_nobody_deactivates_themself(desk: Client) -> None:
    me = cast.managing_editor()
    assert desk.post(page_of(me)).status_code == 403
    fields = {"username": me.username, "first_name": "M"}
    desk.post(f"/admin/auth/user/{me.pk}/change/", fields)
    assert User.objects.get(pk=me.pk).is_active


def test_an_open_form_keeps_its_text(editor: User) -> None:
    theirs = Client()
    theirs.force_login(editor)
    leaving.leave(editor, None)
    answer = theirs.post("/admin/articles/article/add/", {"headline": "Not saved yet", "_by": "x"})
    assert answer.status_code == 401
    assert "Not saved yet" in answer.content.decode()


def test_it_is_whole_or_not_at_all(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(leaving, "_hand_over", fail)
    with pytest.raises(ZeroDivisionError):
        leaving.leave(editor, None)
    assert User.objects.get(pk=editor.pk).is_active
    assert PreviewLink.objects.get().revoked_at is None


def test_many_stories_cost_few_statements() -> None:
    editor, heir = cast.editor(), cast.reporter()
    story = cast.draft(assignee=editor)

    def cost(number: int) -> int:
        User.objects.filter(pk=editor.pk).update(is_active=True)
        Article.objects.filter(pk=story.pk).update(assignee=editor)
        for one in range(number):
            cast.draft(f"Story {one}", assignee=editor)
        with CaptureQueriesContext(connection) as queries:
            leaving.leave(editor, None, heir)
        return len(queries)

    assert cost(0) == cost(30)
