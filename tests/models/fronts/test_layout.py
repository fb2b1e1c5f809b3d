"""The reader of layouts never fails, whatever is stored, and gives the same for the same."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models.fronts.block_types import BLOCK_TYPES
from articles.models.fronts.layout import MOST_BLOCKS, Rule, read

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)
KEYS = ("id", "type", "name", "look", "count", "rule", "places", "at", "story", "until", "crop")
PART = st.dictionaries(st.sampled_from(KEYS), JSON | st.sampled_from(list(BLOCK_TYPES)))


def block(**more: Any) -> dict[str, Any]:
    return {"id": "b-1", "type": "row", "count": 4, **more}


@settings(max_examples=60)
@given(JSON | st.fixed_dictionaries({"blocks": st.lists(PART | JSON, max_size=6)}))
def test_whatever_is_stored_is_read_and_what_was_read_is_kept(stored: Any) -> None:
    layout = read(stored)
    again = read(layout.as_json())
    assert again == layout
    assert again.dropped == ()
    for one in layout.blocks:
        assert one.kind.fewest <= one.count <= one.kind.most
        indexes = [place.at for place in one.places]
        assert sorted(set(indexes)) == indexes
        assert all(0 <= at < one.count for at in indexes)


def test_what_is_not_understood_is_left_out_and_said() -> None:
    layout = read({"blocks": [{"type": "carousel"}, block(places=[{"at": 1}]), "nothing"]})
    assert [one.type for one in layout.blocks] == ["row"]
    assert len(layout.dropped) == 3


def test_two_at_one_index_stand_beside_each_other_as_far_as_there_is_room() -> None:
    places = [{"story": number, "at": 1} for number in (1, 2, 3)]
    layout = read({"blocks": [block(count=2, places=places)]})
    assert [(place.at, place.story) for place in layout.blocks[0].places] == [(0, 2), (1, 1)]
    assert len(layout.dropped) == 1


def test_words_are_kept_as_they_can_be_seen_and_ends_only_with_a_time_zone() -> None:
    place = {"story": 1, "headline": " A\u202e\x00b ", "until": "2026-11-30T12:00:00"}
    (found,) = read({"blocks": [block(places=[place])]}).blocks[0].places
    assert (found.headline, found.until) == ("Ab", None)
    place["until"] = "2026-11-30T12:00:00+00:00"
    (found,) = read({"blocks": [block(places=[place])]}).blocks[0].places
    assert found.until is not None
    place["until"] = "2026-02-31T12:00:00+00:00"
    (found,) = read({"blocks": [block(places=[place])]}).blocks[0].places
    assert found.until is None


def test_ids_are_each_once_and_the_same_each_time() -> None:
    stored = {"blocks": [block(places=[{"story": 1, "id": "b-1"}]), block()]}
    first, second = read(stored), read(stored)
    assert first == second
    ids = [one.id for one in first.blocks] + [place.id for _b, place in first.places()]
    assert len(set(ids)) == 3


def test_a_rule_that_is_none_is_the_types_own() -> None:
    opinion = {"type": "opinion", "rule": {"by": "phase of the moon"}}
    layout = read({"blocks": [opinion, block(rule={"by": "section", "of": "7"})]})
    assert [one.rule for one in layout.blocks] == [Rule("kind", "opinion"), Rule("section", 7)]


def test_no_more_blocks_than_a_page_can_bear() -> None:
    layout = read({"blocks": [block() for _one in range(MOST_BLOCKS + 5)]})
    assert len(layout.blocks) == MOST_BLOCKS
    assert layout.dropped
