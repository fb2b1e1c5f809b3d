"""The calendar: what it shows to whom, on which day and hour, and how it is moved."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.admin.planning import spans
from articles.models import Article, Front, Notice, Plan
from articles.models.notices.notice import Kind as NoticeKind
from articles.models.planning.happenings import Kind, Wanted, happenings
from tests import cast

pytestmark = pytest.mark.django_db

HOME, MOVE = "/admin/planning/", "/admin/planning/move/"
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def page(client: Client, reader: Any, **query: Any) -> str:
    client.force_login(reader)
    given = {"view": "day", "date": "2026-03-10", **query}
    answer = client.get(f"{HOME}?{urlencode(given)}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def marks(text: str) -> set[str]:
    return set(re.findall(r'data-mark="([a-z]+)-\d+"', text))


def everything() -> Article:
    """One of each kind, on the 10th."""
    story = cast.draft("Scheduled", expires_at=at(10, 20))
    story.publish(None, at=at(10, 8))
    due = cast.draft("Due", created_by=cast.reporter())
    due.assign(None, cast.reporter(), at(10, 9))
    live = cast.live("Live", at=at(1, 9))
    live.write({**live.content(), "standfirst": "Later."}, None)
    live.publish(None, at=at(10, 10))
    Front.of_home().publish(None, at=at(10, 11))
    Plan.make(
        {
            "title": "The budget",
            "starts_at": at(10, 12),
            "deadline": at(10, 18),
            "section": cast.section().pk,
        },
        cast.editor(),
    )
    return story


def test_all_that_is_planned_is_there(client: Client) -> None:
    everything()
    text = page(client, cast.managing_editor())
    assert marks(text) == set(Kind.values)
    for view in ("week", "day", "agenda"):
        assert marks(page(client, cast.managing_editor(), view=view, date="2026-03-10")) >= {
            "due", "publish", "front", "coverage"
        }  # fmt: skip


@pytest.mark.every_database
def test_everybody_sees_what_is_theirs(client: Client) -> None:
    everything()
    assert marks(page(client, cast.reporter())) == {"due"}
    assert marks(page(client, cast.sports_editor())) == set()
    assert marks(page(client, cast.editor())) == set(Kind.values) - {"front"}
    client.force_login(cast.picture_editor())
    assert client.get(HOME).status_code in {200, 403}
    client.force_login(cast.operator())
    assert client.get(HOME).status_code == 403


@pytest.mark.every_database
def test_filters(client: Client) -> None:
    everything()
    who = cast.managing_editor()
    assert marks(page(client, who, kind="due")) == {"due"}
    assert marks(page(client, who, state="scheduled")) == {"publish", "expire"}
    assert marks(page(client, who, person=cast.reporter().pk)) == {"due"}
    assert marks(page(client, who, section=cast.section("sports").pk)) == set()
    assert "matches these filters" in page(client, who, section=cast.section("sports").pk)
    for odd in ("0", "-1", "9" * 30, "x", "²"):
        assert "<ol" in page(client, who, section=odd, person=odd, kind=odd, state=odd, date=odd)
    for day in ("0001-01-01", "9999-12-31", "2026-02-30", "a" * 300):
        for view in ("month", "week", "day", "agenda", "x"):
            page(client, who, date=day, view=view)


def thousands(apart: timedelta, **fields: Any) -> None:
    """3,000 stories that are out or will be, from the 1st on."""
    section = cast.section()
    Article.objects.bulk_create(
        Article(
            headline=f"Story {number}", slug=f"story-{number}", section=section, state="published",
            publish_at=at(1, 0) + apart * number, **fields,
        )
        for number in range(3_000)
    )  # fmt: skip


@pytest.mark.every_database
def test_a_month_of_thousands_costs_what_a_month_of_few_does(client: Client) -> None:
    """3,000 entries: eight queries in all, and four of a day are read, the others counted."""
    thousands(timedelta(minutes=14))
    client.force_login(cast.managing_editor())
    client.get(f"{HOME}?view=month&date=2026-03-04")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        text = client.get(f"{HOME}?view=month&date=2026-03-04").content.decode()
    # With the bell's; one more for whoever has no second factor where others may.
    assert len(asked) == 8, [one["sql"][:90] for one in asked]
    assert "and 99 more" in text or "and 98 more" in text
    assert len(re.findall("data-mark=", text)) <= 4 * 42
    assert "more in this time than can be shown" not in text
    # The 5th is in the list of fourteen days with sixty of them, in its hours with all.
    agenda = page(client, cast.managing_editor(), view="agenda", date="2026-03-05")
    assert "and 43 more" in agenda or "and 42 more" in agenda
    hours = page(client, cast.managing_editor(), view="day", date="2026-03-05")
    assert len(re.findall("data-mark=", hours)) in {102, 103}
    week = page(client, cast.managing_editor(), view="week", date="2026-03-05")
    assert "and 2 more" in week and "and 1 more" in week


@pytest.mark.every_database
def test_of_a_place_with_too_many_it_is_said_that_there_are_more(client: Client) -> None:
    thousands(timedelta(seconds=5))
    who = cast.managing_editor()
    for view in ("month", "day"):
        text = page(client, who, view=view, date="2026-03-01")
        assert "more in this time than can be shown" in text
    assert "and 296 more" in page(client, who, view="month", date="2026-03-01")


@pytest.mark.every_database
def test_of_many_those_are_read_that_are_asked_for(client: Client) -> None:
    """Also where the first of a day are of another status, or another section."""
    thousands(timedelta(minutes=2))
    over = Article.objects.order_by("-publish_at", "pk").filter(publish_at__lt=at(4, 0))[0]
    Article.objects.filter(pk=over.pk).update(expires_at=at(4, 1))
    who, sports = cast.managing_editor(), cast.section("sports")
    live = cast.live("A match", section=sports, at=at(3, 23, 59))
    for asked, marked in (({"state": "expired"}, over), ({"section": sports.pk}, live)):
        text = page(client, who, view="month", date="2026-03-04", kind="publish", **asked)
        assert re.findall('data-mark="publish-([0-9]+)"', text) == [str(marked.pk)], asked
    text = page(client, who, view="month", date="2026-03-04", state="scheduled")
    # Four of the rest of the 4th, and four of the 5th, which ends at four.
    assert len(re.findall('data-mark="publish-', text)) == 8
    assert "and 116 more" in text or "and 117 more" in text


def move(client: Client, mark: str, **given: Any) -> Any:
    headers = {"Accept": "application/json"}
    return client.post(MOVE, {"mark": mark, **given}, headers=headers)


def test_moving_and_undoing(client: Client) -> None:
    story = everything()
    client.force_login(cast.editor())
    mark = f"publish-{story.pk}"
    done = move(client, mark, was=at(10, 8).isoformat(), day="2026-03-10")
    assert done.status_code == 200
    done = move(client, mark, was=at(10, 8).isoformat(), at=at(10, 9).isoformat())
    assert done.json()["said"] == "Scheduled: now Tuesday 10 March, 09:00."
    assert Article.objects.get(pk=story.pk).publish_at == at(10, 9)
    stale = move(client, mark, was=at(10, 8).isoformat(), at=at(10, 10).isoformat())
    assert stale.status_code == 409
    assert "moved it meanwhile, to 10 March 2026" in stale.json()["error"]
    undone = move(client, **done.json()["undo"])
    assert undone.status_code == 200
    assert Article.objects.get(pk=story.pk).publish_at == at(10, 8)


@pytest.mark.every_database
def test_a_refusal_is_said_and_moves_nothing(client: Client) -> None:
    story = everything()
    client.force_login(cast.reporter())
    assert move(client, f"publish-{story.pk}", at=at(10, 9).isoformat()).status_code == 404
    client.force_login(cast.editor())
    refused = move(client, f"publish-{story.pk}", at=at(3, 9).isoformat())
    assert (refused.status_code, refused.json()["error"]) == (409, "Choose a time in the future.")
    refused = move(client, f"publish-{story.pk}", at=at(11, 9).isoformat())
    assert "expire before" in refused.json()["error"]
    for odd in (
        "",
        "publish",
        "publish-",
        "publish--1",
        "nothing-1",
        f"front-{9 * 10**30}",
        "a\0-1",
    ):
        assert move(client, odd, at=at(10, 9).isoformat()).status_code == 404
    for odd in ("", "x", "2026-13-01T99:99", "0001-01-01T00:00", "9999-12-31T23:59:59+00:00", "\0"):
        assert move(client, f"publish-{story.pk}", at=odd).status_code == 409
    assert Article.objects.get(pk=story.pk).publish_at == at(10, 8)


def test_the_form_moves_without_a_script(client: Client) -> None:
    story = everything()
    client.force_login(cast.editor())
    form = client.get(MOVE, {"mark": f"publish-{story.pk}", "next": f"{HOME}?view=week"})
    assert 'value="2026-03-10T08:00"' in form.content.decode()
    given = {"mark": f"publish-{story.pk}", "was": at(10, 8).isoformat(), "at": "2026-03-10T09:30"}
    done = client.post(MOVE, {**given, "next": f"{HOME}?view=week"})
    assert (done.status_code, done.headers["Location"]) == (302, f"{HOME}?view=week")
    assert Article.objects.get(pk=story.pk).publish_at == at(10, 9, 30)
    again = client.post(MOVE, {**given, "next": "https://elsewhere.example/"})
    assert again.status_code == 409
    assert "meanwhile" in again.content.decode()


@pytest.mark.every_database
def test_plans_and_launches_move(client: Client) -> None:
    everything()
    plan, launch = Plan.objects.get(), Front.of_home().scheduled()[0]
    client.force_login(cast.managing_editor())
    assert move(client, f"coverage-{plan.pk}", day="2026-03-12").status_code == 200
    assert move(client, f"wanted-{plan.pk}", at=at(12, 18).isoformat()).status_code == 200
    plan.refresh_from_db()
    assert (plan.starts_at, plan.deadline) == (at(12, 12), at(12, 18))
    done = move(client, f"front-{launch.pk}", at=at(10, 13).isoformat())
    assert done.status_code == 200
    assert move(client, **done.json()["undo"]).status_code == 200
    assert [one.at for one in Front.of_home().scheduled()] == [at(10, 11)]


def test_a_page_that_is_open_hears_whether_something_is_new(client: Client) -> None:
    story = everything()
    text = page(client, cast.editor())
    stamp = re.findall(r'data-stamp="(\w+)"', text)[0]
    address = f"{HOME}?view=day&date=2026-03-10"
    assert client.get(address, headers={"X-Planning-Stamp": stamp}).status_code == 204
    Article.objects.get(pk=story.pk).reschedule("publish", at(10, 9), None)
    assert client.get(address, headers={"X-Planning-Stamp": stamp}).status_code == 200


# --- Days and hours --------------------------------------------------------------------


def test_days_with_an_hour_less_and_an_hour_more() -> None:
    with timezone.override(ZoneInfo("Europe/Berlin")):
        spring, autumn = spans.hours_of(date(2026, 3, 29)), spans.hours_of(date(2026, 10, 25))
        assert [hour for hour, ones in enumerate(spring) if not ones] == [2]
        assert [len(ones) for ones in autumn][:4] == [1, 1, 2, 1]
        assert (autumn[2][1] - autumn[2][0]) == timedelta(0)  # the same by the wall
        assert autumn[2][1].astimezone(UTC) - autumn[2][0].astimezone(UTC) == timedelta(hours=1)
    with timezone.override(ZoneInfo("Africa/Cairo")):
        # Midnight itself is left out.
        hours = spans.hours_of(date(2026, 4, 24))
        assert not hours[0]
        assert sum(map(len, hours)) == 23
    with timezone.override(ZoneInfo("Australia/Lord_Howe")):
        assert sum(map(len, spans.hours_of(date(2026, 4, 5)))) in {24, 25}


@pytest.mark.every_database
def test_an_hour_that_is_not_there_is_refused_in_words(client: Client) -> None:
    with timezone.override(ZoneInfo("Europe/Berlin")):
        story = cast.draft()
        story.publish(None, at=datetime(2026, 3, 28, 1, 30, tzinfo=UTC))  # 02:30 in Berlin
        client.force_login(cast.editor())
        refused = move(client, f"publish-{story.pk}", day="2026-03-29")
        assert refused.status_code == 409
        assert "There is no 02:30 on 29 March" in refused.json()["error"]


def test_what_goes_on_after_midnight_stands_on_both_days(client: Client) -> None:
    Plan.make(
        {"title": "Election night", "starts_at": at(10, 20), "ends_at": at(11, 3)}, cast.editor()
    )
    text = page(client, cast.editor(), view="month")
    assert len(re.findall('data-mark="coverage-', text)) == 2
    wanted = Wanted(at(11, 0), at(12, 0))
    assert [one.title for one in happenings(cast.editor(), wanted)] == ["Election night"]


@pytest.mark.every_database
def test_the_bell_counts_on_pages_of_planning(client: Client) -> None:
    who = cast.managing_editor()
    story = cast.draft(created_by=who)
    Notice.objects.bulk_create(
        Notice(to=who, kind=NoticeKind.ASSIGNED, article=story, about=f"story:{number}")
        for number in range(120)
    )
    client.force_login(who)
    for address in (HOME, f"{HOME}budget/", f"{HOME}board/"):
        assert "99+" in client.get(address).content.decode()
    Notice.objects.filter(pk__gt=Notice.objects.order_by("pk")[2].pk).update(on_bell=False)
    for one in (page(client, who), page(client, cast.editor())):
        assert "99+" not in one


def test_what_began_before_and_ends_at_midnight_stands_on_the_days_between(client: Client) -> None:
    Plan.make({"title": "Trial", "starts_at": at(2, 20), "ends_at": at(12, 0)}, cast.editor())
    # From Monday the 9th to the 11th.
    text = page(client, cast.editor(), view="week")
    assert len(re.findall('data-mark="coverage-', text)) == 3
    assert marks(page(client, cast.editor(), date="2026-03-12")) == set()


def test_a_story_is_in_the_state_that_it_shows(client: Client) -> None:
    """What the database says of thousands is what each says of itself."""
    cast.live("Live", at=at(2, 9))
    over = cast.live("Over", at=at(2, 9))
    Article.objects.filter(pk=over.pk).update(expires_at=at(3, 9))
    cast.live("Ends", at=at(2, 9), expires_at=at(20, 9))
    cast.live("Later", at=at(10, 9), expires_at=at(20, 9))
    cast.draft("Draft").assign(None, cast.reporter(), at(10, 9))
    found = happenings(cast.managing_editor(), Wanted(at(1, 0), at(31, 0)))
    assert len(found) == 8
    for one in found:
        assert one.state == Article.objects.get(pk=one.number).status.value, one
    for status in {one.state for one in found}:
        wanted = Wanted(at(1, 0), at(31, 0), state=status)
        told = happenings(cast.managing_editor(), wanted)
        assert told == [one for one in found if one.state == status]


@pytest.mark.parametrize(("language", "first"), [("en-gb", 0), ("en", 6), ("de", 0), ("fa", 5)])
def test_the_week_begins_as_the_language_has_it(settings: Any, language: str, first: int) -> None:
    settings.LANGUAGE_CODE = language
    assert spans.span_of("week", date(2026, 3, 4)).days[0].weekday() == first
