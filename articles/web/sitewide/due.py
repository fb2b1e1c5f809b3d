"""Publish scheduled changes at the first request after their time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import QuerySet, Value
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import timezone

from articles.delivery.pages.banner import IS_UP
from articles.lib.database.availability import patience
from articles.models import Appointment, Banner
from articles.models.common.prepared import PreparedPart
from articles.models.lifecycle import scheduler

logger = logging.getLogger(__name__)

#: What shows no story. Health is asked for most often when the database is in trouble.
PASSED_OVER = ("/healthz", "/readyz", "/metrics")
#: The pages that are one story's, by the names of their addresses.
OF_ONE_STORY = {"article", "preview-story"}
CHANGES, BANNER = Appointment.Verb.CHANGES.value, "banner"
#: How many changes the reader of a story waits for, its own first.
MAX_CHANGES_PUBLISHED = 3
#: Seconds after which the reader of any other page waits for no further ones.
MAX_SECONDS = 1.0
#: Seconds that a reader waits for somebody who writes.
PATIENCE = 2.0


class DueChangesMiddleware:
    """Publish scheduled changes that are due before a page is rendered, however late a worker is.

    One query on a short index for each GET and HEAD; a request that only writes shows nothing.
    Where very many are due at once, the rest is for the next requests and the ticker. The page of
    a story has its own change always. Which stories a list or a feed would show can't be told
    before it is made, so that these are bound by time: after a second they show what there is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.passed_over = (*PASSED_OVER, settings.STATIC_URL, settings.MEDIA_URL)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the view, after what is due was done."""
        if "newsportal.due_is_done" in request.META:
            # The front door has looked, for all pages at once.
            return self.get_response(request)
        if request.method in {"GET", "HEAD"} and not request.path.startswith(self.passed_over):
            request.META[IS_UP] = publish_due_changes(request.path_info)
        return self.get_response(request)


def publish_due_changes(path: str) -> bool | None:
    """Publish planned changes whose hour has come, as many as the page at `path` waits for; a
    database that fails is only logged, so that the page can answer as far as it is able to.

    Returns whether a banner is up, which is asked in the same query; None where that is unknown.
    """
    try:
        found = what_is_due()
        if CHANGES in found:
            with patience(PATIENCE):
                _publish(_story_at(path))
    except DatabaseError:
        logger.exception("It could not be seen whether planned changes are due.")
        return None
    return BANNER in found


def _due(now: datetime) -> QuerySet[Any, Any]:
    changes = Appointment.due(now, now).filter(verb=CHANGES).order_by()
    banners = Banner.objects.up(now).order_by()
    return changes.values_list(Value(CHANGES)).union(banners.values_list(Value(BANNER)))


#: Each request asks this: to compile it takes ten times as long as to answer it.
DUE = PreparedPart(_due)


def what_is_due() -> set[str]:
    """Whether changes are due, and whether a banner is up."""
    with connection.cursor() as cursor:
        cursor.execute(*DUE(timezone.now()))
        return {what for (what,) in cursor.fetchall()}


def _publish(number: int | None) -> None:
    if number is not None:
        own = scheduler.do_due(verb=Appointment.Verb.CHANGES, story=number)
        scheduler.do_due(verb=Appointment.Verb.CHANGES, most=MAX_CHANGES_PUBLISHED - len(own))
    else:
        until = monotonic() + MAX_SECONDS
        scheduler.do_due(verb=Appointment.Verb.CHANGES, stop=lambda: monotonic() > until)


def _story_at(path: str) -> int | None:
    """The number of the story whose page is at `path`; None for any other page."""
    try:
        found = resolve(path)
    except Resolver404:
        return None
    return int(found.kwargs["pk"]) if found.url_name in OF_ONE_STORY else None
