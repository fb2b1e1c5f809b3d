"""Submitted changes at the desk: the form, the list, the start page; and a bar that tells the
truth once others or the clock have moved the story."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from playwright.sync_api import expect

from articles.admin.dashboard import index
from articles.models import Appointment, Article, Entry
from articles.models.lifecycle.scheduler import do_due
from tests import cast
from tests.admin.desk_pages import Window, change, says, write
from tests.models.test_submitting import changed, edited, fresh, submitted

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}
REASON = "It was looked at."


def at_desk(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def posted(story: Article, **fields: Any) -> dict[str, Any]:
    """The story's form, as it is sent."""
    content = story.content()
    form = {name: value or "" for name, value in content.items() if value is not None}
    return form | {"topics": [], "_base": story.base_number(), "_reason": REASON} | fields


def press(person: User, story: Article, move: str, **fields: Any) -> Any:
    """What the form's script is answered."""
    data = posted(fresh(story), _move=move, **fields)
    return at_desk(person).post(change(story), data, headers=JSON)


# --- The form, the list, the start page -------------------------------------------------


def test_typed_and_submitted_in_one_press() -> None:
    story = cast.live(created_by=cast.reporter())
    answer = press(cast.reporter(), story, "submit_changes", headline="Newer", _note="A figure.")
    assert answer.status_code == 200, answer.content
    assert "Changes submitted." in answer.json()["said"][0]["html"]
    bar = answer.json()["bar"]
    assert "Changes submitted by reporter" in bar
    assert 'value="take_back_changes"' in bar and "submit-changes-box" not in bar
    assert fresh(story).submitted.note == "A figure."  # type: ignore[union-attr]
    assert fresh(story).headline != "Newer"
    again = press(cast.reporter(), story, "submit_changes")
    assert (again.status_code, again.json()["saved"]) == (409, True)


@pytest.mark.every_database
def test_the_editor_finds_them_everywhere() -> None:
    story = submitted()
    editor = at_desk(cast.editor())
    for path in ("/admin/", change(story), f"/admin/articles/article/{story.pk}/history/"):
        page = editor.get(path).text
        assert "submitted" in page and "Two figures were wrong." in page, path
    listed = editor.get("/admin/articles/article/?changes=submitted").text
    assert "Changes submitted" in listed and str(story) in listed
    assert str(story) not in editor.get("/admin/articles/article/?changes=returned").text
    form = editor.get(change(story)).text
    assert "return-changes-box" in form and "publish-box" in form
    assert "submit-changes-box" not in form
    (waits,) = index.dashboard_for(cast.editor())["waiting"]
    assert (waits.why, waits.story) == ("changes", story)
    assert waits.words == "reporter: Two figures were wrong."
    assert index.dashboard_for(cast.editor())["review"] == [story]


def test_only_who_publishes_there_has_them_to_review() -> None:
    submitted()
    for person in (cast.reporter(), cast.sports_editor(), cast.colleague(), cast.picture_editor()):
        assert not index.dashboard_for(person).get("waiting"), person
    own = edited(cast.live(sensitive=True, created_by=cast.editor()), by=cast.editor())
    own.submit_changes(cast.editor())
    mine = [one.story for one in index.dashboard_for(cast.editor())["waiting"]]
    assert own not in mine
    assert own in [one.story for one in index.dashboard_for(cast.managing_editor())["waiting"]]


@pytest.mark.every_database
def test_the_writer_finds_what_was_returned_with_its_note() -> None:
    story = submitted()
    answer = press(cast.editor(), story, "return_changes", _note="Who says so?")
    assert answer.json()["said"][0]["html"] == "Changes returned."
    reporter = at_desk(cast.reporter())
    for path in ("/admin/", change(story)):
        assert "Who says so?" in reporter.get(path).text, path
    (waits,) = index.dashboard_for(cast.reporter())["waiting"]
    assert (waits.why, waits.words) == ("changes_returned", "editor: Who says so?")
    assert "Changes returned" in reporter.get("/admin/articles/article/?changes=returned").text
    assert index.dashboard_for(cast.editor())["waiting"] == []
    press(cast.reporter(), story, "submit_changes")
    assert index.dashboard_for(cast.reporter())["waiting"] == []
    assert "Who says so?" not in reporter.get(change(story)).text


def test_taken_back_they_wait_for_nobody() -> None:
    story = submitted()
    answer = press(cast.reporter(), story, "take_back_changes")
    assert "Submission cancelled." in answer.json()["said"][0]["html"]
    assert index.dashboard_for(cast.editor())["waiting"] == []
    assert "submit-changes-box" in answer.json()["bar"]


def test_publishing_them_settles_it_by_the_form_and_without_a_script() -> None:
    for headers in (JSON, {}):
        story = submitted()
        data = posted(fresh(story), _move="publish", _change="update")
        at_desk(cast.editor()).post(change(story), data, headers=headers)
        assert fresh(story).headline == "Newer"
        assert fresh(story).submitted is None


def test_words_of_others_are_escaped() -> None:
    evil = "<script>alert(1)</script>"
    story = changed()
    story.submit_changes(cast.reporter(), evil)
    for path in ("/admin/", change(story), "/admin/articles/article/"):
        assert evil not in at_desk(cast.editor()).get(path).text
    story.return_changes(cast.editor(), evil)
    for path in ("/admin/", change(story)):
        assert evil not in at_desk(cast.reporter()).get(path).text


MOVES = ("submit_changes", "take_back_changes", "return_changes")


@pytest.mark.parametrize("move", MOVES)
def test_outsiders_do_nothing_by_the_form(move: str) -> None:
    for person in (cast.colleague(), cast.sports_editor(), cast.picture_editor(), cast.operator()):
        story = changed() if move == "submit_changes" else submitted()
        before = Entry.objects.count()
        answer = at_desk(person).post(
            change(story), posted(fresh(story), _move=move, _note="Mine."), headers=JSON
        )
        assert answer.status_code in {403, 404}, (person, answer.content)
        assert (fresh(story).submitted is None) == (move == "submit_changes")
        assert Entry.objects.filter(verb__in=MOVES, by=person).count() == 0
        assert before <= Entry.objects.count() <= before + 1  # the login


# --- A bar that tells the truth ---------------------------------------------------------


class Open:
    """A form that stands open, and asks who else is there."""

    def __init__(self, story: Article, person: User) -> None:
        self.story, self.client, self.key = story, at_desk(person), str(uuid4())
        page = self.client.get(change(story)).text
        self.stamp = page.split('data-stamp="')[1].split('"')[0]

    def hear(self, door: str = "presence") -> dict[str, Any] | None:
        """What has moved, as it is told once."""
        data = {"_key": self.key, "_pk": self.story.pk, "_base": "1", "_stamp": self.stamp}
        answer = self.client.post(f"/admin/articles/article/{door}/", data).json()
        moved: dict[str, Any] | None = answer["moved"]
        if moved:
            assert moved["was"] == self.stamp
            self.stamp = moved["bar"].split('data-stamp="')[1].split('"')[0]
            assert (
                self.client.post(
                    f"/admin/articles/article/{door}/", data | {"_stamp": self.stamp}
                ).json()["moved"]
                is None
            )
        return moved

    def told(self) -> str:
        """The quiet line."""
        moved = self.hear()
        return moved["said"] if moved else "nothing"


def test_each_verb_is_told_to_a_form_that_is_open() -> None:
    boss, editor, reporter = cast.managing_editor(), cast.editor(), cast.reporter()
    story = cast.draft(created_by=reporter)
    story.write(story.content() | {"headline": "First"}, reporter)
    form = Open(story, reporter)
    began = timezone.localtime()
    assert form.hear() is None
    soon = timezone.now() + timedelta(days=1)
    steps: list[tuple[Any, str, str]] = [
        (lambda one: one.submit(reporter), "Submitted by you", "In review"),
        (lambda one: one.return_to_draft(editor, "Why?"), "Returned to draft by editor", "Draft"),
        (lambda one: one.submit(reporter), "Submitted by you", "In review"),
        (lambda one: one.approve(editor), "Approved by editor", "Ready"),
        (lambda one: edited(one, "Second", editor), "Changed after its approval by", "In review"),
        (lambda one: one.publish(editor, soon, reason=REASON), "Scheduled by editor", "Scheduled"),
        (lambda one: one.unschedule(editor), "Unscheduled by editor", "Draft"),
        (lambda one: one.publish(None), "Published by the system", "Live"),
        (lambda one: edited(one, "Third", reporter), "", "Live"),
        (lambda one: one.submit_changes(reporter, "So."), "Changes submitted by you", "Live"),
        (lambda one: one.return_changes(editor, "No."), "Changes returned by editor", "Live"),
        (lambda one: one.submit_changes(reporter), "Changes submitted by you", "Live"),
        (lambda one: one.take_back_changes(reporter), "Submission cancelled by you", "Live"),
        (lambda one: one.publish(editor, soon, reason=REASON), "Changes scheduled by", "Live"),
        (lambda one: one.cancel_plan(editor), "Changes unscheduled by editor", "Live"),
        (lambda one: one.publish(editor, reason=REASON), "Changes published by editor", "Live"),
        (lambda one: one.withdraw(boss, "Wrong."), "Withdrawn by managing-editor", "Withdrawn"),
        (lambda one: one.restore(boss, reason=REASON), "Restored by managing-editor", "Live"),
    ]
    for step, said, label in steps:
        step(fresh(story))
        moved = form.hear()
        assert moved is not None, said
        assert moved["said"].startswith(said), moved["said"]
        hours = [f"{one:%H}:" for one in (began, timezone.localtime())]
        assert not said or any(hour in moved["said"] for hour in hours), moved["said"]
        assert moved["status_label"] == label
        assert label in moved["bar"]


@pytest.mark.every_database
def test_a_schedule_that_ran_and_an_end_that_passed_are_told() -> None:
    story = cast.live(at=timezone.now() + timedelta(days=1), created_by=cast.reporter())
    form = Open(story, cast.editor())
    ran = timezone.now() - timedelta(minutes=5)
    Article.objects.update(publish_at=ran, first_published_at=ran)
    moved = form.hear("autosave")
    assert moved is not None
    assert moved["said"] == f"Live since {timezone.localtime(ran):%H:%M}"
    assert f'href="{story.get_absolute_url()}"' in moved["bar"]
    ends = timezone.now() - timedelta(minutes=1)
    Article.objects.update(expires_at=ends)
    moved = form.hear()
    assert moved is not None
    assert moved["said"] == f"Expired at {timezone.localtime(ends):%H:%M}"
    assert "View on site" not in moved["bar"]


def test_planned_changes_that_came_or_failed_are_told() -> None:
    story = changed()
    story.publish(cast.editor(), timezone.now() + timedelta(hours=1), reason=REASON)
    form = Open(story, cast.reporter())
    Appointment.objects.update(at=timezone.now(), next_try_at=timezone.now())
    do_due()
    assert form.told().startswith("Changes published by editor")
    story = edited(story, "Newest")
    story.publish(cast.editor(), timezone.now() + timedelta(hours=1), reason=REASON)
    form = Open(story, cast.reporter())
    cast.editor().groups.clear()
    Appointment.objects.update(at=timezone.now(), next_try_at=timezone.now())
    do_due()
    assert form.told().startswith("Scheduled changes failed")


@pytest.mark.every_database
def test_a_new_address_is_told_and_another_section_takes_buttons_away() -> None:
    story = cast.live(created_by=cast.reporter())
    story.assign(None, cast.sports_editor())
    form, theirs = Open(story, cast.reporter()), Open(story, cast.sports_editor())
    sports = cast.section("sports").pk
    story.write(story.content() | {"slug": "quite-new", "section": sports}, None)
    story.publish(None)
    address = f"/sports/quite-new-{story.pk}/"
    moved = form.hear()
    assert moved is not None
    assert moved["address"]["address"].endswith(address)
    assert f'href="{address}"' in moved["bar"]
    bar = (theirs.hear() or {})["bar"]
    assert "publish-box" in bar, "it has come into their section"
    story.write(story.content() | {"section": cast.section().pk}, None)
    story.publish(None)
    assert "publish-box" not in (theirs.hear() or {})["bar"]


def test_asking_costs_nothing_more_while_nothing_moves() -> None:
    story = changed()
    form = Open(story, cast.reporter())
    form.hear()

    def cost(**fields: str) -> int:
        data = {"_key": form.key, "_pk": str(story.pk), "_base": "1", **fields}
        with CaptureQueriesContext(connection) as queries:
            form.client.post("/admin/articles/article/presence/", data)
        return len(queries)

    assert cost(_stamp=form.stamp) == cost()
    assert form.client.post(
        "/admin/articles/article/presence/",
        {"_key": form.key, "_pk": story.pk, "_stamp": "x.<b>.'"},
    ).json()["moved"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_changes_go_to_an_editor_and_open_forms_tell_the_truth(window: Window) -> None:
    """The reporter submits; the editor, who has it open, sees that, and publishes; the reporter
    goes on typing where the cursor is, and sees who it was."""
    story = cast.live(body="<p>First.</p><p>Second.</p>", created_by=cast.reporter())
    story.write(story.content(), None)
    theirs = window(change(story), cast.editor())
    mine = window(change(story), cast.reporter())
    look = "document.dispatchEvent(new Event('visibilitychange'))"
    write(mine, 0, " New.")
    mine.get_by_role("button", name="Submit changes…").click()
    note = mine.get_by_label("Note for the editors")
    expect(note).to_be_focused()
    mine.keyboard.insert_text("A was wrong.")
    note.evaluate("note => note.setSelectionRange(1, 1)")
    Article.objects.update(expires_at=timezone.now() + timedelta(days=1))
    before = mine.locator("[data-bar]").get_attribute("data-stamp") or ""
    mine.evaluate(look)
    expect(mine.locator("[data-bar]")).not_to_have_attribute("data-stamp", before)
    mine.keyboard.insert_text(" figure")
    expect(note).to_have_value("A figure was wrong.")
    mine.get_by_role("button", name="Submit changes", exact=True).click()
    says(mine, "Changes submitted.")
    expect(mine.get_by_role("button", name="Cancel submission")).to_be_visible()

    theirs.evaluate(look)
    expect(theirs.locator("[data-said]")).to_contain_text("Changes submitted by reporter at")
    expect(theirs.locator("[data-notices]")).to_contain_text("A figure was wrong.")
    expect(theirs.get_by_role("button", name="Return changes…")).to_be_visible()

    write(mine, 1, " Half")
    other = fresh(story)
    other.write(other.content() | {"slug": "quite-new"}, cast.editor())
    other.publish(cast.editor(), reason=REASON)
    mine.evaluate(look)
    expect(mine.locator("[data-said]")).to_contain_text("Changes published by editor at")
    expect(mine.get_by_role("button", name="Submit changes…")).to_be_visible()
    on_site = mine.get_by_role("link", name="View on site")
    expect(on_site).to_have_attribute("href", f"/politics/quite-new-{story.pk}/")
    mine.keyboard.insert_text(" a word.")
    expect(mine.locator(".ProseMirror > p").nth(1)).to_have_text("Second. Half a word.")
    assert "First. New." in fresh(story).body
