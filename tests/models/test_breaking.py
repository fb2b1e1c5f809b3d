"""Breaking news: a banner over every page, which nobody has to take down."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from articles.models import Article, Banner, Category, Entry, NotAllowed, State
from articles.models.breaking.hearing import tell_ended
from articles.models.breaking.rights import sections_for
from articles.models.breaking.stub import break_news
from articles.models.changes.outbox import Announcement
from tests import cast

pytestmark = pytest.mark.django_db

FIRE = "Fire at the old harbour"
SENTENCE = "The fire brigade is at the old harbour since noon."
Clock = time_machine.Traveller
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> Iterator[Clock]:
    """A clock that stands until it is moved."""
    with time_machine.travel(datetime(2026, 11, 30, 12, tzinfo=UTC), tick=False) as found:
        yield found


def broken(headline: str = FIRE, by: Any = None, **more: Any) -> Banner:
    """News that somebody broke."""
    section = more.pop("section", None) or cast.section()
    return break_news(headline, SENTENCE, section, by or cast.editor(), **more)


def up() -> str:
    """What readers see."""
    found = Banner.current()
    return found.words if found else ""


def test_it_works(clock: Clock) -> None:
    editor = cast.editor()
    banner = broken(by=editor)
    story = Article.objects.visible().get()
    assert (up(), banner.story, story.headline) == (FIRE, story, FIRE)
    assert story.body == f"<p>{SENTENCE}</p>"
    assert banner.ends_at == timezone.now() + 20 * MINUTE
    assert {entry.verb for entry in story.entries.all()} == {"create", "publish", "break_news"}
    passed = story.entries.get(verb="publish").details["passed"]
    assert "The story has no picture." in passed, "what a stub can't have is only advice"
    told = {key for row in Announcement.log.all() for key in row.keys}
    assert {"banner:1", f"article:{story.pk}", "front:1"} <= told


def test_it_ends_in_the_second_it_is_due_without_anybody(clock: Clock) -> None:
    broken(minutes=10)
    clock.shift(10 * MINUTE - timedelta(seconds=1))
    assert up() == FIRE
    clock.shift(1)
    assert up() == ""


def test_a_clock_that_is_set_back_brings_none_back(clock: Clock) -> None:
    broken()
    clock.shift(20 * MINUTE)
    tell_ended()
    clock.shift(-10 * MINUTE)
    assert up() == ""


def test_the_next_follows_in_the_second_the_first_ends(clock: Clock) -> None:
    broken()
    second = broken("Ferry adrift", cast.managing_editor(), minutes=30)
    assert (up(), second.starts_at) == (FIRE, timezone.now() + 20 * MINUTE)
    clock.shift(20 * MINUTE)
    assert up() == "Ferry adrift"
    clock.shift(30 * MINUTE)
    assert up() == ""


@pytest.mark.every_database
def test_extending_and_ending_move_those_behind(clock: Clock) -> None:
    first, second, third = broken(), broken("Ferry adrift"), broken("Bridge shut")
    first.extend(cast.editor())
    for one in (second, third):
        one.refresh_from_db()
    assert second.starts_at == first.ends_at == timezone.now() + 40 * MINUTE
    assert third.starts_at == second.ends_at
    third.move_up(cast.editor())
    first.end(cast.editor())
    assert up() == "Bridge shut"
    Banner.objects.get(words="Bridge shut").end(cast.editor())
    assert up() == "Ferry adrift"
    verbs = list(Entry.objects.filter(verb__contains="banner").order_by("pk"))
    assert [one.verb for one in verbs] == [
        "extend_banner",
        "change_banner",
        "end_banner",
        "end_banner",
    ]
    assert verbs[0].by == cast.editor()


def test_nobody_leaves_it_up_for_more_than_two_hours(clock: Clock) -> None:
    banner = broken(minutes=110)
    with pytest.raises(NotAllowed, match="120 minutes at most"):
        banner.extend(cast.editor())
    clock.shift(30 * MINUTE)
    banner.extend(cast.editor())
    assert banner.ends_at == timezone.now() + 100 * MINUTE


@pytest.mark.every_database
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"minutes": 0}, "Choose an end"),
        ({"minutes": -5}, "Choose an end"),
        ({"minutes": 121}, "120 at most"),
        ({"look": "loud"}, "banner’s level"),
        ({"headline": " \u200b "}, "Write the headline"),
        ({"headline": "x" * 201}, "201 characters; at most 200"),
        ({"sentence": " "}, "Write one sentence"),
        ({"sentence": "x" * 501}, "501 characters"),
        ({"section": None}, "Choose a section"),
    ],
)
def test_bad_input_is_told_and_leaves_nothing(wrong: dict[str, Any], told: str) -> None:
    given = {"headline": FIRE, "sentence": SENTENCE, "section": cast.section(), **wrong}
    with pytest.raises(NotAllowed, match=told):
        break_news(by=cast.editor(), **given)
    assert not Article.objects.exists()
    assert not Banner.objects.exists()


def test_only_those_who_publish_in_the_section() -> None:
    for person in (cast.reporter(), cast.picture_editor(), cast.operator(), cast.sports_editor()):
        with pytest.raises(PermissionDenied):
            broken(by=person)
    assert not Article.objects.exists()
    banner = broken()
    for verb in (banner.extend, banner.end, banner.undo, banner.move_up):
        with pytest.raises(PermissionDenied):
            verb(cast.sports_editor())
    banner.end(cast.managing_editor())
    assert [one.slug for one in sections_for(cast.sports_editor())] == ["sports"]
    assert not sections_for(cast.reporter())


@pytest.mark.every_database
def test_a_press_that_comes_twice_breaks_it_once() -> None:
    key = uuid4()
    assert broken(key=key) == broken(key=key)
    assert Article.objects.count() == Banner.objects.count() == 1


def test_a_minute_of_undo_takes_all_of_it_back(clock: Clock) -> None:
    banner, editor = broken(), cast.editor()
    clock.shift(59)
    assert banner.undo(editor)
    story = Article.objects.get()
    assert (up(), story.state) == ("", State.WITHDRAWN)
    assert not Article.objects.visible().exists()
    told = {key for row in Announcement.log.all() for key in row.keys}
    assert {f"recall:{story.pk}", "banner:1"} <= told
    assert not banner.undo(editor), "a second press is none"
    entry = Entry.objects.get(verb="undo_banner")
    assert (entry.by, entry.article) == (editor, story)


def test_after_the_minute_it_can_only_be_ended(clock: Clock) -> None:
    banner = broken()
    clock.shift(60)
    with pytest.raises(NotAllowed, match="too late"):
        banner.undo(cast.editor())
    assert up() == FIRE


def test_undoing_the_banner_of_a_story_that_was_there_leaves_the_story(clock: Clock) -> None:
    story = cast.live()
    banner = Banner.put_up("Crane falls", cast.editor(), story=story)
    banner.undo(cast.editor())
    assert (up(), Article.objects.visible().get()) == ("", story)


@pytest.mark.every_database
def test_it_goes_with_its_story_and_the_next_one_follows(clock: Clock) -> None:
    banner = broken()
    broken("Ferry adrift")
    assert banner.story
    banner.story.withdraw(cast.managing_editor(), "Wrong harbour.")
    assert up() == "Ferry adrift"
    assert Banner.objects.get(words="Ferry adrift").ends_at == timezone.now() + 20 * MINUTE
    banner.story.restore(cast.managing_editor(), reason="It was right.")
    assert up() == "Ferry adrift", "a banner does not come back by itself"
    Article.objects.get(headline="Ferry adrift").delete()
    assert up() == ""


def test_it_never_outlasts_its_story(clock: Clock) -> None:
    story = cast.live(expires_at=timezone.now() + 5 * MINUTE)
    banner = Banner.put_up("Crane falls", cast.editor(), story=story)
    assert banner.ends_at == story.expires_at
    with pytest.raises(NotAllowed, match="The story ends before"):
        banner.extend(cast.editor())


def test_a_story_that_readers_do_not_have_gets_none() -> None:
    gone = cast.live()
    gone.withdraw(None, "Wrong.")
    for story in (cast.draft(), gone, cast.live(at=timezone.now() + MINUTE)):
        with pytest.raises(NotAllowed, match="not live"):
            Banner.put_up("Crane falls", cast.editor(), story=story)


@pytest.mark.every_database
def test_words_alone_lead_to_a_story_later(clock: Clock) -> None:
    banner = Banner.put_up("Crane falls", cast.editor(), section=cast.section(), look="developing")
    assert (up(), banner.story) == ("Crane falls", None)
    banner.link(cast.live(), cast.editor())
    current = Banner.current()
    assert current
    assert current.story == Article.objects.get()
    with pytest.raises(NotAllowed, match="a banner for this story already"):
        Banner.put_up("Again", cast.editor(), story=current.story)


def test_a_queue_has_an_end(clock: Clock) -> None:
    for number in range(6):
        broken(f"Number {number}")
    with pytest.raises(NotAllowed, match="5 banners are already waiting"):
        broken("One too many")
    assert Article.objects.count() == 6


# --- Its words, changed ---------------------------------------------------------------------


@pytest.mark.every_database
def test_its_words_are_changed_while_it_is_up(clock: Clock) -> None:
    editor = cast.editor()
    banner = broken(by=editor)
    mark = banner.mark
    banner.reword("Fire at the new harbour", editor)
    assert (up(), banner.mark) == ("Fire at the new harbour", mark), "closed, it stays closed"
    assert Article.objects.get().headline == FIRE, "the story has its own"
    assert Announcement.log.order_by("-pk")[0].keys == ["banner:1"]
    entry = Entry.objects.filter(verb="change_banner").get()
    assert entry.note == f"{FIRE} → Fire at the new harbour"
    announced = Announcement.log.count()
    banner.reword("Fire at the new harbour", editor)
    assert Announcement.log.count() == announced, "nothing to tell"
    banner.reword("Fire is out", editor, again=True)
    assert banner.mark != mark and "shown again" in Entry.objects.order_by("-pk")[0].note
    banner.undo(editor)
    assert not Article.objects.visible().exists(), "the minute of undo takes back all of it"


@pytest.mark.parametrize("words", ["", " \u200b ", "x" * 201])
def test_words_that_do_not_fit_are_refused(clock: Clock, words: str) -> None:
    banner = broken()
    with pytest.raises(NotAllowed):
        banner.reword(words, cast.editor())
    assert up() == FIRE


def test_only_who_may_break_news_there_changes_it_and_only_while_it_is_up(clock: Clock) -> None:
    banner = broken(minutes=60)
    banner.extend(None, 60)
    with pytest.raises(PermissionDenied):
        banner.reword("Mine", cast.sports_editor())
    clock.shift(60 * MINUTE)
    banner.extend(None, 20)
    banner.reword("After more than two hours in all", None)
    clock.shift(90 * MINUTE)
    with pytest.raises(NotAllowed, match="over already"):
        banner.reword("Too late", None)


def test_a_banner_of_a_section_that_is_deleted_is_managing_editors_to_end(clock: Clock) -> None:
    section = Category.objects.create(name="Harbour", slug="harbour")
    banner = Banner.put_up(FIRE, None, section=section)
    section.delete()
    banner.refresh_from_db()
    assert up() == FIRE
    with pytest.raises(PermissionDenied):
        banner.end(cast.editor())
    banner.end(cast.managing_editor())
    assert up() == ""


@pytest.mark.every_database
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_at_the_same_second_one_waits() -> None:
    section = cast.section()

    def put_up(number: int) -> None:
        Banner.put_up(f"News {number}", None, section=section)
        connection.close()

    with ThreadPoolExecutor(2) as editors:
        list(editors.map(put_up, (1, 2)))
    first, second = Banner.objects.order_by("starts_at")
    assert first.ends_at == second.starts_at
    assert Banner.objects.up().get() == first
