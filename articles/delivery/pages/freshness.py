"""Judge whether a stored page may still be sent."""

from __future__ import annotations

from enum import IntEnum

from articles.delivery.door.response_headers import TEN_DAYS
from articles.delivery.ledger.ledger import Ledger
from articles.delivery.pages.page import Page

#: Seconds that a page may lag behind the change of a soft key.
SOFT_LAG = 10.0
#: For a story that is older than a day, the part of its further age that the page may lag, up to a
#: day. Else each new story would have the whole archive of its section made anew, for a rail.
SOFT_SHARE = 1 / 50
DAY = 86_400.0


class Verdict(IntEnum):
    """From fresh to unusable."""

    FRESH = 0
    #: What is beside the story has changed, or an age: one reader has it made anew, and the
    #: others get it as it is meanwhile.
    LAGS = 1
    #: What it shows has changed, or it is not there.
    OVER = 2


def judge(page: Page | None, ledger: Ledger, now: float) -> Verdict:
    """How good `page` is, by the ledger and the clock."""
    if page is None or now >= page.gone_at:
        return Verdict.OVER
    generation = ledger.generation
    if page.checked != generation:
        if not ledger.is_unchanged(page.hard_slots, page.generation):
            return Verdict.OVER
        changed = ledger.oldest_change(page.soft_slots, page.generation)
        if changed is not None:
            # Of several changes it can't be told when the first was: not before the page.
            page.lag_until(max(changed, page.made_at) + lag(page))
        page.checked = generation
    return Verdict.FRESH if now < page.look_at else Verdict.LAGS


def lag(page: Page) -> float:
    """Seconds that `page` may lag behind what is beside its story."""
    older = page.made_at - page.since - DAY if page.since else 0.0
    return max(SOFT_LAG, min(older * SOFT_SHARE, DAY))


def may_stand_in(page: Page, ledger: Ledger, now: float) -> bool:
    """Whether `page` may be shown because a newer one can't be made: for ten days, and never
    where a story on it was recalled."""
    return (
        now < page.gone_at
        and now - page.made_at < TEN_DAYS
        and ledger.is_unchanged(page.recall_slots, page.generation)
    )
