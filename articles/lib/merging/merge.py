"""Merging two people's work on one story, three ways: what both began with, mine, and theirs.

    merged = merge(base, mine, theirs, bodies={"body"}, lists={"authors", "topics"})
    if not merged.overlaps:
        document = merged.settled(())

Only where both changed the same thing, and not alike, somebody is asked: that is an `Overlap`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from articles.lib.merging.passages import Passage, blocks, merged_passages

__all__ = ["CHOICES", "Merged", "Overlap", "blocks", "merge"]

CHOICES: Final = ("mine", "theirs", "both")


@dataclass(frozen=True, slots=True)
class Overlap:
    """What both changed, each in another way."""

    field: str
    place: int  # among the overlaps of its field
    base: Any
    mine: Any
    theirs: Any
    html: bool = False  # the three are the HTML of some blocks, "" for none

    @property
    def joinable(self) -> bool:
        """Whether "both" is a choice: texts can follow one another, numbers and dates can't."""
        return all(value is None or isinstance(value, str) for value in (self.mine, self.theirs))

    def settled(self, choice: str) -> Any:
        """Return what `choice` makes of it; ValueError for one that it doesn't have."""
        if choice not in CHOICES or (choice == "both" and not self.joinable):
            raise ValueError(f"{self.field} can't be settled by {choice!r}")
        if choice != "both":
            return self.mine if choice == "mine" else self.theirs
        texts = [text for text in (self.theirs, self.mine) if text]
        several_lines = any("\n" in text for text in texts)
        return ("" if self.html else "\n" if several_lines else " ").join(texts)


@dataclass(frozen=True, slots=True)
class Merged:
    """Two people's work in one document, but for the overlaps."""

    parts: Mapping[str, Sequence[Any]]  # of each field, in order; those of a body are its HTML

    @property
    def overlaps(self) -> list[Overlap]:
        """What is to be asked, in the order of the fields, and from top down in each."""
        return [
            part for parts in self.parts.values() for part in parts if isinstance(part, Overlap)
        ]

    def settled(self, choices: Sequence[str]) -> dict[str, Any]:
        """Return the merged document, with each overlap settled by its choice of CHOICES.

        "both" puts theirs first and then mine: blocks follow one another; other texts have a
        blank between them, or a line break where one of them has several lines. Raises
        ValueError where there is not exactly one choice for each overlap, for an unknown
        choice, and for "both" where an overlap is not `joinable`.
        """
        wanted = len(self.overlaps)
        if len(choices) != wanted:
            raise ValueError(f"{len(choices)} choices for {wanted} overlaps")
        answers = iter(choices)
        document: dict[str, Any] = {}
        for name, parts in self.parts.items():
            values = [
                part.settled(next(answers)) if isinstance(part, Overlap) else part for part in parts
            ]
            document[name] = values[0] if len(values) == 1 else "".join(values)
        return document


def merge(
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    *,
    bodies: Collection[str],
    lists: Collection[str],
) -> Merged:
    """Return `mine` and `theirs`, which both grew out of `base`, as one.

    `bodies` names the fields with canonical HTML, which are merged block by block; `lists`
    those whose order counts but that hold nothing twice, which never overlap: what either added
    is in, what either removed is out. All others overlap where both changed them differently.
    A field that is missing on one side is taken from the other, as it is; where only the base
    is without it, both began with nothing.
    The work is in proportion to the size of the three; where both rewrote very much of a body,
    it asks for longer passages rather than take longer.
    """
    parts: dict[str, Sequence[Any]] = {}
    for name in dict.fromkeys([*base, *mine, *theirs]):
        held = [side[name] for side in (mine, theirs) if name in side]
        if len(held) < 2:
            parts[name] = held or [base[name]]
            continue
        before, ours, other = base.get(name), *held
        if other in (ours, before):
            parts[name] = [ours]
        elif ours == before:
            parts[name] = [other]
        elif name in bodies:
            parts[name] = _merged_body(name, before or "", ours or "", other or "")
        elif name in lists:
            parts[name] = [_merged_list(before or [], ours or [], other or [])]
        else:
            parts[name] = _merged_value(name, before, ours, other, began=name in base)
    return Merged(parts)


def _merged_body(name: str, base: str, mine: str, theirs: str) -> list[str | Overlap]:
    parts: list[str | Overlap] = []
    place = 0
    for part in merged_passages(base, mine, theirs):
        if isinstance(part, Passage):
            before, ours, other = map("".join, part)
            parts.append(Overlap(name, place, before, ours, other, html=True))
            place += 1
        else:
            parts.append(part)
    return parts


def _merged_value(name: str, base: Any, mine: Any, theirs: Any, *, began: bool) -> list[Any]:
    if not began and mine in (None, ""):
        return [theirs]
    if not began and theirs in (None, ""):
        return [mine]
    return [Overlap(name, 0, base, mine, theirs)]


def _merged_list(base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]) -> list[Any]:
    """Return the items of both, in the order of the side that changed it; in doubt of theirs.

    What only the other side has stands after what it follows there.
    """
    before, ours, other = ({repr(item): item for item in side} for side in (base, mine, theirs))
    kept = {key: item for key, item in (ours | other).items() if _is_kept(key, before, ours, other)}
    leading, joining = other, ours
    if _reorders(ours, before) and not _reorders(other, before):
        leading, joining = ours, other
    order = [key for key in leading if key in kept]
    place = 0
    for key in joining:
        if key in leading:
            place = order.index(key) + 1 if key in kept else place
        elif key in kept:
            order.insert(place, key)
            place += 1
    return [kept[key] for key in order]


def _is_kept(
    key: str, base: Collection[str], mine: Collection[str], theirs: Collection[str]
) -> bool:
    return key not in base or (key in mine and key in theirs)


def _reorders(side: Collection[str], base: Collection[str]) -> bool:
    """Return whether what a side kept of the base stands in another order."""
    return [key for key in side if key in base] != [key for key in base if key in side]
