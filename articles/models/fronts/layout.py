"""What an edition's layout says, read by one reader that never fails on what is stored.

A layout is plain JSON: `{"blocks": [{"id", "type", "name", "look", "count", "rule", "places"}]}`.
`read(stored)` gives it as `Layout`, `as_json()` back again, in one form: two layouts that say the
same are equal. What can't be understood is left out, and said in `dropped`.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _

from articles.lib.text import visible
from articles.models.fronts.block_types import BLOCK_TYPES, OF_ROWS, RULES, BlockType
from articles.models.story.words import Words

MOST_BLOCKS = 40
#: So many places of a block are looked at, however many are sent.
MOST_PLACES = 60
#: Characters of what a place says in the story's stead.
LONGEST = {"headline": 200, "kicker": 60, "trail": 310}
LONGEST_NAME = 60
LARGEST = 2**63 - 1
_ID = re.compile(r"[A-Za-z0-9_-]{1,40}\Z")


@dataclass(frozen=True, slots=True)
class Rule:
    """What fills a block."""

    by: str = "newest"
    of: Any = None


@dataclass(frozen=True, slots=True)
class Place:
    """A story pinned to a place of a block, and what the front says of it in its own words."""

    id: str
    at: int
    story: int
    headline: str = ""
    kicker: str = ""
    trail: str = ""
    picture: int | None = None
    #: The focal point of the picture here: across and down, 0 to 1.
    crop: tuple[float, float] | None = None
    size: str = ""
    until: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Whether its end has come."""
        return self.until is not None and self.until <= now

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self) | {
            "until": self.until.isoformat() if self.until else None,
            "crop": list(self.crop) if self.crop else None,
        }


@dataclass(frozen=True, slots=True)
class Block:
    """A block: its type, how many stories, what fills it, and what is pinned."""

    id: str
    type: str
    name: str = ""
    look: str = ""
    count: int = 1
    rule: Rule = field(default_factory=Rule)
    places: tuple[Place, ...] = ()

    @property
    def kind(self) -> BlockType:
        """Its row in the table of types."""
        return BLOCK_TYPES[self.type]

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "id": self.id,
            "type": self.type,
            "name": self.name,
            "look": self.look,
            "count": self.count,
            "rule": {"by": self.rule.by, "of": self.rule.of},
            "places": [place.as_json() for place in self.places],
        }


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole front."""

    blocks: tuple[Block, ...] = ()
    #: What was stored and is left out, in words.
    dropped: tuple[str, ...] = field(default=(), compare=False)

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {"blocks": [block.as_json() for block in self.blocks]}

    def places(self) -> Iterator[tuple[Block, Place]]:
        """All that is pinned, in the order of the page."""
        for block in self.blocks:
            for place in block.places:
                yield block, place

    def lead(self) -> Place | None:
        """What is pinned to the first place of the page."""
        first = self.blocks[0].places[:1] if self.blocks else ()
        return first[0] if first and first[0].at == 0 else None

    def stories(self) -> set[int]:
        """The numbers of the stories pinned."""
        return {place.story for _block, place in self.places()}

    def with_pictures(self, there: Collection[int]) -> Layout:
        """The same, where no place has a picture of its own that is not `there`, or its crop."""
        lost = {
            place.id
            for _block, place in self.places()
            if place.picture and place.picture not in there
        }
        if not lost:
            return self
        blocks = []
        for block in self.blocks:
            places = (
                replace(one, picture=None, crop=None) if one.id in lost else one
                for one in block.places
            )
            blocks.append(replace(block, places=tuple(places)))
        return Layout(tuple(blocks), self.dropped)

    def ends(self) -> list[datetime]:
        """The moments at which something pinned ends."""
        return sorted({place.until for _block, place in self.places() if place.until})


def new_id(kind: str) -> str:
    """A fresh id: of a block ("b") or of a place ("p")."""
    return f"{kind}-{secrets.token_hex(4)}"


def read(stored: Any) -> Layout:
    """The layout that was stored, as far as it can be understood."""
    dropped: list[str] = []
    given = stored.get("blocks") if isinstance(stored, Mapping) else None
    blocks: list[Block] = []
    ids: set[str] = set()
    for raw in given if isinstance(given, list) else []:
        if len(blocks) == MOST_BLOCKS:
            dropped.append(_("Blocks after the %(n)dth") % {"n": MOST_BLOCKS})
            break
        block = _block(raw, ids, dropped)
        if block is not None:
            blocks.append(block)
    return Layout(tuple(blocks), tuple(dropped))


def _block(raw: Any, ids: set[str], dropped: list[str]) -> Block | None:
    kind = BLOCK_TYPES.get(_word(raw.get("type"))) if isinstance(raw, Mapping) else None
    if kind is None:
        dropped.append(_("A block of an unknown type"))
        return None
    look = _word(raw.get("look"))
    look = look if look in kind.looks else kind.looks[0]
    count = _number(raw.get("count"))
    most = kind.most_in(look)
    count = min(kind.count, most) if count is None else max(kind.fewest, min(count, most))
    block = Block(
        id=_own_id(raw.get("id"), "b", ids),
        type=kind.name,
        name=_text(raw.get("name"), LONGEST_NAME),
        look=look,
        count=count,
        rule=_rule(raw.get("rule"), kind, dropped),
    )
    return replace(block, places=tuple(_places(raw.get("places"), block, ids, dropped)))


def _rule(raw: Any, kind: BlockType, dropped: list[str]) -> Rule:
    own = Rule(kind.rule, kind.of) if kind.rule not in OF_ROWS else Rule()
    if not isinstance(raw, Mapping):
        return own
    by = _word(raw.get("by"))
    if by in OF_ROWS and (number := _number(raw.get("of"))) is not None and number > 0:
        return Rule(by, number)
    if by == "kind" and raw.get("of") in Words.Kind.values:
        return Rule(by, str(raw.get("of")))
    if by in RULES and by not in OF_ROWS and by != "kind":
        return Rule(by)
    if by:
        dropped.append(_("A rule that is unknown"))
    return own


def _places(raw: Any, block: Block, ids: set[str], dropped: list[str]) -> list[Place]:
    """The places, by index. One whose index is taken, or outside, goes to the next that is free."""
    found: list[Place] = []
    given = raw if isinstance(raw, list) else []
    if len(given) > MOST_PLACES:
        dropped.append(_("Places of a block after the %(n)dth") % {"n": MOST_PLACES})
    for one in given[:MOST_PLACES]:
        place = _place(one, block.kind, ids)
        if place is None:
            dropped.append(_("A place without a story"))
        else:
            found.append(place)
    return settled(found, block.count, dropped)


def settled(places: Iterable[Place], count: int, dropped: list[str]) -> list[Place]:
    """`places`, each at an index of its own below `count`, in the order of the page; what has no
    room is said in `dropped`."""
    taken: dict[int, Place] = {}
    for place in places:
        ahead = [*range(place.at, count), *range(min(place.at, count) - 1, -1, -1)]
        at = next((at for at in ahead if at not in taken), None)
        if at is None:
            dropped.append(_("A story for which the block has no room"))
        else:
            taken[at] = place if place.at == at else replace(place, at=at)
    return [taken[at] for at in sorted(taken)]


def _place(raw: Any, kind: BlockType, ids: set[str]) -> Place | None:
    story = _number(raw.get("story")) if isinstance(raw, Mapping) else None
    if story is None or story < 1:
        return None
    size = _word(raw.get("size"))
    return Place(
        id=_own_id(raw.get("id"), "p", ids),
        at=max(0, min(_number(raw.get("at")) or 0, 999)),
        story=story,
        headline=_text(raw.get("headline"), LONGEST["headline"]),
        kicker=_text(raw.get("kicker"), LONGEST["kicker"]),
        trail=_text(raw.get("trail"), LONGEST["trail"]),
        picture=_number(raw.get("picture")) or None,
        crop=_crop(raw.get("crop")),
        size=size if size in kind.sizes else "",
        until=_moment(raw.get("until")),
    )


def _own_id(raw: Any, letter: str, ids: set[str]) -> str:
    """The id that was given; where there is none, or it is taken, the next that is free: the same
    each time that the same is read."""
    found = raw if isinstance(raw, str) and _ID.match(raw) else ""
    if not found or found in ids:
        number = len(ids)
        while (found := f"{letter}-{number:08}") in ids:
            number += 1
    ids.add(found)
    return found


def _word(raw: Any) -> str:
    return raw if isinstance(raw, str) else ""


def _text(raw: Any, longest: int) -> str:
    return visible.line(raw)[:longest].strip() if isinstance(raw, str) else ""


def _number(raw: Any) -> int | None:
    """A whole number, also one that is written out; None for anything else."""
    if isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) < 20:
        raw = int(raw)
    is_whole = isinstance(raw, int) and not isinstance(raw, bool)
    return raw if is_whole and abs(raw) <= LARGEST else None


def _crop(raw: Any) -> tuple[float, float] | None:
    if not isinstance(raw, list | tuple) or len(raw) != 2:
        return None
    across, down = raw
    numbers = all(isinstance(one, int | float) and 0 <= one <= 1 for one in raw)
    return (round(float(across), 4), round(float(down), 4)) if numbers else None


def _moment(raw: Any) -> datetime | None:
    """A moment with a time zone, of a year that every zone has; anything else is no end."""
    if isinstance(raw, datetime):
        found: datetime | None = raw
    else:
        try:
            found = parse_datetime(raw) if isinstance(raw, str) else None
        except ValueError:
            found = None
    if found is None or is_naive(found) or not 1 < found.year < 9999:
        return None
    return found
