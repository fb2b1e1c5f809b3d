"""Merging two people's work on one front, three ways: block by block, place by place, field by
field. Pure: layouts are plain values, as they are stored.

    layout, aside = merge(base, mine, theirs)

Nothing is refused. Where both changed one place, mine stands, because it is the later one, and what
the other had put there is handed back in `aside`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Part = dict[str, Any]
#: What a place holds beside where it is.
NOT_CONTENT = ("id", "at")


def merge(
    base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[Part, list[Part]]:
    """`mine` and `theirs`, which both grew out of `base`, as one; and the places of theirs that
    mine took the place of, each with the id of its `block`."""
    if base in (mine, theirs):
        return dict(theirs if mine == base else mine), []
    before, ours, other = (_by_id(side.get("blocks", ())) for side in (base, mine, theirs))
    aside: list[Part] = []
    blocks: list[Part] = []
    for key in _in_order(before, ours, other):
        if key in ours and key in other:
            blocks.append(_block(before.get(key, {}), ours[key], other[key], aside))
        elif key in ours:
            # Gone from theirs: it stays where mine has changed it meanwhile.
            blocks += [ours[key]] if ours[key] != before.get(key) else []
        elif other[key] != before.get(key):
            if key not in before:
                blocks.append(other[key])
            else:
                # Mine has taken out what they were working on: theirs to have back.
                known = _by_id(before[key]["places"])
                aside += [
                    {**place, "block": key}
                    for place in other[key]["places"]
                    if place != known.get(place["id"])
                ]
    return {"blocks": _once(blocks, ours, aside)}, aside


def _by_id(parts: Iterable[Part]) -> dict[str, Part]:
    return {part["id"]: part for part in parts}


def _in_order(
    before: Mapping[str, Part], ours: Mapping[str, Part], other: Mapping[str, Part]
) -> list[str]:
    """The keys of both in the order of the side that moved some, in doubt of mine; what only the
    other side has stands behind what it follows there."""
    shared = [key for key in before if key in ours and key in other]
    is_moved = [key for key in ours if key in shared] != shared
    leading, joining = (ours, other) if is_moved else (other, ours)
    order = list(leading)
    previous: str | None = None
    for key in joining:
        if key not in leading:
            order.insert(order.index(previous) + 1 if previous is not None else 0, key)
        previous = key
    return order


def _field(name: str, before: Mapping[str, Any], ours: Part, other: Part) -> Any:
    """One value: of whoever changed it; of mine where both did."""
    return other[name] if name in before and ours[name] == before[name] else ours[name]


def _block(before: Mapping[str, Any], ours: Part, other: Part, aside: list[Part]) -> Part:
    if before in (ours, other):
        return other if ours == before else ours
    merged = {name: _field(name, before, ours, other) for name in ours if name != "places"}
    was, mine, theirs = (_by_id(side.get("places", ())) for side in (before, ours, other))
    lost: list[Part] = []
    places: dict[str, Part] = {}
    for key in dict.fromkeys([*mine, *theirs]):
        place = _place(was.get(key), mine.get(key), theirs.get(key), lost)
        if place is not None:
            places[key] = place
    aside += [{**place, "block": merged["id"]} for place in lost]
    if any(place["at"] >= merged["count"] for place in mine.values()):
        merged["count"] = ours["count"]
    merged["places"] = _seated(places, was, mine, theirs, merged, aside)
    return merged


def _place(
    before: Part | None, ours: Part | None, other: Part | None, lost: list[Part]
) -> Part | None:
    """One place, where it is on either side; what of theirs is not in it goes to `lost`."""
    if ours is not None and other is not None:
        known = before or {}
        merged = {name: _field(name, known, ours, other) for name in ours}
        content = [name for name in other if name not in NOT_CONTENT]
        if any(merged[name] != other[name] and other[name] != known.get(name) for name in content):
            lost.append(other)
        return merged
    if ours is not None:
        # Gone from theirs, or new: it stays where mine has changed it.
        return ours if ours != before else None
    if before is None or other is None:
        return other
    if _content(other) != _content(before):
        lost.append(other)
    return None


def _content(place: Part) -> Part:
    return {name: value for name, value in place.items() if name not in NOT_CONTENT}


def _seated(
    places: Mapping[str, Part],
    was: Mapping[str, Part],
    mine: Mapping[str, Part],
    theirs: Mapping[str, Part],
    block: Part,
    aside: list[Part],
) -> list[Part]:
    """The places at an index each. Mine first; what they have put where mine is goes aside, what
    was there before goes to the next index that is free."""
    taken: dict[int, Part] = {}
    for key in sorted(places, key=lambda key: (key not in mine, places[key]["at"])):
        place = places[key]
        at = place["at"]
        if at in taken or at >= block["count"]:
            is_put_there = key not in mine and key not in was
            if at in taken and _content(place) == _content(taken[at]):
                continue
            free = [n for n in range(block["count"]) if n not in taken]
            after = [n for n in free if n > at] or free
            if (is_put_there and at in taken) or not after:
                aside.append({**place, "block": block["id"]})
                continue
            at = after[0]
        taken[at] = {**place, "at": at}
    return [taken[at] for at in sorted(taken)]


def _once(blocks: Sequence[Part], ours: Mapping[str, Part], aside: list[Part]) -> list[Part]:
    """No place in two blocks: one that the two have moved to different ones stays where mine has
    it."""
    where = {place["id"]: key for key, block in ours.items() for place in block["places"]}
    often = Counter(place["id"] for block in blocks for place in block["places"])
    result = []
    for block in blocks:
        kept = []
        for place in block["places"]:
            if often[place["id"]] > 1 and where.get(place["id"]) != block["id"]:
                aside.append({**place, "block": block["id"]})
            else:
                kept.append(place)
        result.append({**block, "places": kept})
    return result
