"""What should never come, and what becomes of it: nothing fails or is lost, and it is said."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from articles.models import Article, Category, Front, NotAllowed
from articles.models.fronts.layout import read
from articles.models.fronts.page import readers_page
from articles.models.fronts.told.leading import leads
from articles.models.fronts.told.warnings import warnings
from tests import cast
from tests.models.fronts.standing import placements_of
from tests.models.fronts.test_front_verbs import home, out, stories, with_pin

pytestmark = pytest.mark.django_db


def shown(key: str = "home") -> list[int]:
    page = readers_page(key, list(Category.objects.all()))
    return [place.story.pk for block in page.blocks for place in block.places]


def top(*places: dict[str, Any], **more: Any) -> dict[str, Any]:
    block = {"id": "b-top", "type": "top", "count": 5, "places": list(places)}
    return {"blocks": [block | more]}


@pytest.mark.parametrize(
    "until",
    [
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+14:00",
        "2026-13-01T00:00:00Z",
        "soon",
        7,
        {},
    ],
)
def test_an_end_that_is_no_moment_is_no_end(until: Any) -> None:
    (story,) = stories(1)
    front, editor = home(), cast.managing_editor()
    front.write(top({"id": "p-1", "at": 0, "story": story.pk, "until": until}), editor)
    front.publish(editor)
    assert shown() == [story.pk]
    (standing, *_others) = placements_of(story)
    assert standing.until is None


@pytest.mark.every_database
@pytest.mark.parametrize(
    "layout",
    [
        None,
        [],
        {"blocks": {}},
        {"blocks": [None, 7, "x", [], {"type": []}, {"type": "top", "places": 3}]},
        top({"story": True}, {"story": -1}, {"story": 2**70}, {"story": "٣"}, {"story": [1]}),
        top(name="\ud800\0", look={}, count="9" * 30, rule={"by": [], "of": {}}),
        top({"story": 2**62, "headline": "\udfff\0x", "crop": [float("nan"), 2], "picture": -5}),
        top(rule={"by": "section", "of": 2**62}),
        {"blocks": [{"type": "top", "id": "same", "rule": {"by": "topic", "of": 7}}] * 60},
    ],
)
def test_hostile_layouts_are_read_saved_and_shown(layout: Any) -> None:
    there = {story.pk for story in stories(3)}
    front, editor = home(), cast.managing_editor()
    front.write(layout, editor)
    front.publish(editor)
    assert there >= set(shown()), "only what is there"
    assert shown(), "and never nothing"
    assert read(front.layout()).as_json() == front.layout()
    warnings(read(front.layout()), list(Category.objects.all()))
    assert leads()


def test_a_giant_layout_is_read_in_no_time() -> None:
    taken = [{"id": f"p-{n:08}", "story": n + 1} for n in range(20_000)]
    same = [{"id": "p-00000001", "story": n + 1} for n in range(20_000)]
    before = time.process_time()
    layout = read(top(*taken, *same))
    assert len(list(layout.places())) == 5
    assert time.process_time() - before < 5
    assert len(layout.dropped) < 100


def test_a_story_that_is_deleted_leaves_its_place_filled_and_is_said() -> None:
    story, *others = stories(3)
    draft = cast.draft("Never out")
    front, editor = home(), cast.managing_editor()
    front.place(story, editor)
    front.place(draft, editor)
    draft.remove(editor)
    assert shown()[1] == story.pk and len(shown()) == 3, "the lead’s place is filled"
    told = warnings(out(front).edition.read(), list(Category.objects.all()))
    assert "gone" in {one.code for one in told}
    with pytest.raises(NotAllowed, match="deleted"):
        front.place(Article(pk=draft.pk or 10**6, headline="Gone"), editor)
    assert others


def test_a_scheduled_edition_whose_stories_were_all_withdrawn_is_filled() -> None:
    one, other, third = stories(3)
    front, editor = home(), cast.managing_editor()
    front.write(top({"id": "p-1", "at": 0, "story": one.pk},
                    {"id": "p-2", "at": 1, "story": other.pk}), editor)  # fmt: skip
    hour = timezone.now() + timedelta(hours=1)
    front.publish(editor, at=hour)
    for story in (one, other):
        story.withdraw(None, "Wrong")
    with time_machine.travel(hour):
        assert shown() == [third.pk]
        live = front.live()
        assert live is not None and live.edition.read().stories() == {one.pk, other.pk}
    one.restore(None)
    with time_machine.travel(hour):
        assert shown() == [one.pk, third.pk]


@pytest.mark.every_database
def test_a_section_that_is_renamed_keeps_front_and_strip() -> None:
    section = cast.section("sports")
    story = cast.live(section=section)
    front, editor = home(), cast.managing_editor()
    front.place(story, editor, block=f"b-section-{section.pk}")
    Front.of_section(section).place(story, editor)
    Category.objects.filter(pk=section.pk).update(name="Games", slug="games")
    named = {(str(one.front), one.block) for one in placements_of(story)}
    assert named == {("Home page", "Games"), ("Games", "Top stories")}
    assert story.pk in shown(f"section:{section.pk}")


@pytest.mark.parametrize("years", [3, 500])
def test_nothing_is_planned_for_a_year_that_nobody_means(years: int) -> None:
    (story,) = stories(1)
    front, editor = home(), cast.managing_editor()
    far = timezone.now() + timedelta(days=366 * years)
    with pytest.raises(NotAllowed, match="two years"):
        front.place(story, editor, until=far)
    with pytest.raises(NotAllowed, match="two years"):
        front.publish(editor, at=far)
    with pytest.raises(NotAllowed, match="two years"):
        front.publish(editor, at=datetime.max.replace(tzinfo=UTC))
    assert front.live() is None


@pytest.mark.every_database
def test_a_clock_that_goes_back_loses_no_edition() -> None:
    one, other = stories(2)
    front, editor = home(), cast.managing_editor()
    front.place(one, editor)
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        front.place(other, editor)
    lead = out(front).edition.read().lead()
    assert lead is not None and lead.story == other.pk, "what was published is out"
    assert front.scheduled() == [], "and no more to come"
    numbers = [edition.number for edition in front.editions.order_by("number")]
    assert numbers == [1, 2]
    third = cast.live("Third")
    edition = front.place(third, editor)
    assert out(front).edition == edition and pinned_to(front) == third.pk
    front.undo(edition, third, editor)
    assert pinned_to(front) == other.pk, "what readers had before"
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        assert pinned_to(front) == other.pk, "and nothing comes back"


def test_what_is_scheduled_comes_after_a_clock_that_goes_back() -> None:
    one, other = stories(2)
    front, editor, hour = home(), cast.managing_editor(), timezone.now() + timedelta(hours=1)
    front.write(top({"id": "p-1", "at": 0, "story": one.pk}), editor)
    front.publish(editor, at=hour)
    with time_machine.travel(hour + timedelta(minutes=5)):
        assert pinned_to(front) == one.pk
    assert front.live() is None and len(front.scheduled()) == 1, "its hour has not come"
    front.place(other, editor)
    with time_machine.travel(hour):
        assert pinned_to(front) == one.pk


def pinned_to(front: Front) -> int | None:
    lead = out(front).edition.read().lead()
    return lead.story if lead else None


def test_two_edits_of_one_place_lose_neither() -> None:
    one, other = stories(2)
    front, editor = home(), cast.managing_editor()
    front.write(front.layout(), editor)
    mine, theirs = with_pin(front, one), with_pin(front, other)
    home().write(theirs, cast.chief(), based_on=1)
    written = home().write(mine, editor, based_on=1)
    kept = read(written.edition.layout).stories()
    assert kept | {aside["place"]["story"] for aside in written.set_aside} == {one.pk, other.pk}


@pytest.mark.every_database
@pytest.mark.parametrize("is_there", [True, False])
def test_a_story_whose_own_picture_is_gone_leads_no_block_of_pictures(is_there: bool) -> None:
    (bare,) = stories(1)
    other = cast.live("With a picture", picture=cast.picture(), kind="feature")
    number = cast.picture("red").pk
    if not is_there:
        number += 999
    place = {"id": "p-1", "at": 0, "story": bare.pk, "picture": number}
    block = {"id": "b-1", "type": "picture", "count": 1, "places": [place]}
    front = home()
    front.write({"blocks": [block]}, None)
    front.publish(None)
    (first, *_others) = readers_page("home", list(Category.objects.all())).blocks
    assert [one.story.pk for one in first.places] == [bare.pk if is_there else other.pk]
    assert all(card.picture for card in first.cards)
