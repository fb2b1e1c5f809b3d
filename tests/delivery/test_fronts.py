"""A front in the page store: seen at once, in its second, and no other page with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from articles.models import Article, Front
from tests import cast
from tests.delivery.front_door_reader import Portal

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def lead(portal: Portal, path: str = "/") -> str:
    text = portal.get(path).text
    return text[text.index('class="card__headline"') :].partition("</a>")[0].rpartition(">")[2]


def newsroom() -> list[Article]:
    now = timezone.now()
    return [
        cast.live(f"Story {n}", section=cast.section(slug), at=now - timedelta(hours=n + 1))
        for n, slug in enumerate(("politics", "sports", "politics", "sports"))
    ]


def test_a_front_is_seen_at_once_and_drops_no_other_page(portal: Portal) -> None:
    stories = newsroom()
    for path in ("/", "/sports/", "/politics/"):
        portal.get(path)
    pages = portal.services.store.pages
    kept = {path: pages[("http", "localhost", path, "")] for path in ("/", "/sports/")}
    assert "layout:home" in kept["/"].hard
    sports = cast.section("sports")
    assert f"layout:section:{sports.pk}" in kept["/sports/"].hard
    Front.of_home().place(stories[3], None)
    assert (lead(portal), lead(portal, "/sports/")) == ("Story 3", "Story 1")
    assert pages[("http", "localhost", "/sports/", "")] is kept["/sports/"]
    Front.of_section(sports).place(stories[3], None)
    assert lead(portal, "/sports/") == "Story 3"


def test_an_edition_and_the_end_of_a_pin_are_exact_to_the_second(portal: Portal) -> None:
    stories, now = newsroom(), timezone.now()
    front = Front.of_home()
    end, hour = now + timedelta(hours=1), now + timedelta(hours=2)
    front.place(stories[1], None, until=end)
    layout = front.layout()
    layout["blocks"][0]["places"] = [{"id": "p-1", "at": 0, "story": stories[2].pk}]
    front.write(layout, None)
    front.publish(None, at=hour)
    assert lead(portal) == "Story 1"
    second = timedelta(seconds=1)
    for moment, expected in (
        (end - second, "Story 1"),
        (end, "Story 0"),
        (hour - second, "Story 0"),
        (hour, "Story 2"),
    ):
        with time_machine.travel(moment, tick=False):
            assert lead(portal) == expected, moment - now


def test_a_pin_that_waits_turns_up_in_its_second_on_another_sections_front(
    portal: Portal,
) -> None:
    newsroom()
    hour = timezone.now() + timedelta(hours=1)
    waiting = cast.draft("Embargoed", section=cast.section("travel"))
    waiting.publish(None, at=hour)
    Front.of_section(cast.section("sports")).place(waiting, None)
    assert lead(portal, "/sports/") == "Story 1"
    with time_machine.travel(hour, tick=False):
        assert lead(portal, "/sports/") == "Embargoed"
    waiting.refresh_from_db()
    waiting.withdraw(None, "Wrong")
    assert lead(portal, "/sports/") == "Story 1"


def test_a_topic_has_a_front_once_an_editor_has_made_one(portal: Portal) -> None:
    stories = newsroom()
    for story in stories:
        story.set_topics(cast.draft(topics=["Ports"]).topics.all())
    topic = Front.of_topic(cast.draft(topics=["Ports"]).topics.get())
    assert 'class="section-top"' not in portal.get("/topic/ports/").text
    topic.place(stories[2], None)
    text = portal.get("/topic/ports/").text
    assert lead(portal, "/topic/ports/") == "Story 2" and 'class="section-top"' in text
    assert text.count(">Story 2</a>") == 1
