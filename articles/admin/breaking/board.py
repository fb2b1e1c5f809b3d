"""What the start page shows of breaking news: what is up, what waits, and what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.models import Banner
from articles.models.breaking.rights import may_break


@dataclass(frozen=True, slots=True)
class Shown:
    """A banner, as somebody sees it who may do this with it."""

    banner: Banner
    is_up: bool
    is_theirs: bool
    #: Seconds that are left to take it back.
    undo: int
    #: Whether another one that waits stands before it.
    can_move_up: bool
    #: Whole minutes until it ends, or begins.
    minutes: int


@dataclass(frozen=True, slots=True)
class Board:
    """All of them; whether the person may break news at all."""

    may: bool
    banners: list[Shown]


def board_for(person: Any) -> Board:
    """For the start page: one query, and none for those who have nothing to do with it."""
    if not (may := may_break(person, anywhere=True)):
        return Board(may, [])
    now = timezone.now()
    rows = list(Banner.objects.open(now).select_related("story", "section"))
    waiting = [one for one in rows if one.starts_at > now]
    return Board(may, [_shown(one, person, now, waiting) for one in rows])


def _shown(banner: Banner, person: Any, now: datetime, waiting: list[Banner]) -> Shown:
    theirs = may_break(person, banner.section_id)
    # What only waits is removed instead, unless readers have its story.
    undoes = theirs and banner.can_be_undone(now) and (banner.is_up(now) or banner.is_stub)
    left = (banner.undo_until() - now).total_seconds()
    until = banner.ends_at if banner.is_up(now) else banner.starts_at
    return Shown(
        banner,
        banner.is_up(now),
        theirs,
        undo=int(left) if undoes else 0,
        can_move_up=theirs and banner in waiting[1:],
        minutes=max(1, round((until - now).total_seconds() / 60)),
    )
