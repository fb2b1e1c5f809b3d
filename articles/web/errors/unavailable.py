"""The 503 while the database is away or nothing can be written; what was posted is given back.

Nothing that was typed is lost by it: a script gets a sentence and has the text itself; what a form
without one has sent comes back on a page that sends it again.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from articles.delivery.door.thread_limit import REFUSED
from articles.lib.database.availability import watch
from articles.lib.problems import is_for_programs, problem

#: Seconds after which it may be asked again.
RETRY_AFTER_SECONDS = 5
DESK = "/admin/"
#: Characters of a form that are given back.
MAX_FORM_CHARACTERS = 20 * 1024 * 1024


class Refused:
    """Answer those who found no place in front of Django, without a wait and without reading what
    they send, which may be what the others wait for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer."""
        if request.META.get(REFUSED):
            return unavailable(request)
        return self.get_response(request)


def trouble(request: HttpRequest) -> HttpResponse:
    """The database has failed while `request` was answered."""
    watch.suspect()
    with suppress(Exception):
        # Read now, where it failed before anybody had: what was sent is given back.
        _ = request.POST
    return unavailable(request)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503, in a form that whoever asks can read."""
    response: HttpResponse
    if is_for_programs(request):
        response = problem(503, _sentence(request))
    elif "application/json" in request.headers.get("Accept", ""):
        response = JsonResponse({"ok": False, "error": _sentence(request)}, status=503)
    elif request.method in {"GET", "HEAD"} and not _is_page(request.path):
        response = HttpResponse(_sentence(request) + "\n", content_type="text/plain; charset=utf-8")
    else:
        context = {"desk": request.path.startswith(DESK), "posted": _posted(request)}
        context["is_post"] = request.method == "POST"
        response = HttpResponse(render_to_string("503.html", context))
    response.status_code = 503
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    patch_cache_control(response, no_store=True)
    return response


def _sentence(request: HttpRequest) -> str:
    if request.method in {"GET", "HEAD"}:
        return _("This can’t be shown right now. Please try again in a moment.")
    return _(
        "The database is not responding, so nothing was saved. Your text is still here: "
        "please try again in a moment."
    )


def _is_page(path: str) -> bool:
    """Whether people look at what is there, and not machines."""
    last = path.rpartition("/")[2]
    return "." not in last and not last.startswith("feed") and not path.endswith("/feed/")


def _posted(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of the form that was sent, as far as it was read; none where there is a password
    among them. The token goes back as it came: it fits, or the form is somebody else's."""
    read = vars(request).get("_post")
    fields = [(name, text) for name, texts in read.lists() for text in texts] if read else []
    if any("password" in name for name, _text in fields):
        return []
    return fields if sum(len(text) for _name, text in fields) <= MAX_FORM_CHARACTERS else []
