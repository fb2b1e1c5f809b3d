"""The banner of breaking news, put into pages that are ready.

A page is kept without it, with an empty place where it belongs. What stands there is put in where
the front door looks at a page more closely than at a hit: after each change, once, so that a hit
costs nothing more and no page is rendered anew for a banner that comes or goes. Only the forms that
were compressed already are compressed once more, when they are asked for.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from time import time

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.template.loader import render_to_string
from django.utils import translation

from articles.delivery.pages.fragments import Fragments
from articles.lib.database.availability import patience, watch
from articles.lib.dependencies import Dependencies, recorded
from articles.models import Banner

logger = logging.getLogger(__name__)

#: What is known of a request, so that a page need not ask once more: whether one is up, which the
#: look for scheduled changes says on its way; and that it came by the front door.
IS_UP, BEHIND_THE_DOOR = "newsportal.banner_is_up", "newsportal.due_is_done"
#: Seconds that a page waits for the database to say what is up.
DATABASE_TIMEOUT = 2.0


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in the place, and until when, in seconds since 1970."""

    html: bytes = b""
    until: float = float("inf")


NOTHING = Shown()


def shown() -> Shown:
    """The banner that is up, in the site's language. One query."""
    found = Banner.current()
    if found is None:
        return NOTHING
    if (page := recorded()) is not None:
        page.end_at(found.ends_at)
    with translation.override(settings.LANGUAGE_CODE):
        html = render_to_string("partials/banner.html", {"banner": found})
    return Shown(html.encode(), found.ends_at.timestamp())


class Banners:
    """What is up now, as this process knows it."""

    def __init__(self, fragments: Fragments) -> None:
        self.fragments = fragments
        self._last = NOTHING

    def current(self, *, may_ask: bool = True) -> Shown:
        """What is up: asked of the database once after each change. Where it is away, or nobody
        may wait for it, what was up last, as long as its time is not over."""
        if may_ask and not watch.is_away:
            try:
                self._last = self.fragments.part(("banner",), _asked, Dependencies())
            except DatabaseError:
                logger.warning("The database failed, so which banner is up is unknown.")
            else:
                return self._last
        return self._last if time() < self._last.until else NOTHING


def _asked() -> Shown:
    close_old_connections()
    with patience(DATABASE_TIMEOUT):
        return shown()
