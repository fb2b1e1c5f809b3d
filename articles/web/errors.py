"""The pages for what went wrong, each with a way on."""

from __future__ import annotations

import logging
import sys

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from articles.lib.database.trouble import is_trouble
from articles.models import Article
from articles.web.unavailable import trouble

logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, with the latest stories."""
    try:
        latest = list(Article.objects.visible().newest_first().for_cards()[:5])
    except DatabaseError:
        logger.exception("The latest stories for the 404 page could not be read.")
        latest = []
    return render(request, "404.html", {"latest": latest, "robots": "noindex"}, status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself can't be trusted, so the page uses nothing of it."""
    return HttpResponse(render_to_string("400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return render(request, "403.html", {"robots": "noindex"}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where it is the database or the disk: needs no database and no context."""
    if is_trouble(sys.exception()):
        return trouble(request)
    return HttpResponseServerError(render_to_string("500.html"))
