"""A partner's feed at the front door: kept for all where nobody needs a token, and counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import PartnerFeed
from articles.models.partners.counting import USES
from tests import cast
from tests.delivery.front_door_reader import Portal

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PATH = "/feed/partners/radio/"


@pytest.fixture
def feed() -> PartnerFeed:
    USES.write()  # what others have fetched
    return PartnerFeed.objects.create(name="Radio", slug="radio")


def counted(feed: PartnerFeed) -> int:
    USES.write()
    return sum(feed.uses.values_list("times", flat=True))


def test_it_is_kept_counted_and_dropped_with_a_story(portal: Portal, feed: PartnerFeed) -> None:
    story = cast.live("Crane stays")
    first = portal.get(PATH)
    with CaptureQueriesContext(connection) as queries:
        hits = [portal.get(PATH, HTTP_AUTHORIZATION="Bearer x") for _time in range(3)]
    assert not first.is_hit and all(one.is_hit for one in hits)
    assert len(queries) == 0
    same = portal.get(PATH, HTTP_IF_NONE_MATCH=first.headers["ETag"])
    assert same.status == 304
    assert counted(feed) == 5
    story.withdraw(None, "It was wrong.")
    assert b"Crane stays" not in portal.get(PATH).body
    feed.is_on = False
    feed.save()
    assert portal.get(PATH).status == 404


def test_one_with_a_token_is_never_kept(portal: Portal, feed: PartnerFeed) -> None:
    feed.needs_token = True
    token = feed.new_token()
    feed.save()
    cast.live("Crane stays")
    for path, headers in (
        (f"{PATH}{token}/", {}),
        (PATH, {"HTTP_AUTHORIZATION": f"Bearer {token}"}),
    ):
        for _time in range(2):
            answer = portal.get(path, **headers)
            assert (answer.status, answer.is_hit) == (200, False)
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert "Surrogate-Control" not in answer.headers
    assert portal.get(PATH).status == 404
    assert counted(feed) == 4


def test_a_delayed_story_comes_when_its_time_is_there(portal: Portal, feed: PartnerFeed) -> None:
    feed.delay = 30
    feed.save()
    now = timezone.now()
    cast.live("Crane stays", at=now - timedelta(minutes=10))
    assert b"Crane stays" not in portal.get(PATH).body
    with time_machine.travel(now + timedelta(minutes=21)):
        portal.get(PATH)
        assert b"Crane stays" in portal.get(PATH).body
