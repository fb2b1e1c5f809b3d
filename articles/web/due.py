"""Planned changes are there for the first reader who comes after their hour."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase

from articles.models import Appointment, due

logger = logging.getLogger(__name__)

#: What shows no story. Health is asked for most often when the database is in trouble.
PASSED_OVER = ("/healthz", "/readyz")


class DueChanges:
    """Publish planned changes that are due before a page is made, however late a worker is.

    One query on a short index for each GET and HEAD; a request that only writes shows nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.passed_over = (*PASSED_OVER, settings.STATIC_URL, settings.MEDIA_URL)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the view, after what is due was done."""
        if request.method in {"GET", "HEAD"} and not request.path.startswith(self.passed_over):
            publish_due_changes()
        return self.get_response(request)


def publish_due_changes() -> None:
    """Publish the planned changes whose hour has come; a database that fails is only logged, so
    that the page can answer as far as it is able to."""
    try:
        if due.changes_are_due():
            due.do_due(verb=Appointment.Verb.CHANGES)
    except DatabaseError:
        logger.exception("It could not be seen whether planned changes are due.")
