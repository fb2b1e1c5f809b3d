"""Two people at one front: both have what they did, and where they did the same, both know."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.lib.merging.fronts import merge
from articles.models.fronts.layout import read


def place(number: int, at: int, **more: Any) -> dict[str, Any]:
    return {"id": f"p-{number}", "at": at, "story": number, **more}


def layout(**blocks: list[dict[str, Any]]) -> dict[str, Any]:
    given = [
        {"id": key, "type": "row", "count": 5, "places": places} for key, places in blocks.items()
    ]
    return read({"blocks": given}).as_json()


def stories(merged: dict[str, Any]) -> dict[str, list[tuple[int, int]]]:
    return {
        block["id"]: [(one["at"], one["story"]) for one in block["places"]]
        for block in merged["blocks"]
    }


def test_both_have_what_they_placed() -> None:
    base = layout(a=[place(1, 0)], b=[])
    mine = layout(a=[place(1, 0), place(2, 1)], b=[])
    theirs = layout(a=[place(1, 0)], b=[place(3, 0)])
    merged, aside = merge(base, mine, theirs)
    assert stories(merged) == {"a": [(0, 1), (1, 2)], "b": [(0, 3)]}
    assert aside == []


def test_two_at_one_place_the_later_stands_and_the_other_is_handed_back() -> None:
    base = layout(a=[])
    merged, aside = merge(base, layout(a=[place(2, 0)]), layout(a=[place(3, 0)]))
    assert stories(merged) == {"a": [(0, 2)]}
    assert [(one["story"], one["block"]) for one in aside] == [(3, "a")]


def test_the_same_story_by_both_is_no_conflict() -> None:
    mine, theirs = layout(a=[place(2, 0)]), layout(a=[place(2, 0) | {"id": "p-9"}])
    merged, aside = merge(layout(a=[]), mine, theirs)
    assert stories(merged) == {"a": [(0, 2)]}
    assert aside == []


def test_fields_of_one_place_are_merged_each() -> None:
    base = layout(a=[place(1, 0)])
    mine = layout(a=[place(1, 0, headline="Mine")])
    theirs = layout(a=[place(1, 2, trail="Theirs")])
    merged, aside = merge(base, mine, theirs)
    (one,) = merged["blocks"][0]["places"]
    assert (one["headline"], one["trail"], one["at"]) == ("Mine", "Theirs", 2)
    assert aside == []
    theirs = layout(a=[place(1, 0, headline="Theirs")])
    merged, aside = merge(base, mine, theirs)
    assert merged["blocks"][0]["places"][0]["headline"] == "Mine"
    assert [one["headline"] for one in aside] == ["Theirs"]


def test_what_one_took_out_stays_out_unless_the_other_works_on_it() -> None:
    base = layout(a=[place(1, 0)], b=[place(2, 0)], c=[])
    merged, aside = merge(base, layout(a=[], c=[]), base)
    assert (stories(merged), aside) == ({"a": [], "c": []}, [])
    theirs = layout(a=[place(1, 0, kicker="Theirs")], b=[place(2, 0), place(3, 1)], c=[])
    merged, aside = merge(base, layout(a=[], c=[]), theirs)
    assert stories(merged) == {"a": [], "c": []}
    assert sorted(one["story"] for one in aside) == [1, 3]
    # The other way round: what I work on stays, whatever they took out.
    merged, aside = merge(base, theirs, layout(a=[], c=[]))
    assert stories(merged) == {"a": [(0, 1)], "b": [(0, 2), (1, 3)], "c": []}


def test_one_moved_by_both_stands_once() -> None:
    base = layout(a=[place(1, 0)], b=[], c=[])
    merged, aside = merge(base, layout(a=[], b=[place(1, 0)], c=[]),
                          layout(a=[], b=[], c=[place(1, 0)]))  # fmt: skip
    assert stories(merged) == {"a": [], "b": [(0, 1)], "c": []}
    assert [one["block"] for one in aside] == ["c"]
    merged, aside = merge(base, base, layout(a=[], b=[], c=[place(1, 0)]))
    assert stories(merged) == {"a": [], "b": [], "c": [(0, 1)]}
    assert aside == []


def test_blocks_come_in_the_order_of_who_moved_them() -> None:
    base = layout(a=[], b=[], c=[])
    mine, theirs = layout(c=[], a=[], b=[]), layout(a=[], b=[], new=[], c=[])
    merged, _aside = merge(base, mine, theirs)
    assert list(stories(merged)) == ["c", "a", "b", "new"]


def test_a_smaller_block_puts_the_others_placement_where_there_is_room() -> None:
    base = layout(a=[])
    small = deepcopy(base)
    small["blocks"][0]["count"] = 2
    merged, aside = merge(base, small, layout(a=[place(1, 4)]))
    assert (stories(merged), aside) == ({"a": [(0, 1)]}, [])
    merged, aside = merge(base, layout(a=[place(1, 4)]), small)
    assert (stories(merged), aside) == ({"a": [(4, 1)]}, [])


LAYOUTS = st.fixed_dictionaries(
    {
        "blocks": st.lists(
            st.fixed_dictionaries(
                {
                    "id": st.sampled_from("abcd"),
                    "type": st.just("row"),
                    "count": st.integers(1, 5),
                    "places": st.lists(
                        st.builds(
                            place,
                            st.integers(1, 8),
                            st.integers(0, 4),
                            headline=st.sampled_from(["", "One", "Two"]),
                        ),
                        max_size=4,
                    ),
                }
            ),
            max_size=4,
        )
    }
).map(lambda stored: read(stored).as_json())


@settings(max_examples=40)
@given(LAYOUTS, LAYOUTS, LAYOUTS)
def test_nothing_that_either_placed_is_lost(base: Any, mine: Any, theirs: Any) -> None:
    merged, aside = merge(base, mine, theirs)
    assert read(merged).as_json() == merged
    assert read(merged).dropped == ()

    def placed(side: Any) -> set[tuple[int, str]]:
        return {(one.story, one.headline) for _b, one in read(side).places()}

    there = placed(merged) | {(one["story"], one["headline"]) for one in aside}
    assert placed(mine) - placed(base) <= there
    assert placed(theirs) - placed(base) <= there
    ids = [one.id for _block, one in read(merged).places()]
    assert len(ids) == len(set(ids))


@settings(max_examples=40)
@given(LAYOUTS, LAYOUTS)
def test_who_changed_nothing_takes_the_others(base: Any, other: Any) -> None:
    assert merge(base, base, other)[0] == other
    assert merge(base, other, base)[0] == other
