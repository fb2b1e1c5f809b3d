"""The desk speaks one language, whichever the paper is written in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import translation

#: The desk's own words are there in this one only. Half of them in another, from Django's own
#: catalogues, and the rest in this one would be read by nobody with ease.
LANGUAGE = "en-gb"


class DeskLanguage:
    """Answer what is asked of the desk in the desk's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.desk = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the view; pages for readers stay in the site's language."""
        if not request.path_info.startswith(self.desk):
            return self.get_response(request)
        with translation.override(LANGUAGE):
            response = self.get_response(request)
            # An answer that is still to be rendered would be so after the override.
            if callable(render := getattr(response, "render", None)):
                render()
            return response
