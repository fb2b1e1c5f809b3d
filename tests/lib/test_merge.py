"""Three-way merging: both people's work is taken, and only true overlaps ask."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.merging import passages
from articles.lib.merging.merge import Merged, Overlap, blocks, merge
from articles.lib.merging.sequences import matches

RAIN = "<p>Heavy rain has closed the three schools of the old town since Monday.</p>"
ROADS = "<p>The roads to the north are open again, the police said on Tuesday night.</p>"
DUES = "<p>Teachers wait for their dues; the ministry has promised to pay by May.</p>"
CROPS = "<p>Farmers fear for the wheat, which should have been cut a week ago.</p>"
NEWER = "<p>A bridge near the market was swept away.</p>"
OTHER = "<p>Trains run on the southern line only.</p>"


def body(*parts: str) -> dict[str, str]:
    return {"body": "".join(parts)}


def merged(base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]) -> Merged:
    return merge(base, mine, theirs, bodies={"body"}, lists={"authors"})


def outcome(base: list[str], mine: list[str], theirs: list[str]) -> str | list[tuple[str, ...]]:
    """The merged body, or what is asked: before, mine and theirs of each overlap."""
    result = merged(body(*base), body(*mine), body(*theirs))
    if result.overlaps:
        return [(one.base, one.mine, one.theirs) for one in result.overlaps]
    return str(result.settled(())["body"])


def test_blocks() -> None:
    parts = [
        RAIN,
        "<h2>Two</h2>",
        "<hr>",
        "<ul><li>a<ul><li>b</li></ul></li></ul>",
        "<blockquote><p>a</p><h3>b</h3></blockquote>",
        '<figure data-picture="3"><figcaption>x</figcaption></figure>',
        "<table><tbody><tr><td><p>a</p><p>b</p></td></tr></tbody></table>",
    ]
    assert blocks("".join(parts)) == parts
    assert blocks("") == []
    assert blocks("loose<p>a</p>\n<p>b") == ["loose", "<p>a</p>", "\n", "<p>b"]


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<ul>", "</ul>", "<hr>", "<pre>", "a<", "<p", ">", "\n"])
        | st.text(max_size=3)
    ).map("".join)
)
def test_blocks_lose_nothing(text: str) -> None:
    assert "".join(blocks(text)) == text


def test_a_field_that_one_changed() -> None:
    base = {"headline": "Rain", "kicker": "", "words": 3, "live": False}
    result = merged(
        base, base | {"headline": "Heavy rain", "live": True}, base | {"words": 4, "live": True}
    )
    assert result.overlaps == []
    assert result.settled(()) == {
        "headline": "Heavy rain", "kicker": "", "words": 4, "live": True,
    }  # fmt: skip


def test_a_field_that_both_changed() -> None:
    result = merged({"headline": "Rain"}, {"headline": "Heavy rain"}, {"headline": "Rain ends"})
    assert result.overlaps == [Overlap("headline", 0, "Rain", "Heavy rain", "Rain ends")]
    assert result.overlaps[0].joinable
    assert result.settled(["mine"]) == {"headline": "Heavy rain"}
    assert result.settled(["theirs"]) == {"headline": "Rain ends"}
    assert result.settled(["both"]) == {"headline": "Rain ends Heavy rain"}


def test_both_texts_of_several_lines_and_of_none() -> None:
    assert merged({"note": "a"}, {"note": "b\nc"}, {"note": "d"}).settled(["both"]) == {
        "note": "d\nb\nc"
    }
    assert merged({"note": "a"}, {"note": ""}, {"note": "d"}).settled(["both"]) == {"note": "d"}
    assert merged({"note": "a"}, {"note": None}, {"note": "d"}).settled(["both"]) == {"note": "d"}


@pytest.mark.parametrize("choices", [[], ["mine", "mine"], ["ours"], [""], ["both"]])
def test_a_choice_that_does_not_settle(choices: list[str]) -> None:
    result = merged({"section": 1}, {"section": 2}, {"section": None})
    assert not result.overlaps[0].joinable
    with pytest.raises(ValueError, match=r"section|choices"):
        result.settled(choices)


def test_overlaps_stand_in_the_order_of_fields_and_places() -> None:
    base = {"headline": "a", **body(RAIN, ROADS, DUES), "kicker": "b"}
    mine = {"headline": "c", **body(NEWER, ROADS, OTHER), "kicker": "d"}
    theirs = {"headline": "e", **body(OTHER, ROADS, NEWER), "kicker": "f"}
    result = merged(base, mine, theirs)
    places = [(one.field, one.place, one.html) for one in result.overlaps]
    assert places == [
        ("headline", 0, False), ("body", 0, True), ("body", 1, True), ("kicker", 0, False),
    ]  # fmt: skip
    assert result.settled(["mine", "theirs", "both", "theirs"]) == {
        "headline": "c", "body": OTHER + ROADS + NEWER + OTHER, "kicker": "f",
    }  # fmt: skip


def test_a_field_that_an_old_document_lacks() -> None:
    assert merged({}, {"kicker": ""}, {"kicker": "Live"}).settled(()) == {"kicker": "Live"}
    assert merged({}, {"kicker": "Live"}, {"kicker": ""}).settled(()) == {"kicker": "Live"}
    assert merged({"a": 1}, {"b": 2}, {"c": 3}).settled(()) == {"a": 1, "b": 2, "c": 3}
    assert merged({"a": 1}, {"a": 2}, {}).settled(()) == {"a": 2}
    assert merged({"a": 1}, {}, {"a": 2}).settled(()) == {"a": 2}
    assert merged({}, {"kicker": "a"}, {"kicker": "b"}).overlaps == [
        Overlap("kicker", 0, None, "a", "b")
    ]
    assert merged({}, body(RAIN), body(RAIN, ROADS)).settled(()) == body(RAIN, ROADS)
    assert merged({"body": None}, body(RAIN), {"body": None}).settled(()) == body(RAIN)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "result"),
    [
        ([1, 2, 3], [1, 2, 3, 4], [1, 2, 3], [1, 2, 3, 4]),
        ([1, 2], [1, 9, 2], [1, 2, 7], [1, 9, 2, 7]),
        ([1, 2, 3], [1, 3], [1, 2, 3, 4], [1, 3, 4]),
        ([1, 2, 3], [3, 1, 2], [1, 2, 3, 4], [3, 4, 1, 2]),
        ([1, 2, 3], [1, 2, 3, 4], [3, 1, 2], [3, 4, 1, 2]),
        ([1, 2, 3], [2, 1, 3], [3, 2, 1], [3, 2, 1]),
        ([1, 2, 3], [1, 4, 2, 3], [1, 3], [1, 4, 3]),
        ([1, 2, 3], [1, 2, 5, 6, 3], [1, 3], [1, 5, 6, 3]),
        ([], [1, 2], [2, 3], [1, 2, 3]),
        (["a"], ["a", "b"], ["b", "a"], ["b", "a"]),
        ([{"n": 1}], [{"n": 1}, {"n": 2}], [], [{"n": 2}]),
        (None, [1], None, [1]),
    ],
)
def test_lists_never_overlap(
    base: list[Any], mine: list[Any], theirs: list[Any], result: list[Any]
) -> None:
    settled = merged({"authors": base}, {"authors": mine}, {"authors": theirs}).settled(())
    assert settled == {"authors": result}


@given(*[st.lists(st.integers(0, 7), unique=True)] * 3)
def test_lists_hold_what_was_added_and_not_what_was_removed(
    base: list[int], mine: list[int], theirs: list[int]
) -> None:
    result = merged({"authors": base}, {"authors": mine}, {"authors": theirs}).settled(())
    kept = (set(mine) & set(theirs)) | (set(mine) | set(theirs)) - set(base)
    assert sorted(result["authors"]) == sorted(kept)


@pytest.mark.parametrize(
    ("mine", "theirs", "result"),
    [
        # Different blocks, also neighbours, and a block that was added beside an edited one.
        ([RAIN[:-4] + "!</p>", ROADS, DUES], [RAIN, ROADS, DUES[:-4] + "?</p>"], "!?"),
        ([RAIN[:-4] + "!</p>", ROADS, DUES], [RAIN, ROADS[:-4] + "?</p>", DUES], "!?"),
        ([RAIN, ROADS, NEWER, DUES], [RAIN, ROADS[:-4] + "?</p>", DUES], "?"),
        ([NEWER, RAIN, ROADS, DUES], [OTHER, ROADS, DUES], ""),
        # Additions at different places.
        ([NEWER, RAIN, ROADS, DUES], [RAIN, ROADS, DUES, OTHER], ""),
        # One edits two paragraphs that follow one another and adds a third between them.
        (
            [RAIN[:-4] + "!</p>", NEWER, ROADS[:-4] + "!</p>", DUES],
            [RAIN, ROADS, DUES[:-4] + "?</p>"],
            "!!?",
        ),
        # The same change is taken once.
        ([RAIN, NEWER, DUES], [RAIN, NEWER, DUES], ""),
        ([RAIN, NEWER, ROADS, DUES], [RAIN, NEWER, ROADS], ""),
        ([RAIN, ROADS, NEWER, OTHER, DUES], [RAIN, ROADS, OTHER, DUES], ""),
    ],
)
def test_changes_that_do_not_overlap(mine: list[str], theirs: list[str], result: str) -> None:
    base = [RAIN, ROADS, DUES]
    settled = outcome(base, mine, theirs)
    assert isinstance(settled, str)
    assert settled == outcome(base, theirs, mine)
    typed = (set(mine) | set(theirs)) - set(base)
    assert typed <= set(blocks(settled))
    assert Counter(settled)["!"] == Counter(result)["!"]
    assert Counter(settled)["?"] == Counter(result)["?"]
    assert len(blocks(settled)) == len(set(blocks(settled)))


def test_neighbours_keep_their_order() -> None:
    added = outcome([RAIN, ROADS], [RAIN, NEWER, ROADS], [RAIN + OTHER, ROADS[:-4] + "?</p>"])
    assert added == [("", NEWER, OTHER)]
    assert outcome([RAIN, ROADS], [RAIN, NEWER, ROADS], [OTHER, ROADS]) == OTHER + NEWER + ROADS
    assert outcome([RAIN, ROADS], [RAIN, NEWER, ROADS], [RAIN, OTHER]) == RAIN + NEWER + OTHER


def test_an_edit_of_one_block_by_both() -> None:
    mine, theirs = RAIN[:-4] + " It goes on.</p>", RAIN.replace("Monday", "Sunday")
    assert outcome([RAIN, ROADS], [mine, ROADS], [theirs, ROADS]) == [(RAIN, mine, theirs)]


def test_a_long_rewrite_asks_only_for_what_both_touched() -> None:
    mine = [one[:-4] + "!</p>" for one in (RAIN, ROADS, DUES, CROPS)]
    theirs = [RAIN, ROADS, DUES[:-4] + "?</p>", CROPS]
    asked = outcome([RAIN, ROADS, DUES, CROPS], mine, theirs)
    assert asked == [(DUES, mine[2], theirs[2])]


def test_what_both_wrote_is_not_asked() -> None:
    asked = outcome([RAIN], [NEWER, OTHER, CROPS], [NEWER, DUES, CROPS])
    assert asked == [(RAIN, OTHER, DUES)]


def test_an_edit_of_what_the_other_removed() -> None:
    edited = ROADS[:-4] + "!</p>"
    base = [RAIN, ROADS, DUES]
    assert outcome(base, [RAIN, edited, DUES], []) == [(ROADS, edited, "")]
    assert outcome(base, [RAIN, DUES], [RAIN, edited, DUES]) == [(ROADS, "", edited)]
    result = merged(body(*base), body(RAIN, edited, DUES), body())
    assert result.settled(["both"]) == body(edited)
    assert result.settled(["theirs"]) == body()


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("base", "joined", "edited"),
    [
        (
            ("Rain", "Schools are closed"),
            ("Rain Schools are closed",),
            ("Snow", "Schools are closed"),
        ),
        (
            ("Rain in the north", "Schools"),
            ("Rain in the north Schools",),
            ("Rain in the north", "All schools"),
        ),
        (("a b c d", "e f g"), ("a b c d e", "f g"), ("a b c d", "e f g h")),
        (("a b c d e f g",), ("a b c", "d e f g"), ("a b c d e f g h",)),
        (("a b c d", "e f g", "h i"), ("e f g", "h i", "a b c d"), ("a b c d x", "e f g", "h i")),
    ],
    ids=["to a heading", "to a paragraph", "a word goes over", "parted", "moved"],
)
def test_blocks_that_words_went_between_are_seen_as_one(
    base: tuple[str, ...], joined: tuple[str, ...], edited: tuple[str, ...], turned: bool
) -> None:
    parts = [
        [f"<h2>{base_[0]}</h2>", *(f"<p>{text}</p>" for text in base_[1:])]
        for base_ in (base, joined, edited)
    ]
    before, mine, theirs = parts
    if turned:
        mine, theirs = theirs, mine
    result = merged(body(RAIN, *before, DUES), body(RAIN, *mine, DUES), body(RAIN, *theirs, DUES))
    assert len(result.overlaps) == 1
    assert result.settled(["mine"]) == body(RAIN, *mine, DUES)
    assert result.settled(["theirs"]) == body(RAIN, *theirs, DUES)


LONGER = ROADS[:-4] + " Buses run again.</p>"
#: What one made of it, what the other did, and what both come to.
MOVES = {
    "moved by one, edited by the other": (
        [RAIN, DUES, CROPS, ROADS],
        [RAIN, LONGER, DUES, CROPS],
        [RAIN, DUES, CROPS, LONGER],
    ),
    "moved up beside something new": (
        [NEWER, CROPS, RAIN, ROADS, DUES],
        [RAIN, ROADS, DUES, CROPS[:-4] + " It rots.</p>", OTHER],
        [NEWER, CROPS[:-4] + " It rots.</p>", RAIN, ROADS, DUES, OTHER],
    ),
    "moved by both, to two places": (
        [CROPS, RAIN, ROADS, DUES],
        [RAIN, CROPS, ROADS, DUES],
        [CROPS, RAIN, ROADS, DUES],
    ),
    "moved by one, cut by the other": (
        [RAIN, DUES, CROPS, ROADS],
        [RAIN, DUES, CROPS],
        [RAIN, DUES, CROPS, ROADS],
    ),
    "two moved by one, of which the other edited one": (
        [DUES, CROPS, RAIN, ROADS],
        [RAIN, LONGER, DUES, CROPS],
        [DUES, CROPS, RAIN, LONGER],
    ),
    "moved far, an edit asked for as a suggestion": (
        [RAIN, DUES, CROPS, ROADS],
        [RAIN, ROADS.replace("again", '<del data-suggestion="aaaaaa">again</del>'), DUES, CROPS],
        [RAIN, DUES, CROPS, ROADS.replace("again", '<del data-suggestion="aaaaaa">again</del>')],
    ),
}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(("moved", "edited", "result"), MOVES.values(), ids=MOVES)
def test_a_moved_block_stands_once_with_what_the_other_did(
    moved: list[str], edited: list[str], result: list[str], turned: bool
) -> None:
    mine, theirs = (edited, moved) if turned else (moved, edited)
    assert outcome([RAIN, ROADS, DUES, CROPS], mine, theirs) == "".join(result)


def test_an_edit_of_what_the_other_moved_and_edited_is_asked_about() -> None:
    edited = ROADS[:-4] + " Lorries wait.</p>"
    asked = outcome(
        [RAIN, ROADS, DUES, CROPS], [RAIN, LONGER, DUES, CROPS], [RAIN, DUES, edited, CROPS]
    )
    assert asked == [(ROADS + DUES, LONGER + DUES, DUES + edited)]


def test_a_join_in_whose_way_nobody_is_comes_in_by_itself() -> None:
    joined = RAIN[:-4] + " " + ROADS[3:]
    edited = DUES[:-4] + "!</p>"
    settled = outcome([RAIN, ROADS, DUES], [joined, DUES], [RAIN, ROADS, NEWER, edited])
    assert settled == joined + NEWER + edited


def test_both_join_what_is_between_to_another() -> None:
    """Else it would be there twice, and nobody would have been asked."""
    before, between, after = "<p>a b c d</p>", "<p>e f</p>", "<p>g h i j</p>"
    mine, theirs = ["<p>a b c d e f</p>", after], [before, "<p>e f g h i j</p>"]
    asked = outcome([before, between, after], mine, theirs)
    assert asked == [(before + between + after, "".join(mine), "".join(theirs))]


def test_an_addition_amid_what_the_other_removed() -> None:
    base = [RAIN, ROADS, DUES, CROPS]
    assert outcome(base, [RAIN, ROADS, NEWER, DUES, CROPS], [RAIN, CROPS]) == [("", NEWER, "")]


def test_removals_of_different_blocks_that_meet() -> None:
    assert outcome([RAIN, ROADS, DUES, CROPS], [RAIN, CROPS], [RAIN, ROADS]) == RAIN


def test_the_same_edit_where_one_also_removed_the_next_block() -> None:
    assert outcome([RAIN, DUES], [NEWER, DUES], [NEWER]) == NEWER
    assert outcome([RAIN, DUES], [RAIN, DUES], [NEWER]) == NEWER


def test_additions_at_one_place() -> None:
    assert outcome([RAIN], [RAIN, NEWER], [RAIN, OTHER]) == [("", NEWER, OTHER)]
    assert outcome([RAIN], [RAIN, NEWER], [RAIN, OTHER, NEWER]) == RAIN + OTHER + NEWER
    both = merged(body(RAIN), body(RAIN, NEWER), body(RAIN, OTHER)).settled(["both"])
    assert both == body(RAIN, OTHER, NEWER)


def test_work_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    base = [f"<p>{word} rain and wind in the town</p>" for word in "abcdef"]
    mine = [one.replace("rain", "snow") for one in base]
    theirs = [*base[:2], base[2].replace("wind", "hail"), *base[3:]]
    assert outcome(base, mine, theirs) == [(base[2], mine[2], theirs[2])]
    whole = [("".join(base), "".join(mine), "".join(theirs))]
    monkeypatch.setattr(passages, "_EFFORT", 0)
    assert outcome(base, mine, theirs) == whole
    monkeypatch.undo()
    monkeypatch.setattr(passages, "_LONGEST", 5)
    assert outcome(base, mine, theirs) == whole


def test_bodies_that_nobody_changed() -> None:
    assert passages.merged_passages(RAIN + DUES, RAIN + DUES, RAIN + DUES) == [RAIN, DUES]


def test_thousands_of_equal_blocks() -> None:
    base = ["<p></p>"] * 2000
    settled = outcome(base, [*base[:700], NEWER, *base[700:]], [OTHER, *base])
    assert settled == "".join([OTHER, *base[:700], NEWER, *base[700:]])


@given(
    st.text("abc", max_size=12),
    st.text("abc", max_size=12),
    st.sampled_from([0, 5, 10, 20, 40, 10_000]),
)
def test_matches_are_the_same_and_in_order(old: str, new: str, effort: int) -> None:
    """Whatever the effort; and with enough of it, as long as neighbours have nothing in common."""
    end = last = -1
    for match in matches(old, new, effort=effort):
        assert match.size and match.old >= max(end, 0) and match.new >= max(last, 0)
        assert (match.old, match.new) != (end, last)
        end, last = match.old + match.size, match.new + match.size
        assert old[match.old : end] == new[match.new : last]


def test_matches_of_repeated_items_are_the_most_there_are() -> None:
    assert sum(match.size for match in matches("abcabba", "cbabac")) == 4
    assert sum(match.size for match in matches("aabbabab", "bbaabaaa")) == 5
