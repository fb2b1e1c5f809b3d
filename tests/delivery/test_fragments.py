"""Parts that many pages share are made once, and are never older than the page around them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.delivery.pages.freshness import SOFT_LAG
from articles.delivery.services import kept
from articles.lib.dependencies import note, recording
from articles.models import Article, Paper
from tests import cast
from tests.delivery.front_door_reader import Portal

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def stories() -> list[Article]:
    return [cast.live(f"Story {number}", picture=cast.picture()) for number in range(8)]


def cost(portal: Portal, story: Article) -> int:
    """The queries of the first request for a story's page."""
    path = story.get_absolute_url()
    with CaptureQueriesContext(connection) as queries:
        assert not portal.get(path).is_hit
    return len(queries)


def test_what_stands_around_and_beside_a_story_is_fetched_once(
    portal: Portal, stories: list[Article]
) -> None:
    first = cost(portal, stories[0])
    later = [cost(portal, story) for story in stories[1:5]]
    assert set(later) == {4}, "the story, its names, its topics, its corrections"
    assert first > 6


def test_a_page_is_the_same_byte_for_byte(portal: Portal, stories: list[Article]) -> None:
    for _twice in range(2):
        for story in stories:
            path = story.get_absolute_url()
            assert portal.get(path).body == portal.fresh(path).body, path
        portal.services.store.clear()


def test_a_part_is_made_anew_once_what_it_shows_has_changed(
    portal: Portal, stories: list[Article]
) -> None:
    portal.get(stories[0].get_absolute_url())
    section = cast.section()
    section.name = "Public life"
    section.save()
    assert b"Public life" in portal.get(stories[1].get_absolute_url()).body


def test_what_stands_beside_a_story_lags_so_that_nobody_waits_for_it(
    portal: Portal, stories: list[Article]
) -> None:
    portal.get(stories[0].get_absolute_url())
    changed = Article.objects.get(pk=stories[2].pk)
    changed.write(changed.content() | {"headline": "Quite another headline"}, None)
    changed.publish(None)
    other = stories[3].get_absolute_url()
    assert cost(portal, changed) == 4, "the cards beside it are not made for it"
    assert b"Quite another headline" not in portal.get(other).body
    with time_machine.travel(timezone.now() + timedelta(seconds=SOFT_LAG + 1)):
        assert b"Quite another headline" in portal.get(other).body


def test_what_was_recalled_lags_nowhere(portal: Portal, stories: list[Article]) -> None:
    portal.get(stories[0].get_absolute_url())
    gone = Article.objects.get(pk=stories[2].pk)
    gone.withdraw(None, "The figures were wrong.")
    body = portal.get(stories[3].get_absolute_url()).body
    assert f"-{gone.pk}/".encode() not in body


def test_the_page_depends_on_what_its_parts_depend_on(
    portal: Portal, stories: list[Article]
) -> None:
    for story in stories[:2]:
        portal.get(story.get_absolute_url())
    pages = list(portal.services.store.pages.values())
    for page in pages:
        assert "chrome" in page.hard
        beside = {key for key in page.soft if key.startswith("article:")}
        assert len(beside) >= 6
        assert {key.replace("article", "recall") for key in beside} <= set(page.hard)


def test_a_part_of_what_was_fetched_before_a_change_is_not_kept_after_it(portal: Portal) -> None:
    def part(paper: Paper) -> str:
        note("chrome")
        return paper.called

    ledger = portal.services.ledger
    with recording(ledger.generation):
        # The page has fetched the paper, and comes to the part that shows it only later.
        before = Paper.current()
        Paper(pk=before.pk, name="The Evening Kite").save()
        kept(("name",), lambda: part(before))
    with recording(ledger.generation):
        assert kept(("name",), lambda: part(Paper.current())) == "The Evening Kite"
