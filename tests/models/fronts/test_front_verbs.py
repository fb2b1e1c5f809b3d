"""What is done to a front: saved, merged, published, scheduled, rolled back, placed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import (
    Announcement,
    Article,
    Category,
    Edition,
    Entry,
    Front,
    Launch,
    NotAllowed,
)
from articles.models.fronts.layout import read
from articles.models.fronts.told.leading import leads
from articles.models.topics import changes as topics
from tests import cast
from tests.models.fronts.standing import placements_of

pytestmark = pytest.mark.django_db


def home() -> Front:
    return Front.of_home()


def stories(number: int) -> list[Article]:
    at = timezone.now() - timedelta(hours=1)
    return [cast.live(f"Story {n}", at=at - timedelta(hours=n)) for n in range(number)]


def out(front: Front) -> Launch:
    live = front.live()
    assert live is not None
    return live


def pinned(layout: Any, block: str = "b-top") -> list[tuple[int, int]]:
    return [
        (place.at, place.story) for one, place in read(layout).places() if one.id == block
    ]  # fmt: skip


def with_pin(front: Front, story: Article, at: int = 0, block: str = "b-top") -> dict[str, Any]:
    layout = front.layout()
    one = next(one for one in layout["blocks"] if one["id"] == block)
    one["places"] = [place for place in one["places"] if place["at"] != at]
    one["places"].append({"id": f"p-of-{story.pk}", "at": at, "story": story.pk})
    return layout


def test_a_front_has_no_row_until_somebody_works_on_it() -> None:
    front = home()
    assert front._state.adding
    assert (front.base_number(), front.live(), front.scheduled()) == (0, None, [])
    assert front.layout()["blocks"]
    written = front.write(front.layout(), cast.managing_editor(), based_on=0)
    assert (home().pk, written.edition.number) == (front.pk, 1)
    assert home().live() is None


def test_a_draft_is_nobodys_to_see_until_it_is_published() -> None:
    (story,) = stories(1)
    front, editor = home(), cast.managing_editor()
    front.write(with_pin(front, story), editor, based_on=0)
    assert front.has_draft() and front.live() is None
    launch = front.publish(editor, why="Morning")
    assert out(front) == launch and not front.has_draft()
    assert pinned(launch.edition.layout) == [(0, story.pk)]
    entry = Entry.objects.filter(verb=Entry.Verb.FRONT_PUBLISH).get()
    assert (entry.details["leads"], entry.note) == (story.pk, "Morning")
    assert Announcement.log.order_by("-pk")[0].keys == ["layout:home"]


def test_the_same_again_is_no_edition() -> None:
    front, editor = home(), cast.managing_editor()
    first = front.write(front.layout(), editor, based_on=0).edition
    assert front.write(front.layout(), editor, based_on=1).edition == first
    assert Edition.objects.count() == 1


@pytest.mark.every_database
def test_two_at_once_are_merged_and_one_place_twice_is_handed_back() -> None:
    one, other, third = stories(3)
    editor, chief = cast.managing_editor(), cast.chief()
    front = home()
    front.write(front.layout(), editor, based_on=0)
    mine, theirs = with_pin(front, one), with_pin(front, other)
    theirs = theirs | {"blocks": with_pin(front, third, 3)["blocks"][:1] + theirs["blocks"][1:]}
    theirs["blocks"][0]["places"].append({"id": "p-theirs", "at": 0, "story": other.pk})
    home().write(theirs, chief, based_on=1)
    written = home().write(mine, editor, based_on=1)
    assert written.merged
    assert pinned(written.edition.layout) == [(0, one.pk), (3, third.pk)]
    (aside,) = written.set_aside
    assert (aside["place"]["story"], aside["by_name"]) == (other.pk, "chief")
    assert written.edition.kind == Edition.Kind.MERGED
    assert list(Edition.objects.values_list("number", flat=True)) == [3, 2, 1]


def test_two_who_begin_with_no_edition_are_merged_too() -> None:
    one, other = stories(2)
    front = home()
    mine, theirs = with_pin(front, one), with_pin(front, other, 0, "b-latest")
    home().write(theirs, cast.chief(), based_on=0)
    written = home().write(mine, cast.managing_editor(), based_on=0)
    assert pinned(written.edition.layout) == [(0, one.pk)]
    assert pinned(written.edition.layout, "b-latest") == [(0, other.pk)]


def test_an_edition_goes_live_in_its_second_and_can_be_cancelled_before() -> None:
    (story,) = stories(1)
    front, editor = home(), cast.managing_editor()
    front.publish(editor)
    front.write(with_pin(front, story), editor, based_on=1)
    hour = timezone.now() + timedelta(hours=2)
    launch = front.publish(editor, at=hour)
    cancelled = front.publish(editor, at=hour + timedelta(hours=1))
    assert front.scheduled() == [launch, cancelled]
    assert front.live() != launch
    front.cancel(cancelled, editor)
    assert front.scheduled() == [launch]
    with time_machine.travel(hour - timedelta(seconds=1), tick=False):
        assert front.live() != launch
    with time_machine.travel(hour, tick=False):
        assert front.live() == launch
        with pytest.raises(NotAllowed, match="already live"):
            front.cancel(launch, editor)
    with time_machine.travel(hour + timedelta(hours=2), tick=False):
        assert front.live() == launch


@pytest.mark.every_database
def test_rolling_back_is_a_launch_and_keeps_a_draft() -> None:
    one, other = stories(2)
    front, editor = home(), cast.managing_editor()
    first = front.publish(editor).edition
    front.write(with_pin(front, one), editor)
    front.publish(editor)
    front.roll_back(first, editor, why="Too early")
    assert out(front).edition == first and not front.has_draft()
    assert front.working is not None and front.working.kind == Edition.Kind.RESTORED
    front.write(with_pin(front, other), editor)
    front.roll_back(Edition.objects.get(number=2), editor)
    assert pinned(out(front).edition.layout) == [(0, one.pk)]
    assert pinned(front.layout()) == [(0, other.pk)] and front.has_draft()
    front.discard_draft(editor)
    assert pinned(front.layout()) == [(0, one.pk)] and not front.has_draft()


def test_an_edition_of_yesterday_after_a_newer_one_is_what_readers_get() -> None:
    (one,) = stories(1)
    front, editor = home(), cast.managing_editor()
    old = front.write(front.layout(), editor).edition
    front.write(with_pin(front, one), editor)
    front.publish(editor)
    front.publish(editor, edition=old)
    assert out(front).edition == old and front.has_draft()


def test_a_clock_that_was_ahead_leaves_nothing_that_comes_back() -> None:
    (one,) = stories(1)
    front, editor = home(), cast.managing_editor()
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        front.publish(editor)
    front.write(with_pin(front, one), editor)
    launch = front.publish(editor)
    assert front.live() == launch
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert front.live() == launch


def test_one_click_leads_and_the_former_lead_moves_down() -> None:
    one, other, third = stories(3)
    front, editor = home(), cast.managing_editor()
    front.place(one, editor)
    front.place(other, editor)
    assert pinned(out(front).edition.layout) == [(0, other.pk), (1, one.pk)]
    front.place(one, editor)
    assert pinned(out(front).edition.layout) == [(0, one.pk), (1, other.pk)]
    end = timezone.now() + timedelta(hours=1)
    front.place(third, editor, block="b-latest", at=2, until=end, headline="Shorter")
    assert pinned(out(front).edition.layout, "b-latest") == [(2, third.pk)]
    assert out(front).edition.last_end == end
    front.take_off(one, editor)
    assert pinned(out(front).edition.layout) == [(0, other.pk)]
    assert front.take_off(one, editor) is None
    with pytest.raises(NotAllowed, match="no longer on the front"):
        front.place(one, editor, block="b-nowhere")
    with pytest.raises(NotAllowed, match="future"):
        front.place(one, editor, until=timezone.now())
    entry = Entry.objects.filter(verb=Entry.Verb.FRONT_PLACE)[0]
    assert (entry.article_id, entry.title) == (third.pk, "Story 2")
    assert entry.note.startswith("Home page, Latest, 3, until ")


def test_a_draft_gets_what_was_placed_by_one_click_and_stays_a_draft() -> None:
    one, other = stories(2)
    front, editor = home(), cast.managing_editor()
    front.publish(editor)
    front.write(with_pin(front, one, 3), editor)
    front.place(other, editor)
    assert pinned(out(front).edition.layout) == [(0, other.pk)]
    assert pinned(front.layout()) == [(0, other.pk), (3, one.pk)]
    assert front.has_draft()
    front.take_off(other, editor)
    assert pinned(out(front).edition.layout) == []
    assert pinned(front.layout()) == [(3, one.pk)]


def test_one_can_be_placed_in_a_strip_that_all_other_sections_stand_for() -> None:
    (one,) = stories(1)
    sports = cast.section("sports")
    layout = {"blocks": [{"id": "b-all", "type": "sections"}]}
    front, editor = home(), cast.managing_editor()
    front.write(layout, editor)
    front.publish(editor)
    front.place(one, editor, block=f"b-section-{sports.pk}")
    blocks = out(front).edition.layout["blocks"]
    assert [block["type"] for block in blocks] == ["strip"] * Category.objects.count()


def _verbs(front: Front, story: Article) -> list[Callable[[Any], Any]]:
    front.publish(None)
    launch = front.publish(None, at=timezone.now() + timedelta(hours=1))
    return [
        lambda by: front.write({}, by),
        front.publish,
        lambda by: front.cancel(launch, by),
        lambda by: front.roll_back(launch.edition, by),
        front.discard_draft,
        lambda by: front.place(story, by),
        lambda by: front.take_off(story, by),
        lambda by: front.undo(launch.edition, story, by),
    ]


@pytest.mark.every_database
@pytest.mark.parametrize(
    ("person", "reach"),
    [
        (cast.managing_editor, {"home", "politics", "sports", "topic"}),
        (cast.chief, {"home", "politics", "sports", "topic"}),
        (cast.sports_editor, {"sports"}),
        (cast.reporter, set()),
        (cast.picture_editor, set()),
        (cast.operator, set()),
        (cast.reader, set()),
        (AnonymousUser, set()),
    ],
)
def test_who_may_lay_out_which(person: Callable[[], Any], reach: set[str]) -> None:
    (story,) = stories(1)
    by = person()
    fronts = {
        "home": Front.of_home(),
        "politics": Front.of_section(cast.section()),
        "sports": Front.of_section(cast.section("sports")),
        "topic": Front.of_topic(topics.add("Ports", None)),
    }
    for name, front in fronts.items():
        verbs = _verbs(front, story)
        assert front.may_be_edited_by(by) == (name in reach), name
        if name not in reach:
            for verb in verbs:
                with pytest.raises(PermissionDenied):
                    verb(by)
    within = set(Front.objects.within_reach_of(by))
    assert within == {fronts[name] for name in reach}


def test_nobody_places_what_they_may_not_see() -> None:
    front = Front.of_section(cast.section("sports"))
    embargoed = cast.draft("Embargoed", section=cast.section("politics"))
    with pytest.raises(PermissionDenied, match="place this story"):
        front.place(embargoed, cast.sports_editor())
    own = cast.draft("Own", section=cast.section("sports"))
    assert front.place(own, cast.sports_editor())


def test_where_a_story_stands_is_known_live_in_drafts_and_scheduled() -> None:
    one, other = stories(2)
    front, editor = home(), cast.managing_editor()
    front.place(one, editor)
    assert [(s.state, s.block, s.position) for s in placements_of(one)] == [
        ("live", "Top stories", 1)
    ]
    front.write(with_pin(front, other, 2), editor)
    hour = timezone.now() + timedelta(hours=1)
    front.publish(editor, at=hour)
    front.write(with_pin(front, other, 4, "b-latest"), editor)
    states = [(s.state, s.position, s.by_name) for s in placements_of(other)]
    name = editor.username
    assert states == [("scheduled", 3, name), ("draft", 3, name), ("draft", 5, name)]
    (lead,) = leads()
    assert (lead.story, lead.is_pinned) == (one, True)
    assert lead.since == out(front).at


def test_an_edition_is_written_once_and_a_front_there_once() -> None:
    front = home()
    edition = front.publish(None).edition
    with pytest.raises(TypeError):
        edition.save()
    with pytest.raises(TypeError):
        Edition.objects.update(number=7)
    with pytest.raises(IntegrityError), transaction.atomic():
        Front.objects.bulk_create([Front(key="home")])
    other = Front.of_section(cast.section())
    with pytest.raises(NotAllowed, match="another front"):
        other.publish(None, edition=edition)


@pytest.mark.every_database
def test_a_story_is_weighed_at_once_by_who_may_publish_it() -> None:
    (story,) = stories(1)
    with pytest.raises(PermissionDenied):
        story.weigh(5, cast.reporter())
    with pytest.raises(NotAllowed, match="1 to 5"):
        story.weigh(6, cast.editor())
    story.weigh(5, cast.editor())
    assert Article.objects.get(pk=story.pk).importance == 5
    assert "front:1" in Announcement.log.order_by("-pk")[0].keys
    story.weigh(5, cast.editor())
    assert Entry.objects.filter(verb=Entry.Verb.WEIGH).count() == 1
