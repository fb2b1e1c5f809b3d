"""What stands where: pins, then rules, then the newest; nothing twice, and no hole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.lib.dependencies import recording
from articles.lib.weighing import Candidate
from articles.models import Article, Category, Front
from articles.models.fronts import page as pages
from articles.models.fronts.defaults import default
from articles.models.fronts.filling import FilledBlock, fill
from articles.models.fronts.layout import Layout, Rule, read
from articles.models.fronts.page import page_of
from articles.models.fronts.told.comparing import compare, compare_pages
from articles.models.fronts.told.warnings import warnings
from tests import cast

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def story(number: int, **more: Any) -> Candidate:
    """One that is `number` hours old; those without a number of a section are of the first."""
    details = {"section": 1, "kind": "news", "has_picture": False, **more}
    return Candidate(pk=number, at=NOW - timedelta(hours=number), **details)


def block(kind: str, *places: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": kind, "places": list(places), **more}


def filled(stories: list[Candidate], *blocks: dict[str, Any]) -> list[FilledBlock]:
    layout = read({"blocks": list(blocks)})
    numbers = [one.pk for one in sorted(stories, key=lambda one: one.pk) if one.is_visible]
    by_number = {one.pk: one for one in stories}
    pools = {
        one.rule: [
            pk
            for pk in numbers
            if one.rule.by == "newest"
            or (one.rule.by == "section" and by_number[pk].section == one.rule.of)
            or (one.rule.by == "kind" and by_number[pk].kind == one.rule.of)
        ]
        for one in layout.blocks
    }
    pools.setdefault(Rule(), numbers)
    return fill(layout, by_number, pools, NOW)


def numbers(blocks: list[FilledBlock]) -> list[list[int]]:
    return [[place.story for place in one.places] for one in blocks]


def test_pins_stand_at_their_places_and_the_newest_around_them() -> None:
    stories = [story(number) for number in range(1, 9)]
    blocks = filled(stories, block("latest", {"story": 7, "at": 1}, count=4))
    assert numbers(blocks) == [[1, 7, 2, 3]]


@pytest.mark.parametrize("gone", ["withdrawn", "deleted", "ended", "elsewhere"])
def test_where_a_pin_is_nothing_the_place_is_filled(gone: str) -> None:
    stories = [story(number) for number in range(1, 9)]
    pin: dict[str, Any] = {"story": 7, "at": 1}
    before = []
    if gone == "withdrawn":
        stories[6] = story(7, is_visible=False)
    elif gone == "deleted":
        del stories[6]
    elif gone == "ended":
        pin["until"] = NOW.isoformat()
    else:
        before = [block("row", {"story": 7, "at": 0}, count=1)]
    blocks = filled(stories, *before, block("latest", pin, count=4))
    assert numbers(blocks)[-1] == [1, 2, 3, 4]
    waiting = [place.waiting.story for place in blocks[-1].places if place.waiting]
    assert waiting == ([7] if gone == "withdrawn" else [])


def test_a_block_with_few_stories_is_smaller_and_one_with_none_is_left_out() -> None:
    stories = [story(1), story(2, section=2), story(3, kind="opinion")]
    blocks = filled(
        stories,
        block("strip", rule={"by": "section", "of": 2}, count=5),
        block("picture"),
        block("opinion"),
        block("strip", rule={"by": "section", "of": 9}),
        block("ranked"),
    )
    assert [(one.block.type, len(one.places)) for one in blocks] == [
        ("strip", 1),
        ("opinion", 1),
    ]


def test_where_there_are_too_few_a_pin_further_down_moves_up() -> None:
    assert numbers(filled([story(1), story(2)], block("latest", {"story": 1, "at": 5}))) == [[2, 1]]


def test_the_lead_has_a_picture_and_importance_is_worth_hours() -> None:
    stories = [story(number) for number in range(1, 9)] + [story(11, has_picture=True)]
    assert numbers(filled(stories, block("top")))[0][0] == 11
    stories.append(story(20, importance=5, has_picture=True))
    assert numbers(filled(stories, block("top")))[0][:1] == [20]
    stories[0] = story(1, importance=1)
    assert 1 not in numbers(filled(stories, block("top")))[0]


def test_the_top_is_not_of_one_section_where_there_are_others() -> None:
    stories = [story(number) for number in range(1, 9)]
    stories += [story(number, section=2) for number in (9, 10)]
    assert numbers(filled(stories, block("top"))) == [[1, 2, 3, 4, 9]]


def test_a_block_of_pictures_passes_over_a_pin_without_one() -> None:
    stories = [story(1, kind="feature"), story(2, kind="feature", has_picture=True)]
    assert numbers(filled(stories, block("picture", {"story": 1, "at": 0}))) == [[2]]
    own = {"story": 1, "at": 0, "picture": 5}
    assert numbers(filled(stories, block("picture", own))) == [[1]]


# --- With a database -----------------------------------------------------------------------

database = pytest.mark.django_db


def sections() -> list[Category]:
    return list(Category.objects.all())


def newsroom(stories: int) -> list[Article]:
    pictures = [cast.picture("teal"), cast.picture("navy")]
    kinds, slugs = ("news", "opinion", "feature"), ("politics", "sports", "travel")
    return [
        cast.live(
            f"Story {n}",
            kind=kinds[n % 3],
            section=cast.section(slugs[n % 2]),
            picture=pictures[n % 2] if n % 4 else None,
            topics=["Ports"],
            at=timezone.now() - timedelta(hours=n),
        )
        for n in range(stories)
    ]


@database
def test_a_place_says_what_it_wants_and_the_story_stays_as_it_is() -> None:
    stories, other = newsroom(4), cast.picture("olive")
    own = {"headline": "Own", "kicker": "Live", "trail": "So.", "picture": other.pk, "crop": [0, 1]}
    layout = read({"blocks": [block("row", {"story": stories[1].pk, "at": 0, **own}, count=2)]})
    (shown,) = page_of("home", layout, sections()).blocks
    card: Any = shown.cards[0]
    assert (card.headline, card.kicker, card.trail_text) == ("Own", "Live", "So.")
    assert (card.picture.pk, card.picture.focal_class) == (other.pk, "0 10")
    assert card.get_absolute_url() == stories[1].get_absolute_url()
    assert Article.objects.get(pk=stories[1].pk).headline == "Story 1"
    other.delete()
    (shown,) = page_of("home", layout, sections()).blocks
    assert shown.cards[0].picture is not None


@database
def test_sixty_places_cost_what_six_do() -> None:
    newsroom(70)
    layout = {"blocks": [block("row", count=8) for _n in range(6)]}
    layout["blocks"] += [block("latest", count=12)]

    def cost(layout: Layout) -> tuple[int, int]:
        there = sections()
        with CaptureQueriesContext(connection) as queries:
            page = page_of("home", layout, there)
        return len(page.shown()), len(queries)

    assert cost(read(layout)) == (60, 3)
    assert cost(read({"blocks": layout["blocks"][:1]}))[1] == 3


@pytest.mark.every_database
@database
def test_a_story_that_goes_while_the_page_is_made_leaves_no_hole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stories = newsroom(9)
    candidates = vars(pages)["candidates"]

    def and_then_withdrawn(*args: Any, **more: Any) -> Any:
        found = candidates(*args, **more)
        Article.objects.filter(pk=stories[0].pk).update(state="withdrawn")
        return found

    monkeypatch.setattr(pages, "candidates", and_then_withdrawn)
    page = page_of("home", read({"blocks": [block("row", count=5)]}), sections())
    assert len(page.shown()) == 5 and stories[0].pk not in page.shown()


@database
def test_what_is_newest_on_a_front_is_of_its_section_or_topic() -> None:
    stories = newsroom(12)
    politics = cast.section()
    key = f"section:{politics.pk}"
    page = page_of(key, default(key, sections()), sections(), newest=5)
    of_section = [one.pk for one in stories if one.section_id == politics.pk]
    assert page.shown() | {one.pk for one in page.rest} == {*of_section[:5], *page.shown()}
    assert not page.shown() & {one.pk for one in page.rest}
    assert page.newest[:6] == of_section
    topic = stories[0].topics.get()
    with recording() as seen:
        page = page_of(f"topic:{topic.pk}", default(f"topic:{topic.pk}", []), sections())
    assert len(page.shown()) == 4 and f"topic:{topic.pk}" in seen.hard


@pytest.mark.every_database
@database
@pytest.mark.parametrize("rule", ["topic", "author", "section", "kind"])
def test_a_block_of_a_rule_holds_what_the_rule_says(rule: str) -> None:
    stories = newsroom(12)
    author, topic = cast.ottoline(), stories[0].topics.get()
    of = {"topic": topic.pk, "author": author.pk, "section": cast.section().pk, "kind": "opinion"}
    layout = read({"blocks": [block("row", count=3, rule={"by": rule, "of": of[rule]})]})
    (shown,) = page_of("home", layout, sections()).blocks
    headings = {"topic": "Ports", "author": author.name, "section": "Politics", "kind": "Row"}
    assert (len(shown.places), shown.heading) == (3, headings[rule])
    assert page_of(f"section:{cast.section().pk}", layout, sections()).blocks
    gone = read({"blocks": [block("row", rule={"by": rule, "of": 99_999})]})
    if rule != "kind":
        assert page_of("home", gone, sections()).blocks == []


@pytest.mark.every_database
@database
def test_pins_are_depended_on_before_readers_see_them() -> None:
    embargoed = cast.draft("Embargoed")
    layout = read({"blocks": [block("row", {"story": embargoed.pk, "at": 0})]})
    with recording() as seen:
        assert page_of("home", layout, sections()).blocks == []
    assert f"article:{embargoed.pk}" in seen.hard


@database
def test_what_is_to_be_minded_is_said() -> None:
    stories, soon = newsroom(6), timezone.now() + timedelta(minutes=20)
    embargoed = cast.draft("Donaudampfschifffahrtsgesellschaftskapitänswitwe")
    places: list[dict[str, Any]] = [
        {"story": stories[0].pk, "at": 0},
        {"story": embargoed.pk, "at": 1, "until": soon.isoformat()},
        {"story": stories[1].pk, "at": 2},
        {"story": stories[3].pk, "at": 3},
        {"story": 99_999, "at": 4},
    ]
    layout = read(
        {
            "blocks": [
                block("top", *places),
                block("strip", rule={"by": "section", "of": 99_999}),
                block("row", {"story": stories[1].pk, "at": 0, "picture": 99_999}),
                block("carousel"),
            ]
        }
    )
    codes = [(one.code, bool(one.place)) for one in warnings(layout, sections())]
    assert [code for code, of_place in codes if not of_place] == ["dropped", "section_gone"]
    assert {code for code, of_place in codes if of_place} == {
        "no_picture",
        "waiting",
        "ends_soon",
        "long_word",
        "same_picture",
        "gone",
        "twice",
        "picture_gone",
    }


@database
def test_two_layouts_and_two_pages_are_compared() -> None:
    stories = newsroom(8)
    old = read({"blocks": [block("row", {"story": stories[0].pk, "at": 0}, count=3)]})
    new = read({"blocks": [block("row", {"story": stories[6].pk, "at": 0}, count=3)]})
    found = compare(old.as_json(), new.as_json())
    assert ([one.story for one in found.comes], [one.story for one in found.goes]) == (
        [stories[6].pk],
        [stories[0].pk],
    )
    before, after = (page_of("home", one, sections()).blocks for one in (old, new))
    seen = compare_pages(before, after)
    assert [one.story for one in seen.comes] == [stories[6].pk]
    assert not compare_pages(before, before)
    moved = read({"blocks": [block("row", {"story": stories[0].pk, "at": 2}, count=3)]})
    assert [one.story for one in compare(old.as_json(), moved.as_json()).moves] == [stories[0].pk]


@database
def test_a_scheduled_edition_whose_stories_were_all_withdrawn_is_a_whole_page() -> None:
    stories = newsroom(12)
    front = Front.of_home()
    for one in stories[:3]:
        front.place(one, None)
    for one in stories[:3]:
        one.withdraw(None, "Wrong")
    live = front.live()
    assert live is not None
    page = page_of("home", live.edition.read(), sections())
    assert len(page.blocks[0].places) == 5
    assert not page.shown() & {one.pk for one in stories[:3]}
