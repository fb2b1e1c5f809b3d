"""Two people save a text with suggestions: no half of one is lost, doubled or joined elsewhere."""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from itertools import count, pairwise

import pytest

from articles.lib.html.sanitiser import sanitise, taken, working
from articles.lib.html.suggestions import has_suggestions
from articles.lib.merging.merge import Merged, merge
from tests.lib.suggesting import SIGN, Block, Person, bare, beginning, decided, read, written

#: `SUGGESTING=10000 pytest tests/lib/test_suggestions_merged.py -k chance` tries as many;
#: `SUGGESTING=2000-4000` those.
_GIVEN = os.environ.get("SUGGESTING", "100").split("-")
SEEDS = range(int(_GIVEN[0]) if _GIVEN[1:] else 0, int(_GIVEN[-1]))
#: How many of them are tried at first.
FEW = 25

FIRST = "<p>Rain has closed three schools.</p>"
LAST = "<p>Trains run on the southern line.</p>"
#: What both began with, what one made of it, and the other: they overlap, as a whole.
TOLD_APART = {
    "parted, and gone on with": (
        "<p>Roads to the north are open again.</p>",
        '<p>Roads to the north</p><p data-ins="aaaaaa">are open again.</p>',
        "<p>Roads to the north are open again, police said.</p>",
    ),
    "parted in a word": (
        "<p>The north is waterlogged.</p>",
        '<p>The north is water</p><p data-ins="aaaaaa">logged.</p>',
        "<p>The north is waterlogged, police said.</p>",
    ),
    "parted in a word, and not suggested": (
        '<p>The north is <del data-suggestion="cccccc">very</del> waterlogged.</p>',
        '<p>The north is <del data-suggestion="cccccc">very</del> water</p><p>logged.</p>',
        '<p>The north is <del data-suggestion="cccccc">very</del> waterlogged, police said.</p>',
    ),
    "parted in a word, before what begins like the rest of it": (
        "<p>They sold the armchair.</p>",
        '<p>They sold the arm <ins data-suggestion="aaaaaa">chairs</ins></p><p>chair.</p>',
        "<p>They sold the chair.</p>",
    ),
    "parted before the last sign": (
        '<p>The <ins data-suggestion="cccccc">old</ins> north is open …</p>',
        '<p>The <ins data-suggestion="cccccc">old</ins> north is open</p><p>…</p>',
        '<p>The <ins data-suggestion="cccccc">old</ins> north is now open …</p>',
    ),
    "parted in what another suggests": (
        '<p>Roads <ins data-suggestion="bbbbbb">to the north and the west</ins> are open.</p>',
        ('<p>Roads <ins data-suggestion="bbbbbb">to the north and</ins></p>'
        '<p data-ins="aaaaaa"><ins data-suggestion="bbbbbb">the west</ins> are open.</p>'),
        '<p>All roads <ins data-suggestion="bbbbbb">to the north and the west</ins> are open.</p>',
    ),
    "parted anew, and not as it was": (
        '<p>Roads to the north</p><p data-ins="aaaaaa">are open again.</p>',
        "<p>Roads to the north are open again.</p>",
        '<p>Roads to the north</p><p data-ins="aaaaaa">are open again, police said.</p>',
    ),
    "parted in a word, which is refused": (
        '<p>The north is water</p><p data-ins="aaaaaa">logged again.</p>',
        "<p>The north is waterlogged again.</p>",
        '<p>Now the north is water</p><p data-ins="aaaaaa">logged again.</p>',
    ),
    "parted from what one cut with the break, not with its words": (
        ('<p>Police said so.</p>'
        '<p data-ins="aaaaaa">Roads are <ins data-suggestion="aaaaaa">all </ins>open.</p>'),
        '<p>Roads are <ins data-suggestion="aaaaaa">all </ins>open.</p>',
        ('<p>Police said so.</p>'
        '<p data-ins="aaaaaa">Roads are <ins data-suggestion="aaaaaa">all </ins>open again.</p>'),
    ),
    "joined, which is taken": (
        '<p>The north is open.</p><p data-del="aaaaaa">Police said so today.</p>',
        "<p>The north is open.Police said so today.</p>",
        '<p>The north is open.</p><p data-del="aaaaaa">Police said so on Monday.</p>',
    ),
    "replaced by a list": (
        "<p>Rice, wheat and maize.</p>",
        ('<p data-del="aaaaaa"><del data-suggestion="aaaaaa">Rice, wheat and maize.</del></p>'
        '<ul data-ins="aaaaaa"><li>Rice, wheat and maize.</li></ul>'),
        "<p>Rice, wheat, barley and maize.</p>",
    ),
    "replaced by a list, which is taken": (
        ('<p data-del="aaaaaa"><del data-suggestion="aaaaaa">Rice, wheat and maize.</del></p>'
        '<ul data-ins="aaaaaa"><li>Rice, wheat and maize.</li></ul>'),
        "<ul><li>Rice, wheat and maize.</li></ul>",
        ('<p data-del="aaaaaa"><del data-suggestion="aaaaaa">Rice, wheat and maize.</del></p>'
        '<ul data-ins="aaaaaa"><li>Rice, wheat, barley and maize.</li></ul>'),
    ),
    "replaced around something else, which is taken": (
        ('<p data-del="aaaaaa"><del data-suggestion="aaaaaa">Rice and wheat.</del></p>'
        '<p>Prices rose.</p><ul data-ins="aaaaaa"><li>Rice and wheat.</li></ul>'),
        "<p>Prices rose.</p><ul><li>Rice and wheat.</li></ul>",
        ('<p data-del="aaaaaa"><del data-suggestion="aaaaaa">Rice and wheat.</del></p>'
        '<p>Prices rose.</p><ul data-ins="aaaaaa"><li>Rice and old wheat.</li></ul>'),
    ),
    "a stretch over two paragraphs": (
        "<p>The north is open again.</p><p>Police said so today.</p>",
        ('<p>The north <del data-suggestion="aaaaaa">is open again.</del>'
        '<ins data-suggestion="aaaaaa">opened, they </ins></p>'
        '<p data-del="aaaaaa"><del data-suggestion="aaaaaa">Police </del>said so today.</p>'),
        "<p>The north is open again.</p><p>Police said so on Monday.</p>",
    ),
    "parted by both, elsewhere": (
        "<p>Roads to the north are open again.</p>",
        '<p>Roads to the north</p><p data-ins="aaaaaa">are open again.</p>',
        '<p>Roads to</p><p data-ins="bbbbbb">the north are open again.</p>',
    ),
    "parted by one, taken out by the other": (
        "<p>Roads to the north are open again.</p>",
        '<p>Roads to the north</p><p data-ins="aaaaaa">are open again.</p>',
        "",
    ),
}  # fmt: skip


def merged(base: str, mine: str, theirs: str) -> Merged:
    sides = ({"body": body} for body in (base, mine, theirs))
    return merge(*sides, bodies={"body"}, lists=())


@pytest.mark.parametrize("turned", [False, True], ids=["as it is", "the other way"])
@pytest.mark.parametrize("around", [("", ""), (FIRST, LAST)], ids=["alone", "within"])
@pytest.mark.parametrize(("base", "mine", "theirs"), TOLD_APART.values(), ids=TOLD_APART)
def test_an_answer_is_the_whole_of_what_its_side_has(
    base: str, mine: str, theirs: str, around: tuple[str, str], turned: bool
) -> None:
    base, mine, theirs = (body.join(around) for body in (base, mine, theirs))
    assert [working(body) for body in (base, mine, theirs)] == [base, mine, theirs]
    if turned:
        mine, theirs = theirs, mine
    result = merged(base, mine, theirs)
    assert len(result.overlaps) == 1
    assert result.settled(["mine"])["body"] == mine
    assert result.settled(["theirs"])["body"] == theirs


@pytest.mark.parametrize("turned", [False, True], ids=["as it is", "the other way"])
@pytest.mark.parametrize(("base", "mine", "theirs"), TOLD_APART.values(), ids=TOLD_APART)
def test_what_is_done_around_it_comes_in_by_itself(
    base: str, mine: str, theirs: str, turned: bool
) -> None:
    first, last = FIRST.replace("three", "four"), LAST.replace("southern", "western")
    result = merged(FIRST + base + LAST, first + mine + LAST, FIRST + theirs + last)
    if turned:
        result = merged(FIRST + base + LAST, FIRST + mine + last, first + theirs + LAST)
    assert len(result.overlaps) == 1
    assert result.settled(["mine"])["body"] == first + mine + last
    assert result.settled(["theirs"])["body"] == first + theirs + last


def test_who_suggests_a_paragraph_is_not_in_the_way_of_who_writes_the_one_before() -> None:
    new = '<p data-ins="aaaaaa"><ins data-suggestion="aaaaaa">A bridge fell, too.</ins></p>'
    edited = FIRST.replace("three", "four")
    assert merged(FIRST + LAST, FIRST + new + LAST, edited + LAST).settled(()) == {
        "body": edited + new + LAST
    }
    both = merged(FIRST + LAST, FIRST.replace("Rain", "Snow") + new + LAST, edited + LAST)
    assert both.settled(["theirs"])["body"] == edited + new + LAST


def test_a_suggestion_to_join_is_not_in_the_way_of_who_writes_the_one_before() -> None:
    joined = LAST.replace("<p>", '<p data-del="aaaaaa">')
    edited = FIRST.replace("three", "four")
    made = merged(FIRST + LAST, FIRST + joined, edited + LAST).settled(())["body"]
    assert (sanitise(made), made) == (edited + LAST, edited + joined)
    assert taken(made) == edited.removesuffix("</p>") + LAST.removeprefix("<p>")


def test_what_a_part_was_parted_from_is_asked_about_with_it() -> None:
    """Refused, it would else be joined to what stood before that."""
    parted = '<p>Roads to the north</p><p data-ins="aaaaaa">are open.</p>'
    edited = parted.replace("open", "closed")
    result = merged(FIRST + parted + LAST, FIRST + edited + LAST, FIRST + LAST)
    assert [(one.mine, one.theirs) for one in result.overlaps] == [(edited, "")]
    assert result.settled(["theirs"])["body"] == FIRST + LAST


@pytest.mark.parametrize(
    "part",
    ['<p data-ins="aaaaaa">are open.</p>', '<p data-del="aaaaaa">They are open.</p>'],
    ids=["parted", "to be joined"],
)
@pytest.mark.parametrize("between", ["", "<p>Nobody was hurt.</p>"], ids=["next", "after one"])
@pytest.mark.parametrize("cut", [False, True], ids=["left alone", "shorter"])
def test_what_a_part_was_parted_from_stays_with_what_is_kept_before_it(
    part: str, between: str, cut: bool
) -> None:
    """One cuts the two before a part, the other edits the first of these: kept, it is not what the
    part is joined to."""
    roads = "<p>Roads to the north</p>"
    edited, left = FIRST.replace("three", "four"), part.replace("open", "shut") if cut else part
    result = merged(FIRST + between + roads + part, left, edited + between + roads + part)
    assert result.settled(["mine"])["body"] == left
    assert result.settled(["theirs"])["body"] == edited + between + roads + left


def test_who_suggests_the_break_behind_what_the_other_cuts_is_asked() -> None:
    roads, last = "<p>Roads are open.</p>", LAST.replace("<p>", '<p data-ins="aaaaaa">')
    result = merged(FIRST + roads + LAST, FIRST + roads + last, FIRST + LAST)
    assert result.settled(["mine"])["body"] == FIRST + roads + last
    assert result.settled(["theirs"])["body"] == FIRST + LAST


def test_what_both_cut_before_a_part_is_not_asked_about() -> None:
    roads, part = "<p>Roads to the north</p>", '<p data-ins="aaaaaa">are open.</p>'
    result = merged(LAST + FIRST + roads + part, LAST + part, LAST + roads + part)
    assert result.settled(()) == {"body": LAST + part}


@pytest.mark.parametrize("seeds", [SEEDS[:FEW], SEEDS[FEW:]], ids=["few", "many"])
def test_nothing_is_lost_or_doubled_by_chance(seeds: range) -> None:
    for seed in seeds:
        numbers = count(1)
        text = beginning(seed, numbers)
        for turn in range(3):
            body = working(written(text))
            near = random.Random(f"{seed}{turn}").random()
            sides = []
            for name in "mt":
                person = Person(f"{name}{turn}", read(body), seed, numbers)
                person.works(person.random.randint(1, 4), near)
                sides.append(working(written(person.text)))
            # Texts without suggestions have rules of their own: see `test_merge`.
            if any(map(has_suggestions, (body, *sides))):
                body = tried(seed, body, *sides)
            text = read(body)


def tried(seed: int, base: str, mine: str, theirs: str) -> str:
    """Merge, and look at what each answer makes of it; one of the texts that comes of it."""
    result = merged(base, mine, theirs)
    chance = random.Random(f"{seed}{base}")
    asked = len(result.overlaps)
    mixed = chance.choices(["mine", "theirs"], k=asked)
    made = ""
    for choices in (["mine"] * asked, ["theirs"] * asked, mixed)[: 1 + 2 * bool(asked)]:
        made = result.settled(choices)["body"]
        try:
            looked_at(result, choices, (base, mine, theirs), made)
            settled_alike(made)
            joined_as_before((base, mine, theirs), made)
        except AssertionError as error:
            error.add_note(f"{seed=} {choices=}\n{base}\n{mine}\n{theirs}\n{made}")
            raise
    both = Counter(SIGN.findall(result.settled(["both"] * asked)["body"]))
    assert both == Counter(SIGN.findall(made)) + _turned_away(result, mixed)
    return made


def _turned_away(result: Merged, choices: list[str]) -> Counter[str]:
    left = [
        one.theirs if choice == "mine" else one.mine
        for one, choice in zip(result.overlaps, choices, strict=True)
    ]
    return Counter(SIGN.findall("".join(left)))


def looked_at(result: Merged, choices: list[str], sides: tuple[str, str, str], made: str) -> None:
    """Each sign is there as whoever changed it left it; where they were asked, as they chose."""
    now, (before, ours, other) = told(made), map(told, sides)
    chosen = {
        sign: ours if choice == "mine" else other
        for one, choice in zip(result.overlaps, choices, strict=True)
        for sign in SIGN.findall(one.base + one.mine + one.theirs)
    }
    for sign in {*before, *ours, *other}:
        was, here, there = before.get(sign), ours.get(sign), other.get(sign)
        if sign in chosen:
            assert now.get(sign) == chosen[sign].get(sign), sign
        else:
            assert here == there or was in (here, there), sign
            assert now.get(sign) == (there if here == was else here), sign
    for side in (ours, other):
        assert [sign for sign in now if sign in side] == [sign for sign in side if sign in now]


def told(body: str) -> dict[str, tuple[str, str]]:
    """What is suggested of each sign, of which each is there once, in order."""
    found: dict[str, tuple[str, str]] = {}

    def look(blocks: list[Block], ins: str, gone: str) -> None:
        for block in blocks:
            whole = block.name in {"ul", "ol", "blockquote"}
            here = (ins + block.ins, gone + block.gone) if whole else (ins, gone)
            for one in block.signs:
                assert one.text.strip() not in found, f"{one.text} is there twice"
                found[one.text.strip()] = (here[0] + one.ins, here[1] + one.gone)
            look(block.inner, *here)

    look(read(body), "", "")
    return found


def settled_alike(made: str) -> None:
    """Taking all and refusing all come to what the model says."""
    assert made == working(made)
    refused = decided(read(made), lambda key: False if key else None)
    assert bare(sanitise(made)) == bare(sanitise(written(refused)))
    took = decided(read(made), lambda key: True if key else None)
    assert bare(taken(made)) == bare(sanitise(written(took)))


def joined_as_before(sides: tuple[str, str, str], made: str) -> None:
    """Refused, neighbours that were there before are in one block as in one of the texts with both.

    What somebody put between two that a suggestion parted is joined to the second, as if they had
    put it there in that text.
    """
    now, *then = (_blocks(sanitise(body)) for body in (made, *sides))
    before: list[str] = []  # in its block
    for one, other in pairwise(now):
        before = [*before, one] if before and now[before[0]] == now[one] else [one]
        if now[one] == now[other] and one in then[0] and other in then[0]:
            # Where somebody cut the last sign of that block, it is joined to what is left of it.
            found = [
                side.get(sign) == side[other] for side in then if other in side for sign in before
            ]
            assert any(found), f"{one} and {other} are joined"


def _blocks(body: str) -> dict[str, int]:
    """The place of the block that each sign is in, in order."""
    blocks = re.split(r"</?(?:p|h2|li|ul|ol|blockquote|hr)>", body)
    return {sign: at for at, block in enumerate(blocks) for sign in SIGN.findall(block)}
