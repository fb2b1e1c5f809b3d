"""One verb on many stories: asked for once, done story by story, reported."""

from __future__ import annotations

import json
import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from articles import tasks
from articles.models import Article, BulkJob, Entry, State, Topic
from articles.models.desk import bulk
from articles.models.desk.bulk import FORGOTTEN, MAX_STORIES
from articles.models.desk.bulk_verbs import IN_BIN, BulkVerb
from tests import cast
from tests.admin.desk_pages import Window
from tests.models.fronts.standing import placements_of

pytestmark = pytest.mark.django_db
#: Who is at the desk (tests/admin/conftest.py).
AT_THE_DESK = cast.managing_editor

LIST = "/admin/articles/article/"
CHECKED = "Checked by hand"


def chosen(desk: Client, verb: str, *stories: Article, **query: str) -> Any:
    """The page that asks, for stories ticked on the list."""
    data = {"action": verb, "index": "0", "_selected_action": [story.pk for story in stories]}
    return desk.post(f"{LIST}?{'&'.join(f'{k}={v}' for k, v in query.items())}", data)


def ordered(desk: Client, verb: str, *stories: Article, **fields: Any) -> Any:
    """The form of that page, sent."""
    data = {"stories": ",".join(str(story.pk) for story in stories), "key": uuid.uuid4()}
    return desk.post(f"{LIST}bulk/{verb}/start/", data | fields)


def job_of(verb: BulkVerb, by: User, *stories: Article, **options: Any) -> BulkJob:
    """A job that was asked for."""
    numbers = [story.pk for story in stories]
    return BulkJob.begin(verb, by, numbers, key=str(uuid.uuid4()), **options)


def state(story: Article) -> str:
    """What the database says of it now."""
    return Article.objects.get(pk=story.pk).state


# --- Only what was seen ------------------------------------------------------------------


@pytest.mark.parametrize("verb", [BulkVerb.PUBLISH, BulkVerb.APPROVE, BulkVerb.RESTORE])
def test_text_that_was_saved_after_it_was_chosen_is_reported(desk: Client, verb: BulkVerb) -> None:
    seen, other = cast.draft("Seen crane"), cast.draft("Other crane")
    for story in (seen, other):
        story.write(story.content() | {"standfirst": "As it was read."}, None)
        if verb == BulkVerb.APPROVE:
            story.submit(None)
        if verb == BulkVerb.RESTORE:
            story.publish(None)
            story.withdraw(None, "A mistake")
    before = state(seen)
    page = chosen(desk, verb, seen, other)
    form = page.context["form"]
    seen.write(seen.content() | {"headline": "Slipped in"}, None)
    posted = {name: form[name].value() for name in ("stories", "key")}
    desk.post(page.context["action"], posted | {"reason": CHECKED})
    job = BulkJob.objects.get()
    job.go_on()
    report = {one.number: one for one in job.report}
    assert not report[seen.pk].done and "saved after you selected it" in report[seen.pk].sentence
    assert report[other.pk].done
    assert state(seen) == before
    assert not Article.objects.visible().filter(headline="Slipped in").exists()


def test_text_that_was_saved_while_the_job_waits_is_reported() -> None:
    story = cast.draft()
    job = job_of(BulkVerb.PUBLISH, cast.managing_editor(), story, reason=CHECKED)
    story.write(story.content() | {"headline": "Slipped in"}, None)
    job.go_on()
    assert not job.report[0].done
    assert state(story) == State.DRAFT


@pytest.mark.every_database
def test_a_first_revision_of_the_same_text_is_no_change(desk: Client) -> None:
    story = cast.draft()
    story.submit(None)
    job = job_of(BulkVerb.PUBLISH, cast.managing_editor(), story, reason=CHECKED)
    story.approve(None)
    job.go_on()
    assert job.report[0].done, job.report


@pytest.mark.parametrize("given", ["1:x", ":1", "1:", "1:2:3", "x:1"])
def test_what_names_no_revision_is_asked_for_again(desk: Client, given: str) -> None:
    data = {"stories": given, "key": uuid.uuid4(), "reason": CHECKED}
    answer = desk.post(f"{LIST}bulk/publish/start/", data)
    assert "Please select the stories again." in str(answer.context["form"].errors)
    assert not BulkJob.objects.exists()


# --- It works --------------------------------------------------------------------------


@pytest.mark.every_database
def test_it_works(desk: Client) -> None:
    good, bad = cast.draft("Good crane"), cast.draft("Bad crane", authors=[])
    Article.objects.filter(pk=bad.pk).update(section=None)
    page = chosen(desk, "publish", good, bad)
    assert "Good crane" in page.content.decode()
    assert state(good) == State.DRAFT  # nothing is done before it is sent
    form = page.context["form"]
    answer = desk.post(
        page.context["action"],
        {"stories": form["stories"].value(), "key": form["key"].value(), "reason": CHECKED},
        follow=True,
    )
    tasks.do_bulk.enqueue(BulkJob.objects.get().pk)
    report = desk.get(answer.redirect_chain[-1][0]).content.decode()
    assert (state(good), state(bad)) == (State.PUBLISHED, State.DRAFT)
    for said in ("1 story done, 1 refused", "Now: Live.", "The story needs a section."):
        assert said in report
    assert f"{LIST}{good.pk}/change/" in report
    assert Entry.objects.filter(article=good, verb=Entry.Verb.PUBLISH, note=CHECKED).exists()


@pytest.mark.every_database
def test_every_verb_does_what_it_says() -> None:
    editor = cast.managing_editor()
    travel, ports = cast.section("travel"), Topic.objects.create(name="Ports")
    story = cast.draft(topics=["Fog"])

    def done(verb: BulkVerb, **options: Any) -> str:
        job = job_of(verb, editor, story, **options)
        assert job.go_on()
        assert job.report[0].done, job.report[0].sentence
        return state(story)

    assert done(BulkVerb.SUBMIT) == State.IN_REVIEW
    assert done(BulkVerb.RETURN, note="Shorter, please") == State.DRAFT
    done(BulkVerb.SUBMIT)
    assert done(BulkVerb.APPROVE) == State.READY
    assert done(BulkVerb.PUBLISH, reason=CHECKED) == State.PUBLISHED
    assert done(BulkVerb.WITHDRAW, reason="Wrong figures") == State.WITHDRAWN
    assert done(BulkVerb.RESTORE, reason=CHECKED) == State.PUBLISHED
    due = timezone.now() + timedelta(hours=2)
    done(BulkVerb.ASSIGN, to=cast.reporter().pk, due_at=due.isoformat())
    done(BulkVerb.MOVE, section=travel.pk)
    done(BulkVerb.ADD_TOPICS, topics=["Ports", "fog"])
    fresh = Article.objects.get(pk=story.pk)
    assert (fresh.assignee, fresh.due_at) == (cast.reporter(), due)
    assert fresh.section == cast.section()  # readers have it as it was published
    assert (fresh.content()["section"], fresh.content()["topics"]) == (travel.pk, ["Fog", "Ports"])
    done(BulkVerb.REMOVE_TOPICS, topics=["FOG"])
    assert done(BulkVerb.PUBLISH, reason=CHECKED) == State.PUBLISHED
    fresh = Article.objects.get(pk=story.pk)
    assert (fresh.section, list(fresh.topics.all())) == (travel, [ports])
    done(BulkVerb.PLACE, where="home b-top")
    assert [one.position for one in placements_of(story)] == [1]
    done(BulkVerb.TAKE_OFF)
    assert placements_of(story) == []
    done(BulkVerb.ASSIGN)
    assert Article.objects.get(pk=story.pk).assignee is None


def test_a_story_is_published_at_the_hour_it_names() -> None:
    story, hour = cast.draft(), timezone.now() + timedelta(days=1)
    story.write({**story.content(), "publish_at": hour.isoformat()}, None)
    job = job_of(BulkVerb.PUBLISH, cast.editor(), story, reason=CHECKED)
    job.go_on()
    assert job.report[0].sentence == "Now: Scheduled."
    assert Article.objects.get(pk=story.pk).publish_at == hour


def test_all_that_match_are_done(desk: Client) -> None:
    cranes = [cast.draft(f"Crane {number}") for number in range(60)]
    cast.draft("Lamp", body="<p>Nothing but light.</p>")
    data = {"action": "submit", "index": "0", "select_across": "1"}
    data["_selected_action"] = str(cranes[0].pk)
    page = desk.post(f"{LIST}?q=crane", data)
    assert page.context["number"] == 60
    ordered(desk, "submit", *Article.objects.filter(headline__startswith="Crane"))
    BulkJob.objects.get().go_on()
    assert Article.objects.filter(state=State.IN_REVIEW).count() == 60


@pytest.mark.every_database
def test_no_more_than_a_thousand_at_a_time(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.admin.stories.bulk.MAX_STORIES", 2)
    for number in range(3):
        cast.draft(f"Crane {number}")
    data = {"action": "submit", "index": "0", "select_across": "1", "_selected_action": "1"}
    page = desk.post(LIST, data).content.decode()
    assert "these are the first 2" in page
    with pytest.raises(ValueError, match="at most"):
        BulkJob.begin(BulkVerb.SUBMIT, cast.editor(), range(MAX_STORIES + 1), key="x")


# --- Refusals, story by story -------------------------------------------------------------


@pytest.mark.every_database
def test_each_story_is_asked_on_its_own() -> None:
    mine = cast.draft("Mine", created_by=cast.reporter())
    out = cast.live("Out", created_by=cast.reporter())
    foreign = cast.draft("Foreign")
    job = job_of(BulkVerb.SUBMIT, cast.reporter(), mine, out, foreign)
    BulkJob.objects.filter(pk=job.pk).update(stories=[*job.stories, 4711])
    job.go_on()
    assert [one.done for one in job.report] == [True, False, False, False]
    assert "no changes to submit" in job.report[1].sentence
    # What is out of reach and what does not exist are the same, and unnamed.
    assert job.report[2].sentence == job.report[3].sentence
    assert "Foreign" not in json.dumps(job.results)


@pytest.mark.parametrize(
    ("verb", "options", "said"),
    [
        (BulkVerb.PUBLISH, {}, "has no topics"),
        (BulkVerb.WITHDRAW, {"reason": "x"}, "not possible while"),
        (BulkVerb.RESTORE, {}, "not possible while"),
        (BulkVerb.MOVE, {"section": 4711}, "no longer exists"),
        (BulkVerb.ASSIGN, {"to": 4711}, "no longer exists"),
        (BulkVerb.ASSIGN, {}, "already like that"),
        (BulkVerb.ADD_TOPICS, {"topics": []}, "already like that"),
        (BulkVerb.REMOVE_TOPICS, {"topics": ["Fog"]}, "already like that"),
    ],
)
def test_refusals_are_said_in_a_sentence(
    verb: BulkVerb, options: dict[str, Any], said: str
) -> None:
    story = cast.draft()
    job = job_of(verb, cast.managing_editor(), story, **options)
    job.go_on()
    assert not job.report[0].done
    assert said in job.report[0].sentence
    assert state(story) == State.DRAFT


def test_what_readers_have_already_is_not_published_again() -> None:
    live, due = cast.live(), cast.live("Due", at=timezone.now() + timedelta(days=1))
    job = job_of(BulkVerb.PUBLISH, cast.managing_editor(), live, due, reason="x")
    job.go_on()
    assert ["already" in one.sentence for one in job.report] == [True, True]


def test_one_failing_story_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, broken, last = cast.draft("A"), cast.draft("B"), cast.draft("C")
    submit = Article.submit

    def failing(story: Article, *args: Any) -> None:
        submit(story, *args)
        if story.pk == broken.pk:
            raise RuntimeError("the disk is full")

    monkeypatch.setattr(Article, "submit", failing)
    job = job_of(BulkVerb.SUBMIT, cast.managing_editor(), first, broken, last)
    assert job.go_on()
    assert [state(one) for one in (first, broken, last)] == ["in_review", "draft", "in_review"]
    assert "as it was" in job.report[1].sentence
    assert "disk is full" in caplog.text


@pytest.mark.every_database
def test_who_loses_a_role_meanwhile_loses_it_here_too() -> None:
    person = cast.managing_editor()
    job = job_of(BulkVerb.APPROVE, person, *(cast.draft(state=State.IN_REVIEW) for _n in range(2)))
    job.go_on(1)
    person.groups.set([Group.objects.get(name="Picture editor")])
    job.go_on()
    assert [one.done for one in job.report] == [True, False]


# --- Once, whatever happens ------------------------------------------------------------------


@pytest.mark.every_database
def test_a_double_click_is_one_job(desk: Client) -> None:
    story, key = cast.draft(), uuid.uuid4()
    first = ordered(desk, "submit", story, key=key)
    again = ordered(desk, "submit", story, key=key)
    assert first["Location"] == again["Location"]
    assert BulkJob.objects.count() == 1


@pytest.mark.every_database
def test_a_job_that_was_killed_goes_on_and_does_nothing_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stories = [cast.draft(f"Crane {number}") for number in range(4)]
    submit, calls = Article.submit, []

    def killed(story: Article, *args: Any) -> None:
        submit(story, *args)
        calls.append(story.pk)
        if len(calls) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(Article, "submit", killed)
    job = job_of(BulkVerb.SUBMIT, cast.managing_editor(), *stories)
    with pytest.raises(KeyboardInterrupt):
        job.go_on()
    job.refresh_from_db()
    assert bulk.remind() == 0
    # The third deed and its line are gone together.
    assert (len(job.results), state(stories[2])) == (2, "draft")
    with time_machine.travel(timezone.now() + FORGOTTEN):
        assert bulk.remind() == 1, "whoever had it is gone, and it is said again"
        assert bulk.remind() == 0
    job.refresh_from_db()
    assert [one.done for one in job.report] == [True] * 4
    done = Entry.objects.filter(verb=Entry.Verb.SUBMIT).values_list("article", flat=True)
    assert sorted(done) == sorted(story.pk for story in stories)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_share_a_job() -> None:
    stories = [cast.draft(f"Crane {number}") for number in range(12)]
    job = job_of(BulkVerb.SUBMIT, cast.managing_editor(), *stories)

    def work() -> None:
        while not BulkJob.objects.get(pk=job.pk).go_on(2):
            pass
        connection.close()

    workers = [threading.Thread(target=work) for _each in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    job.refresh_from_db()
    assert job.finished_at is not None
    assert [one.number for one in job.report] == [story.pk for story in stories]
    assert Entry.objects.filter(verb=Entry.Verb.SUBMIT).count() == 12


def test_the_task_does_it_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "SLICE", 2)
    stories = [cast.draft(f"Crane {number}") for number in range(5)]
    job = job_of(BulkVerb.SUBMIT, cast.managing_editor(), *stories)
    tasks.do_bulk.enqueue(job.pk)
    job.refresh_from_db()
    assert job.finished_at is not None
    assert len(job.results) == 5
    tasks.do_bulk.enqueue(4711)  # a job that is gone is passed over


def test_without_a_worker_whoever_looks_goes_on(desk: Client) -> None:
    stories = [cast.draft(f"Crane {number}") for number in range(3)]
    job = job_of(BulkVerb.SUBMIT, cast.managing_editor(), *stories)
    address = f"{LIST}bulk/{job.pk}/state/"
    assert desk.get(address).json()["done"] == 0  # a worker may still come
    with time_machine.travel(timezone.now() + timedelta(seconds=4)):
        assert desk.get(address).json()["finished"]
    job.refresh_from_db()
    assert [one.done for one in job.report] == [True] * 3


def test_the_page_loads_itself_anew_without_a_script(desk: Client) -> None:
    job = job_of(BulkVerb.SUBMIT, cast.managing_editor(), cast.draft())
    address = f"{LIST}bulk/{job.pk}/"
    assert '<meta http-equiv="refresh"' in desk.get(address).content.decode()
    with time_machine.travel(timezone.now() + timedelta(seconds=4)):
        assert '<meta http-equiv="refresh"' not in desk.get(address).content.decode()


# --- Who may ---------------------------------------------------------------------------------


def test_only_its_owner_and_managing_editors_see_it(client: Client) -> None:
    job = job_of(BulkVerb.SUBMIT, cast.editor(), cast.draft("Secret crane"))
    job.go_on()
    address = f"{LIST}bulk/{job.pk}/"
    seen = {}
    for person in (
        cast.editor(),
        cast.managing_editor(),
        cast.reporter(),
        cast.sports_editor(),
        cast.picture_editor(),
        cast.operator(),
    ):
        client.force_login(person)
        seen[person.username] = (
            client.get(address).status_code,
            client.get(f"{address}state/", headers={"accept": "application/json"}).status_code,
        )
    assert seen.pop("editor") == seen.pop("managing-editor") == (200, 200)
    assert set(seen.values()) == {(404, 404)}
    client.logout()
    assert client.get(address).status_code == 302
    asked = client.get(f"{address}state/", headers={"accept": "application/json"})
    assert (asked.status_code, list(asked.json())) == (401, ["error"])


@pytest.mark.every_database
def test_the_report_names_nothing_that_is_out_of_reach_by_now(client: Client) -> None:
    person = cast.editor()
    job = job_of(BulkVerb.SUBMIT, person, cast.draft("Secret crane"))
    job.go_on()
    client.force_login(person)
    address = f"{LIST}bulk/{job.pk}/"
    assert "Secret crane" in client.get(address).content.decode()
    person.sections_given.clear()
    assert "Secret crane" not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("person", "verbs"),
    [
        (cast.reporter, {"submit", "return", "assign", "section", "add_topics", "remove_topics"}),
        (cast.managing_editor, set(BulkVerb.values) - IN_BIN),
    ],
)
def test_the_list_offers_what_the_role_knows(client: Client, person: Any, verbs: set[str]) -> None:
    cast.draft(created_by=person())
    client.force_login(person())
    form = client.get(LIST).context["action_form"]
    assert {value for value, _label in form.fields["action"].choices if value} == verbs


@pytest.mark.every_database
def test_a_verb_that_the_role_does_not_know_is_refused(client: Client) -> None:
    story = cast.draft(created_by=cast.reporter())
    client.force_login(cast.reporter())
    assert ordered(client, "publish", story, reason="x").status_code == 403
    client.force_login(cast.operator())
    assert ordered(client, "submit", story).status_code == 403
    assert not BulkJob.objects.exists()


@pytest.mark.parametrize(
    ("verb", "fields", "said"),
    [
        ("submit", {"stories": "1,x"}, "select the stories again"),
        ("submit", {"stories": ""}, "required"),
        ("submit", {"stories": "\0"}, "Null characters"),
        ("submit", {"stories": ",".join(map(str, range(1001)))}, "At most 1,000"),
        ("submit", {"key": "x"}, "valid UUID"),
        ("withdraw", {}, "required"),
        ("return", {"note": "  "}, "required"),
        ("assign", {"to": "99999999999999999999"}, "Select a valid choice"),
        ("assign", {"to": "\0"}, "Null characters"),
        ("assign", {"due_at": "yesterday"}, "Enter a valid date"),
        ("assign", {"due_at": "2001-01-01T10:00"}, "a future time"),
        ("section", {"section": ""}, "required"),
        ("add_topics", {}, "at least one"),
        ("add_topics", {"topics": ["new:" + "x" * 101]}, "at most 100 characters"),
    ],
)
def test_a_form_with_errors_comes_back(
    desk: Client, verb: str, fields: dict[str, Any], said: str
) -> None:
    answer = ordered(desk, verb, cast.draft("Crane"), **fields)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not BulkJob.objects.exists()


@pytest.mark.parametrize(
    ("address", "posted"), [("bulk/99999999999999999999/", 405), ("bulk/explode/start/", 404)]
)
def test_what_is_not_there_is_said(desk: Client, address: str, posted: int) -> None:
    assert desk.get(LIST + address).status_code == 404
    assert desk.post(LIST + address).status_code == posted


@pytest.mark.every_database
def test_those_who_may_make_no_topics_name_known_ones_only(client: Client) -> None:
    person, story = cast.reporter(), cast.draft(created_by=cast.reporter())
    group = Group.objects.get(name="Reporter")
    group.permissions.remove(group.permissions.get(codename="add_topic"))
    client.force_login(person)
    answer = ordered(client, "add_topics", story, topics=["new:Cranes"])
    assert "No topic is called Cranes" in answer.content.decode()


# --- In the browser --------------------------------------------------------------------------


@pytest.mark.parametrize("script", [True, False])
def test_from_the_list_to_the_report(logged_in: Window, script: bool) -> None:
    """Two clicks on the button are one job, which is done without any worker."""
    for number in range(3):
        cast.draft(f"Crane {number}")
    page = logged_in(cast.managing_editor(), java_script_enabled=script)
    page.goto(LIST)
    for box in page.locator(".action-select").all():
        box.check()
    page.get_by_label("Action:").select_option("submit")
    page.get_by_role("button", name="Go").click()
    page.get_by_role("button", name="Submit for review").dblclick(no_wait_after=True)
    expect(page.get_by_text("3 stories done")).to_be_visible()
    assert BulkJob.objects.count() == 1
    assert Entry.objects.filter(verb=Entry.Verb.SUBMIT).count() == 3
