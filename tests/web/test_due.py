"""Planned changes are visible in the second that they are due, whatever the worker does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Appointment, Article, Correction
from articles.models.lifecycle import scheduler
from articles.web.sitewide import due
from tests import cast

pytestmark = pytest.mark.django_db

NEW = "The crane goes after all"


def planned(**details: Any) -> tuple[Article, Appointment]:
    """A live story with another headline, planned for in an hour."""
    story = cast.live()
    story.write({**story.content(), "headline": NEW}, cast.editor())
    at = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    story.publish(None, at=at, **details)
    return story, Appointment.objects.get(verb=Appointment.Verb.CHANGES)


@pytest.mark.parametrize("shown", ["story", "/", "/politics/", "/feed/"])
def test_changes_are_there_in_their_second_and_not_before(client: Client, shown: str) -> None:
    story, plan = planned()
    address = story.get_absolute_url() if shown == "story" else shown
    with time_machine.travel(plan.at - timedelta(milliseconds=1), tick=False):
        assert NEW not in client.get(address).content.decode()
    with time_machine.travel(plan.at, tick=False):
        assert NEW in client.get(address).content.decode()
    plan.refresh_from_db()
    assert plan.state == Appointment.State.DONE


def test_a_correction_that_was_planned_is_told_in_its_second(client: Client) -> None:
    story, plan = planned(change="correction", note="It was the other crane.")
    with time_machine.travel(plan.at, tick=False):
        assert "the other crane" in client.get(story.get_absolute_url()).content.decode()
        assert "the other crane" in client.get("/corrections/").content.decode()
    assert Correction.objects.count() == 1


def test_a_scheduled_story_is_there_in_its_second_and_gone_in_its_last(client: Client) -> None:
    at = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    story = cast.draft(expires_at=at + timedelta(hours=1))
    story.publish(None, at=at)
    moments = [(-1, 404), (0, 200), (3_599, 200), (3_600, 410)]
    for seconds, status in moments:
        with time_machine.travel(at + timedelta(seconds=seconds), tick=False):
            assert client.get(story.get_absolute_url()).status_code == status
            listed = story.headline in client.get("/").content.decode()
            assert listed == (status == 200)


def test_changes_are_published_once(client: Client) -> None:
    _story, plan = planned(change="correction", note="Told once.")
    with time_machine.travel(plan.at + timedelta(seconds=1), tick=False):
        for _ in range(3):
            client.get("/")
        scheduler.do_due()
    assert Correction.objects.count() == 1


def test_changes_that_were_taken_back_stay_away(client: Client) -> None:
    story, plan = planned()
    story.cancel_plan(cast.editor())
    with time_machine.travel(plan.at + timedelta(seconds=1), tick=False):
        assert NEW not in client.get(story.get_absolute_url()).content.decode()


def test_changes_that_fail_are_the_desks_to_see_and_readers_have_the_old_ones(
    client: Client,
) -> None:
    story, plan = planned()
    with time_machine.travel(plan.at - timedelta(minutes=1), tick=False):
        story.withdraw(cast.managing_editor(), "Wrong.")
        Appointment.objects.filter(pk=plan.pk).update(state=Appointment.State.DUE)
    with time_machine.travel(plan.at, tick=False):
        assert client.get(story.get_absolute_url()).status_code == 410
    plan.refresh_from_db()
    assert plan.state == Appointment.State.FAILED
    assert client.get("/").status_code == 200


def many(number: int) -> list[Article]:
    """As many live stories, with changes that are due one second after the other."""
    hour = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    stories = []
    for n in range(number):
        story = cast.live(f"Crane number {n}")
        story.write({**story.content(), "headline": f"Changed number {n}"}, None)
        story.publish(None, at=hour + timedelta(seconds=n))
        stories.append(story)
    return stories


def done() -> int:
    """How many changes are out."""
    return Appointment.objects.filter(state=Appointment.State.DONE).count()


def test_the_reader_of_a_story_waits_for_its_own_change_and_few_others(client: Client) -> None:
    stories = many(8)
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        last = client.get(stories[-1].get_absolute_url()).content.decode()
        assert "Changed number 7" in last and done() == 3
        assert Article.objects.get(pk=stories[0].pk).headline == "Changed number 0"
        assert "Changed number 6" in client.get(stories[6].get_absolute_url()).content.decode()
        assert done() == 6
        client.get(cast.live("None of them").get_absolute_url())
        assert done() == 8


def test_the_reader_of_a_list_waits_for_a_second(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = many(8)
    ticks = iter(range(100))
    monkeypatch.setattr("articles.web.sitewide.due.monotonic", lambda: next(ticks) * 0.3)
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        assert "Changed number 2" in client.get("/").content.decode()
        assert done() == 3, "begun at 0 s; asked at 0.3, 0.6 and 0.9 s, and at 1.2 s no more"
        client.get("/nowhere/at/all/")
        assert done() == 6
        assert "Changed number 7" in client.get("/feed/").content.decode()
    assert Article.objects.get(pk=stories[7].pk).headline == "Changed number 7"


def test_a_preview_of_what_readers_have_has_the_change(client: Client) -> None:
    story = many(5)[-1]
    client.force_login(cast.editor())
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        page = client.get(f"/preview/story/{story.pk}/?now=1").content.decode()
    assert "Changed number 4" in page and done() == 3


def test_what_a_worker_that_died_had_is_late_by_ten_seconds_at_most(client: Client) -> None:
    story, plan = planned()
    with time_machine.travel(plan.at, tick=False):
        assert plan.claim(plan.at)
    with time_machine.travel(plan.at + timedelta(seconds=10), tick=False):
        assert NEW in client.get(story.get_absolute_url()).content.decode()


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/static/x.css", "/media/x.webp"])
def test_what_shows_no_story_does_not_ask(client: Client, address: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert not any("appointment" in query["sql"] for query in queries)


def test_a_request_that_writes_does_not_ask(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.post("/")
    assert not queries.captured_queries


def test_it_costs_one_query(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.head("/api/v1/openapi.json")
    assert len(queries) == 1


@pytest.mark.parametrize(("room", "part"), [(due, "what_is_due"), (scheduler, "do_due")])
def test_a_database_that_fails_there_is_logged_and_the_page_goes_on(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    room: Any,
    part: str,
) -> None:
    def away(*_args: Any, **_kwargs: Any) -> bool:
        raise OperationalError("the disk is full")

    monkeypatch.setattr(due, "what_is_due", lambda: {due.CHANGES})
    monkeypatch.setattr(room, part, away)
    story = cast.live()
    assert client.get(story.get_absolute_url()).status_code == 200
    assert "the disk is full" in caplog.text
