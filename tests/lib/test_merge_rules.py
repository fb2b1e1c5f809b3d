"""What holds of every merge, whatever is merged."""

from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.lib.merging.merge import blocks
from tests.lib.test_merge import DUES, NEWER, OTHER, RAIN, ROADS, body, merged

# Long and short, like and unlike blocks; some stand twice.
BLOCKS = st.sampled_from(
    [RAIN, ROADS, DUES, NEWER, OTHER, "<hr>", "<p>a</p>", "<p>b</p>", "<h2>c d</h2>"]
)


@st.composite
def three_ways(draw: st.DrawFn) -> tuple[list[str], list[str], list[str]]:
    """A base, and two people's edits of it, each of which types things of its own."""
    base = draw(st.lists(BLOCKS, max_size=9))
    sides = []
    for name in ("mine", "theirs"):
        side: list[str] = []
        for index, block in enumerate([*base, ""]):
            act = draw(st.sampled_from(["keep"] * 5 + ["edit", "remove", "add", "same", "move"]))
            if act == "add":
                side.append(f"<p>{name} {index} new</p>")
            elif act == "same":
                side.append(NEWER)
            elif act == "move" and base:
                side.append(base[draw(st.integers(0, len(base) - 1))])
            if act == "edit" and block:
                side.append(
                    block[:-4] + f" {name} {index}</p>" if block != "<hr>" else f"<p>{name}</p>"
                )
            elif act != "remove" and block:
                side.append(block)
        sides.append(side)
    return base, sides[0], sides[1]


@settings(max_examples=300, derandomize=True, deadline=None)
@given(three_ways())
@example((["<p>a</p>"] * 3, ["<p>a</p>"] * 2, ["<p>a</p>"] * 4))
def test_nothing_typed_is_lost(case: tuple[list[str], list[str], list[str]]) -> None:
    base, mine, theirs = case
    result = merged(body(*base), body(*mine), body(*theirs))
    settled = result.settled(["both"] * len(result.overlaps))["body"]
    held = Counter(blocks(settled))
    before, ours, other = Counter(base), Counter(mine), Counter(theirs)
    for block in ours.keys() | other.keys():
        if not held[block]:
            # It stood in the base, and one side removed it (or one of two like it).
            assert block in before
            assert ours[block] < before[block] or other[block] < before[block]
        if block not in before:
            assert held[block] >= max(ours[block], other[block])
    for overlap in result.overlaps:
        assert overlap.mine in settled
        assert overlap.theirs in settled
        assert overlap.mine != overlap.theirs
    for index, choice in enumerate(("mine", "theirs")):
        one = result.settled([choice] * len(result.overlaps))["body"]
        assert set(blocks(one)) <= set(base) | set(mine) | set(theirs), index


@settings(max_examples=200, derandomize=True, deadline=None)
@given(three_ways())
def test_one_side_alone_and_both_alike(case: tuple[list[str], list[str], list[str]]) -> None:
    base, mine, theirs = (body(*side) for side in case)
    assert merged(base, mine, base).settled(()) == mine
    assert merged(base, base, theirs).settled(()) == theirs
    assert merged(base, mine, mine).settled(()) == mine
    forth, back = merged(base, mine, theirs), merged(base, theirs, mine)
    assert [(one.base, one.mine, one.theirs) for one in forth.overlaps] == [
        (one.base, one.theirs, one.mine) for one in back.overlaps
    ]
    assert forth.settled(["mine"] * len(forth.overlaps)) == back.settled(
        ["theirs"] * len(back.overlaps)
    )
