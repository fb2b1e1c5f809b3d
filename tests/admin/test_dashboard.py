"""The start page: what is mine, what waits for me, what is to come, what went wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from playwright.sync_api import expect

from articles.admin.dashboard import index
from articles.admin.dashboard.problems import parts_down
from articles.lib.host import process_status
from articles.models import (
    Appointment,
    Article,
    BulkJob,
    Comment,
    Entry,
    Heartbeat,
    Picture,
    Purge,
    SearchDue,
    State,
)
from articles.models.desk.bulk_verbs import BulkVerb
from articles.search.upkeep import keeping
from tests import cast
from tests.admin.desk_pages import Window

pytestmark = pytest.mark.django_db


HOME = "/admin/"
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _all_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """All parts of the portal run."""
    monkeypatch.setattr(index, "parts_down", lambda _ages: [])


def home(client: Client, person: Any) -> str:
    """The start page as `person` sees it."""
    client.force_login(person)
    answer = client.get(HOME)
    assert answer.status_code == 200
    return str(answer.content.decode())


def waiting(person: Any) -> list[tuple[str, str]]:
    """Why and what waits for `person`."""
    return [(one.why, one.story.headline) for one in index.dashboard_for(person)["waiting"]]


def problems(person: Any) -> list[str]:
    """What went wrong, in words."""
    return [
        f"{one.title}: {one.why} {one.what_to_do}"
        for one in index.dashboard_for(person)["problems"]
    ]


def failed(story: Article, **fields: Any) -> Appointment:
    """Something that was due, and did not come off."""
    details = {
        "verb": Appointment.Verb.CHANGES,
        "at": timezone.now() - timedelta(hours=1),
        "state": Appointment.State.FAILED,
        "error": "The licence has lapsed.",
    }
    return Appointment.objects.create(article=story, **details | fields)


def test_it_works(client: Client) -> None:
    cast.live("Out already")
    cast.draft("Waiting", state=State.IN_REVIEW)
    cast.live("Tomorrow", at=timezone.now() + timedelta(days=1))
    cast.draft("Mine", created_by=cast.editor())
    text = home(client, cast.editor())
    for said in (
        "Out already",
        "Waiting",
        "Tomorrow",
        "Mine",
        "/admin/articles/article/add/",
        "?status=in_review",
        "To review",
        "goes live",
        "published",
    ):
        assert said in text


def test_what_waits_for_me_is_there_in_order() -> None:
    me, now = cast.editor(), timezone.now()
    for headline, hours in (("Later", 5), ("Overdue", -1), ("Whenever", None)):
        due = None if hours is None else now + timedelta(hours=hours)
        cast.draft(headline).assign(None, me, due)
    cast.live("Done").assign(None, me, now)
    asked = cast.draft("Asked")
    remark = Comment.objects.create(article=asked, by_name="Ana", text="@editor is this so?")
    remark.mentions.add(me)
    settled = Comment.objects.create(article=asked, text="@editor and this?", resolved_at=now)
    settled.mentions.add(me)
    cast.draft("To review", state=State.IN_REVIEW)
    cast.draft("My own", state=State.IN_REVIEW, created_by=me)
    assert waiting(me) == [
        ("assigned", "Overdue"),
        ("assigned", "Later"),
        ("assigned", "Whenever"),
        ("mentioned", "Asked"),
        ("review", "To review"),
    ]
    assert [one.late for one in index.dashboard_for(me)["waiting"]][:2] == [True, False]


def test_a_story_that_was_returned_waits_with_its_note(client: Client) -> None:
    reporter, editor = cast.reporter(), cast.editor()
    story = cast.draft("Sent back", created_by=reporter)
    other = cast.draft("Unscheduled", created_by=reporter)
    story.submit(reporter)
    story.return_to_draft(editor, "Who says so? Name the source.")
    other.publish(editor, at=timezone.now() + timedelta(days=1), reason="Checked by hand")
    other.unschedule(editor)
    (waits,) = index.dashboard_for(reporter)["waiting"]
    assert (waits.story, waits.why) == (story, "returned")
    assert waits.words == f"{editor.username}: Who says so? Name the source."
    client.force_login(reporter)
    for path in ("/admin/", f"/admin/articles/article/{story.pk}/change/"):
        assert "Who says so? Name the source." in client.get(path).text
    story.submit(reporter)
    assert index.dashboard_for(reporter)["waiting"] == []
    assert "Who says so" not in client.get(f"/admin/articles/article/{story.pk}/change/").text


def test_an_answer_in_a_settled_thread_waits_no_more() -> None:
    story = cast.draft()
    thread = Comment.objects.create(article=story, text="?", resolved_at=timezone.now())
    Comment.objects.create(article=story, text="@editor", parent=thread).mentions.add(cast.editor())
    assert waiting(cast.editor()) == []


def test_who_may_not_approve_has_nothing_to_review() -> None:
    cast.draft("In review", state=State.IN_REVIEW, created_by=cast.colleague())
    story = cast.draft("Hers", state=State.IN_REVIEW, created_by=cast.colleague())
    story.assign(None, cast.reporter())
    assert waiting(cast.reporter()) == [("assigned", "Hers")]
    assert waiting(cast.sports_editor()) == []


def test_the_timeline_stands_in_the_newsrooms_hours(settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Kolkata"  # half an hour off the full hours
    with time_machine.travel(NOW, tick=False), timezone.override("Asia/Kolkata"):
        cast.live("Soon", at=NOW + timedelta(minutes=40))  # 15:10
        cast.live("Same hour", at=NOW + timedelta(minutes=50))  # 15:20
        out = cast.live("Ends", at=NOW - timedelta(hours=1))
        Appointment.objects.create(
            article=out, verb="expire", at=NOW + timedelta(hours=20)
        )  # 10:30 next day
        days = index.dashboard_for(cast.managing_editor())["timeline"]
    said = [
        (day["day"], hour["hour"], [item.article.headline for item in hour["items"]])
        for day in days
        for hour in day["hours"]
    ]
    assert said == [("Today", "15:00", ["Soon", "Same hour"]), ("Tomorrow", "10:00", ["Ends"])]


def test_live_today_is_of_the_newsrooms_day() -> None:
    with time_machine.travel(NOW, tick=False), timezone.override("Asia/Kolkata"):
        cast.live("Early", at=NOW - timedelta(hours=9))  # 05:30 here, the same day
        cast.live("Yesterday", at=NOW - timedelta(hours=15))  # 23:30 the day before
        desk = index.dashboard_for(cast.managing_editor())
    assert [story.headline for story in desk["live"]] == ["Early"]


def test_mine_says_what_readers_do_not_have(client: Client) -> None:
    story = cast.live("Crane", created_by=cast.reporter())
    story.write({**story.content(), "headline": "Crane, moved"}, cast.reporter())
    assert "Changes not published" in home(client, cast.reporter())


@pytest.mark.every_database
def test_problems_are_said_with_what_to_do() -> None:
    me = cast.managing_editor()
    failed(cast.live("Stuck"))
    cast.live("Shown", picture=cast.picture())
    Picture.objects.update(licence_expires_on=timezone.localdate() - timedelta(days=1))
    story = cast.draft("Both")
    story.write({**story.content(), "headline": "Mine"}, me)
    story.write({**story.content(), "headline": "Hers"}, cast.editor(), based_on=1)
    job = BulkJob.begin(BulkVerb.SUBMIT, me, [story.pk], key="x")
    BulkJob.objects.filter(pk=job.pk).update(made_at=timezone.now() - timedelta(minutes=1))
    said = "\n".join(problems(me))
    for words in (
        "The licence has lapsed.",
        "publish the changes now or reschedule them",
        "Its licence expired after",
        "overlaps with another one",
        "0 are done so far",
    ):
        assert words in said


def test_a_late_clock_is_a_problem_of_its_appointments() -> None:
    failed(cast.live("Late"), state=Appointment.State.DUE, error="")
    assert "not done yet" in problems(cast.managing_editor())[0]
    assert problems(cast.reporter()) == []


def test_a_licence_that_lapses_soon_is_said_and_one_unused_is_not() -> None:
    cast.live("Shown", picture=cast.picture())
    cast.draft("Draft", picture=cast.picture("navy"))
    Picture.objects.update(licence_expires_on=timezone.localdate() + timedelta(days=2))
    assert ["expires after" in one for one in problems(cast.picture_editor())] == [True]
    Picture.objects.update(licence_expires_on=timezone.localdate() + timedelta(days=60))
    assert problems(cast.picture_editor()) == []


@pytest.mark.every_database
def test_pictures_in_texts_and_those_that_failed_are_named() -> None:
    inside, held, broken = cast.picture(), cast.picture("navy"), cast.picture("olive")
    cast.live("Shown", body=f'{cast.BODY}<figure data-picture="{inside.pk}"></figure>')
    cast.live("Lead", picture=held)
    assert problems(cast.picture_editor()) == []
    Picture.objects.filter(pk=inside.pk).update(credit="")
    Picture.objects.filter(pk=held.pk).update(use="none")
    Picture.objects.filter(pk=broken.pk).update(renditions_error="The disk is full")
    found = " ".join(problems(cast.picture_editor()))
    for said in ("no credit", "not for publication", "The disk is full"):
        assert said in found


@pytest.mark.parametrize(
    ("seconds", "late", "said"),
    [
        (None, True, "never run"),
        (12, False, "last run 12 s ago"),
        (89, False, "last run 89 s ago"),
        (91, True, "last run 91 s ago"),
        (600, True, "last run 10 min ago"),
        (90_000, True, "last run 25 h ago"),
        (-3, False, "last run 0 s ago"),
    ],
)
def test_the_clock_says_when_it_last_ran(seconds: int | None, late: bool, said: str) -> None:
    with time_machine.travel(NOW, tick=False):
        clock = index.clock(seconds)
    assert clock["late"] is late
    assert said in clock["said"]


def test_parts_that_do_not_run_are_problems(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path
    assert [one.title for one in parts_down({"worker": 12.0})] == []
    assert [one.title for one in parts_down({"worker": 31.0})] == ["Background worker"]
    assert [one.title for one in parts_down({})] == ["Background worker"]
    why = "stopped unexpectedly (signal 9); restarting it"
    process_status.tell(tmp_path, {"ticker": why, "background worker": why})
    found = list(parts_down({}))
    assert [one.title for one in found] == ["Ticker", "Background worker"]
    assert found[0].why == f"It {why}."
    process_status.tell(tmp_path, {})
    assert list(parts_down({"worker": 1.0})) == []
    (tmp_path / process_status.FILE).write_text("half a li")
    assert list(parts_down({"worker": 1.0})) == []


def test_it_is_said_while_search_is_indexed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(cast.editor())
    SearchDue.objects.bulk_create(SearchDue(story=number) for number in range(1, 100))
    assert "being indexed" not in client.get("/admin/").text
    SearchDue.objects.create(story=100)
    assert "Search is being indexed: 100 stories to go" in client.get("/admin/").text
    monkeypatch.setattr(keeping, "COUNTED", 100)
    assert "Search is being indexed: more than 100 stories to go" in client.get("/admin/").text


def test_those_who_publish_find_what_is_planned(client: Client) -> None:
    planned = "/admin/articles/appointment/"
    assert f'<a href="{planned}">All scheduled actions' in home(client, cast.editor())
    assert planned not in home(client, cast.reporter())


@pytest.mark.every_database
def test_the_clock_is_on_the_page(client: Client) -> None:
    Heartbeat.beat("ticker")
    assert "Scheduler: last run" in home(client, cast.reporter())
    Heartbeat.objects.all().delete()
    text = home(client, cast.operator())
    assert "Scheduler: never run" in text
    assert "tell your operator" in text


# --- Reach ------------------------------------------------------------------------------------


def test_nothing_out_of_reach_is_shown_or_counted(client: Client) -> None:
    foreign = [
        cast.draft("Foreign draft"),
        cast.draft("Foreign review", state=State.IN_REVIEW),
        cast.live("Foreign live"),
        cast.live("Foreign due", at=timezone.now() + timedelta(hours=1)),
    ]
    failed(foreign[2])
    story = foreign[0]
    story.write({**story.content(), "headline": "Foreign one"}, cast.editor())
    story.write({**story.content(), "headline": "Foreign two"}, cast.editor(), based_on=1)
    Comment.objects.create(article=story, text="Foreign").mentions.add(cast.reporter())
    own = cast.draft("Own", created_by=cast.reporter())
    own.submit(cast.reporter())
    for person in (cast.reporter(), cast.picture_editor(), cast.operator()):
        assert "Foreign" not in home(client, person), person
    desk = index.dashboard_for(cast.reporter())
    counts = {count["status"]: count["number"] for count in desk["counts"]}
    assert counts.pop("in_review") == 1
    assert set(counts.values()) == {0}
    assert [entry.title for entry in desk["activity"]] == ["Own"]
    assert "Foreign" in home(client, cast.managing_editor())


def test_counts_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "MAX_COUNTED", 2)
    for number in range(4):
        cast.draft(f"Crane {number}")
    cast.live("Lamp")
    counts = {one["status"]: one for one in index.dashboard_for(cast.managing_editor())["counts"]}
    assert (counts["draft"]["number"], counts["draft"]["more"]) == (2, True)
    assert (counts["live"]["number"], counts["live"]["more"]) == (1, False)


def test_a_picture_editor_has_pictures_and_an_operator_accounts(client: Client) -> None:
    cast.picture()
    Entry.objects.create(verb=Entry.Verb.ACCOUNT, by_name="Op", title="ana", note="new account")
    text = home(client, cast.picture_editor())
    assert "The crane." in text and "Latest pictures" in text
    assert "Waiting for me" not in text
    text = home(client, cast.operator())
    assert "new account" in text and "/admin/auth/user/add/" in text
    assert "Waiting for me" not in text


@pytest.mark.parametrize(
    "person", [cast.reporter, cast.managing_editor, cast.picture_editor, cast.operator]
)
def test_an_empty_newsroom_invites(client: Client, person: Any) -> None:
    text = home(client, person())
    assert 'class="empty"' in text
    assert "Problems" not in text


def test_words_of_others_are_escaped(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    story = cast.draft(evil, state=State.IN_REVIEW)
    failed(story, error=evil)
    Comment.objects.create(article=story, by_name=evil, text=evil).mentions.add(cast.editor())
    Entry.objects.create(verb=Entry.Verb.SUBMIT, by_name=evil, title=evil, article=story)
    assert evil not in home(client, cast.editor())


@pytest.mark.parametrize("person", [cast.reporter, cast.editor, cast.managing_editor])
def test_it_costs_the_same_for_few_and_many(client: Client, person: Any) -> None:
    client.force_login(person())

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(HOME).status_code == 200
        return len(queries)

    def fill(times: int) -> None:
        for number in range(times):
            story = cast.live(f"Crane {number}", picture=cast.picture(), created_by=person())
            failed(story)
            story.assign(None, person(), timezone.now())
            remark = Comment.objects.create(article=story, text="?")
            remark.mentions.add(person())
            cast.draft(f"Draft {number}", state=State.IN_REVIEW)
            cast.live(f"Due {number}", at=timezone.now() + timedelta(days=1))
            draft = cast.draft(created_by=person())
            draft.write({**draft.content(), "headline": "A"}, None)
            draft.write({**draft.content(), "headline": "B"}, None, based_on=1)

    fill(2)
    few = cost()
    fill(7)
    assert cost() == few
    assert few <= 39


# --- In the browser: single keys ------------------------------------------------------------


def test_single_keys_lead_about_and_can_be_switched_off(logged_in: Window) -> None:
    page = logged_in()
    page.goto("/admin/articles/article/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("n")  # the dialog has the keys to itself
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    field = page.get_by_role("searchbox").first
    expect(field).to_be_focused()
    page.keyboard.type("n?/gs")
    expect(field).to_have_value("n?/gs")
    field.blur()
    page.keyboard.press("g")
    page.keyboard.press("s")
    # With its scripts, which hear the next key.
    page.wait_for_url(f"**{HOME}")
    page.keyboard.press("n")
    page.wait_for_url("**/admin/articles/article/add/")

    page.goto(HOME)
    page.locator(".account-button").click()
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_label("Single-key shortcuts").uncheck()
    page.get_by_role("button", name="Close").click()
    page.reload()
    page.keyboard.press("?")
    page.keyboard.press("n")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()
    assert page.url.endswith(HOME)


# --- Caches in front --------------------------------------------------------------------


def told(at: datetime, seconds: float | None = None, **fields: Any) -> Purge:
    """That a cache was told, or has to be, of a change made at `at`."""
    done = None if seconds is None else at + timedelta(seconds=seconds)
    fields = {"backend": "varnish", "keys": ["article:7"], **fields}
    return Purge.objects.create(asked_at=at, done_at=done, **fields)


@pytest.fixture
def varnish(settings: Any) -> None:
    """One cache in front."""
    settings.PURGE_BACKENDS, settings.PURGE_VARNISH_URLS = ["varnish"], ["http://10.0.0.2:6081"]


def test_without_a_cache_in_front_nothing_is_said_of_any(client: Client) -> None:
    told(timezone.now() - timedelta(hours=1), error="It is away.")
    text = home(client, cast.editor())
    assert "everywhere" not in text.replace('id="everything"', "")
    assert "told of" not in text


@pytest.mark.usefixtures("varnish")
def test_it_says_how_quickly_the_last_change_was_everywhere(client: Client) -> None:
    assert index.caches() == ""
    now = timezone.now()
    told(now - timedelta(hours=2), 55)
    told(now - timedelta(hours=1), 0.44)
    # Soft ones and repetitions are no news, and neither is what another cache was told once.
    told(now - timedelta(minutes=1), 3, soft=True)
    told(now - timedelta(minutes=1), backend="varnish again")
    told(now - timedelta(minutes=1), 9, backend="fastly")
    assert "Live everywhere 0.4 s after publishing." in home(client, cast.editor())


@pytest.mark.every_database
def test_everywhere_is_where_the_last_one_knows(settings: Any) -> None:
    settings.PURGE_BACKENDS, settings.PURGE_VARNISH_URLS = ["varnish"], ["http://a", "http://b"]
    at = timezone.now() - timedelta(minutes=1)
    told(at, 0.4, backend="varnish-1")
    late = told(at, backend="varnish-2")
    assert index.caches() == "The latest change isn’t live everywhere yet."
    Purge.objects.filter(pk=late.pk).update(done_at=at + timedelta(seconds=7))
    assert index.caches() == "Live everywhere 7.0 s after publishing."
    Purge.objects.filter(pk=late.pk).update(done_at=at + timedelta(seconds=170))
    assert index.caches() == "Live everywhere 3 min after publishing."


@pytest.mark.usefixtures("varnish")
def test_a_cache_that_cannot_be_told_is_a_problem() -> None:
    since = timezone.now() - timedelta(hours=1)
    told(since, error="Varnish is in trouble (503).")
    for minutes in (50, 40):
        told(
            timezone.now() - timedelta(minutes=minutes),
            error="Varnish does not answer.",
            next_try_at=timezone.now() + timedelta(minutes=1),
        )
    (said,) = problems(cast.editor())
    when = timezone.localtime(since)
    assert said.startswith("Varnish at http://10.0.0.2:6081: Not notified of changes since")
    assert f"{when:%H:%M}. Varnish does not answer." in said
    assert "tell your operator" in said
    assert problems(cast.operator()) == [said]
    assert problems(cast.reporter()) == [], "who can neither publish nor look after it"


@pytest.mark.every_database
@pytest.mark.usefixtures("varnish")
def test_what_passes_by_itself_is_no_problem() -> None:
    told(timezone.now() - timedelta(seconds=5), error="Varnish is in trouble (503).")
    told(timezone.now() - timedelta(hours=5))
    told(timezone.now() - timedelta(hours=5), 9)
    told(timezone.now() - timedelta(hours=5), backend="fastly", error="It refuses.")
    assert problems(cast.editor()) == []
