"""Error pages, each with links to go on."""

from __future__ import annotations

import logging
import sys

from django.contrib.admin import site
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from articles.lib.database.outages import is_trouble
from articles.lib.dependencies import not_kept
from articles.lib.problems import is_for_programs, problem
from articles.models import Article
from articles.web.errors.redirects import led_on
from articles.web.errors.unavailable import trouble

#: Where the desk's addresses begin.
DESK = "/admin/"
logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, with the latest stories, or 301 by a redirect that editors keep; at the desk with the
    way back there."""
    if is_for_programs(request):
        return problem(404, "There is no such address.")
    if _is_at_the_desk(request):
        return _way_back(request, 404)
    not_kept()
    try:
        if (on := led_on(request)) is not None:
            return on
        latest = list(Article.objects.visible().newest_first().for_cards()[:5])
    except DatabaseError:
        logger.exception("The latest stories for the 404 page could not be read.")
        latest = []
    return render(
        request, "404.html", {"latest": latest, "robots": "noindex", "canonical": ""}, status=404
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself can't be trusted, so the page uses nothing of it."""
    if is_for_programs(request):
        return problem(400, "The request can’t be read.")
    return HttpResponse(render_to_string("400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403; at the desk with the way back there."""
    if _is_at_the_desk(request):
        # What was raised may say what one may not do, and whom to ask.
        return _way_back(request, 403, told=str(exception or ""))
    return render(request, "403.html", {"robots": "noindex", "canonical": ""}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where it is the database or the disk: needs no database and no context."""
    if is_trouble(sys.exception()):
        return trouble(request)
    if is_for_programs(request):
        return problem(500, "Something went wrong here. The error was logged.")
    return HttpResponseServerError(render_to_string("500.html"))


def _is_at_the_desk(request: HttpRequest) -> bool:
    """Whether somebody who works at the desk asks for one of its pages."""
    user = getattr(request, "user", None)
    return request.path.startswith(DESK) and user is not None and site.has_permission(request)


def _way_back(request: HttpRequest, status: int, told: str = "") -> HttpResponse:
    context = {**site.each_context(request), "is_missing": status == 404, "told": told}
    return render(request, "admin/way_back.html", context, status=status)
