"""What has changed is made before anybody asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from articles.delivery.pages.warming import Warmer
from articles.models import Article
from tests import cast
from tests.delivery.front_door_reader import Portal
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def warmer(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Warmer]:
    """The warmer of a process that serves readers, whose thread ends when it has nothing to do."""
    monkeypatch.setattr("articles.delivery.pages.warming.IDLE", 0.2)
    found = Warmer(portal.reader.application, lambda: list(portal.services.origins))
    portal.services.warmer = found
    yield found
    portal.services.warmer = None
    found.wait(PATIENCE)


def test_the_story_its_section_and_the_front_are_there_already(
    portal: Portal, warmer: Warmer
) -> None:
    portal.get("/")
    story = cast.live("Out this minute")
    warmer.wait(PATIENCE)
    asked = len(portal.django.asked)
    for path in ("/", "/politics/", story.get_absolute_url()):
        answer = portal.get(path)
        assert answer.is_hit and b"Out this minute" in answer.body, path
    assert len(portal.django.asked) == asked


def test_nothing_is_made_before_the_first_reader_came(portal: Portal, warmer: Warmer) -> None:
    cast.live()
    warmer.wait(PATIENCE)
    assert portal.django.asked == []


def test_a_withdrawal_is_warmed_as_far_as_readers_may_see(portal: Portal, warmer: Warmer) -> None:
    story = cast.live("Not for long")
    portal.get("/")
    Article.objects.get(pk=story.pk).withdraw(None, "It was wrong.")
    warmer.wait(PATIENCE)
    answer = portal.get("/")
    assert answer.is_hit and b"Not for long" not in answer.body


def test_what_fails_is_left_to_readers(
    portal: Portal, warmer: Warmer, caplog: pytest.LogCaptureFixture
) -> None:
    portal.get("/")
    portal.django.fails = True
    story = cast.live("Out all the same")
    warmer.wait(PATIENCE)
    portal.django.fails = False
    assert b"Out all the same" in portal.get(story.get_absolute_url()).body
