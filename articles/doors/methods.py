"""What a door does not declare, it does not answer: a view that forgets to ask which method was
used would take a PUT for a GET."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils.translation import gettext as _

from articles.doors.table import rule_of
from articles.lib.problems import is_for_programs, problem

JSON = "application/json"


class DeclaredMethods:
    """Refuse with 405 what `articles/doors/` does not name for an address, before any view, session
    or database is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the view, or the refusal."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Look at the method; an address without a rule is left to its view."""
        rule = rule_of(request.resolver_match)
        if rule is None or request.method in rule.methods:
            return None
        said = _("This address accepts %(methods)s requests only.") % {
            "methods": ", ".join(rule.methods)
        }
        if is_for_programs(request):
            refusal = problem(405, said)
            refusal["Allow"] = ", ".join(rule.methods)
            return refusal
        answer = HttpResponseNotAllowed(rule.methods)
        if JSON in request.headers.get("Accept", ""):
            answer.content, answer["Content-Type"] = json.dumps({"error": said}), JSON
        else:
            answer.content, answer["Content-Type"] = said, "text/plain; charset=utf-8"
        return answer
