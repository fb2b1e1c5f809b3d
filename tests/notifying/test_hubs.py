"""Hubs hear which feeds have changed: each once, in few posts, again where they fail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from articles.models import HubPing, Topic
from articles.models.lifecycle.workflow import Change
from articles.notifying.webhooks import hubs
from tests import cast
from tests.notifying.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(settings: Any) -> Iterator[Receiver]:
    """One of the house's own, which its operator has named."""
    settings.SITE_URL = "https://paper.example"
    with receiving() as there:
        there.status = 204
        settings.WEBSUB_HUBS = [there.at("/hub")]
        yield there


def in_time() -> int:
    HubPing.objects.update(next_try_at=timezone.now())
    return hubs.work()


def named(hub: Receiver) -> list[str]:
    """The feeds that were named, in all posts."""
    found = []
    for _path, headers, body in hub.came:
        assert headers["Content-Type"] == "application/x-www-form-urlencoded"
        form = parse_qs(body.decode())
        assert form["hub.mode"] == ["publish"]
        assert form["hub.url"] == form["hub.topic"]
        found += form["hub.url"]
    return found


@pytest.mark.every_database
def test_it_works(hub: Receiver) -> None:
    topic = Topic.objects.create(name="Harbour", slug="harbour")
    story = cast.live(topics=[topic])
    assert hubs.work() == 0  # some seconds are waited
    assert in_time()
    assert len(hub.came) == 1
    places = ["", "politics/", "by/ottoline-marsh/", "topic/harbour/"]
    wanted = {
        f"https://paper.example/{place}feed/{form}"
        for place in places
        for form in ("", "atom/", "json/")
    }
    assert wanted <= set(named(hub))
    assert len(named(hub)) == len(set(named(hub)))
    assert not HubPing.objects.exists()
    # Its words alone: its feeds stand, and show it.
    hub.came.clear()
    story.publish(None, change=Change.UPDATE)
    in_time()
    assert wanted <= set(named(hub))
    hub.came.clear()
    story.withdraw(None, "Wrong")
    in_time()
    assert wanted <= set(named(hub))


def test_many_changes_are_said_at_once(hub: Receiver) -> None:
    for number in range(12):
        story = cast.live(
            f"Story {number}", topics=[Topic.objects.create(name=f"T{number}", slug=f"t{number}")]
        )
        story.publish(None, change=Change.UPDATE)
    in_time()
    assert len(hub.came) == 1
    assert len(set(named(hub))) == len(named(hub)) >= 45


def test_what_a_hub_does_not_take_is_said_again_then_given_up(hub: Receiver) -> None:
    cast.live()
    for status in (500, 429, 302):
        hub.status = status
        assert in_time() == 0
    row = HubPing.objects.first()
    assert row is not None
    assert row.error.startswith("302")
    assert row.next_try_at > timezone.now() + timedelta(seconds=30)
    HubPing.objects.update(asked_at=timezone.now() - hubs.TRIED - timedelta(minutes=1))
    assert in_time()
    assert not HubPing.objects.exists()


def test_without_hubs_or_an_address_nothing_waits(hub: Receiver, settings: Any) -> None:
    settings.SITE_URL = ""
    cast.live("One")
    settings.SITE_URL, settings.WEBSUB_HUBS = "https://paper.example", []
    cast.live("Two")
    assert not HubPing.objects.exists()


def test_a_hub_that_was_taken_off_hears_no_more(hub: Receiver, settings: Any) -> None:
    cast.live()
    settings.WEBSUB_HUBS = []
    assert in_time()
    assert hub.came == []
