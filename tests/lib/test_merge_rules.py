"""What holds of every merge, whatever is merged."""

import random
import re
from collections import Counter
from itertools import count

import pytest
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


#: Each word is there once, but for those that are everywhere.
WORD = re.compile(r"\b(?:base|mine|theirs)[0-9]+\b")
EVERYWHERE = ("the", "of", "and", "a")

Text = list[tuple[str, list[str]]]

#: The few are for each run, among them some that once went wrong.
SEEDS = range(10_000)
FEW = 300


class Editor:
    """Somebody who joins, parts, moves and edits blocks by chance, each word a new one."""

    def __init__(self, name: str, text: Text, chance: random.Random) -> None:
        self.name, self.chance = name, chance
        self.text = [(tag, [*words]) for tag, words in text]
        self.numbers = count(1)

    def new(self, most: int = 4) -> list[str]:
        words: list[str] = []
        for _ in range(self.chance.randint(1, most)):
            words.append(f"{self.name}{next(self.numbers)}")
            words += self.chance.choices(EVERYWHERE, k=self.chance.randint(0, 1))
        return words

    def writes(self, most: int) -> Text:
        for _ in range(self.chance.randint(1, most)):
            self.text.append((self.chance.choice(["p", "p", "h2"]), self.new(10)))
        return self.text

    def works(self, steps: int) -> Text:
        does = [self.joins, self.joins, self.parts, self.types, self.types, self.cuts]
        does += [self.moves, self.shifts, self.carries, self.adds, self.drops]
        for _ in range(steps):
            if self.text:
                at = self.chance.randrange(len(self.text))
                self.chance.choice(does)(at, self.place(at))
                self.text = [(tag, words) for tag, words in self.text if words]
        return self.text

    def place(self, at: int) -> int:
        return self.chance.randrange(len(self.text[at][1]))

    def joins(self, at: int, _place: int) -> None:
        if at:
            self.text[at - 1][1].extend(self.text.pop(at)[1])

    def parts(self, at: int, place: int) -> None:
        tag, words = self.text[at]
        self.text[at : at + 1] = [(tag, words[:place]), ("p", words[place:])]

    def types(self, at: int, place: int) -> None:
        self.text[at][1][place:place] = self.new()

    def cuts(self, at: int, place: int) -> None:
        del self.text[at][1][place : place + 2]

    def moves(self, at: int, _place: int) -> None:
        self.text.insert(self.chance.randrange(len(self.text)), self.text.pop(at))

    def shifts(self, at: int, place: int) -> None:
        """What a block begins with becomes the end of the one before."""
        if at:
            self.text[at - 1][1].extend(self.text[at][1][:place])
            del self.text[at][1][:place]

    def carries(self, at: int, place: int) -> None:
        """Some words go to any place."""
        words = self.text[at][1]
        run = words[place : place + 5]
        words[place : place + 5] = []
        goal = self.chance.choice(self.text)[1]
        start = self.chance.randint(0, len(goal))
        goal[start:start] = run

    def adds(self, at: int, _place: int) -> None:
        self.text.insert(at, (self.chance.choice(["p", "h2"]), self.new()))

    def drops(self, at: int, _place: int) -> None:
        del self.text[at]


def written(text: Text) -> str:
    return "".join(f"<{tag}>{' '.join(words)}</{tag}>" for tag, words in text)


@pytest.mark.parametrize("seeds", [SEEDS[:FEW], SEEDS[FEW:]], ids=["few", "many"])
def test_what_nobody_took_out_is_there_once(seeds: range) -> None:
    """Whatever is answered, also where blocks were joined, parted and moved; and what is typed is
    there, or was shown."""
    for seed in seeds:
        chance = random.Random(seed)
        base = Editor("base", [], chance).writes(7)
        mine, theirs = (
            Editor(name, base, chance).works(chance.randint(1, 3)) for name in ("mine", "theirs")
        )
        began, ours, other = (set(WORD.findall(written(text))) for text in (base, mine, theirs))
        result = merged(*(body(written(text)) for text in (base, mine, theirs)))
        asked = len(result.overlaps)
        for choices in (
            ["mine"] * asked,
            ["theirs"] * asked,
            chance.choices(["mine", "theirs"], k=asked),
        ):
            left = zip(result.overlaps, choices, strict=True)
            shown = "".join(one.theirs if choice == "mine" else one.mine for one, choice in left)
            words = WORD.findall(result.settled(choices)["body"])
            held = set(words)
            assert len(words) == len(held), seed
            assert began & ours & other <= held, seed
            assert (ours | other) - began <= held | set(WORD.findall(shown)), seed
            assert held <= ours | other, seed
