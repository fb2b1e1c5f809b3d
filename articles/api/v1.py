"""The first version of the API: its addresses, and the document that describes them."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError

from articles.api import fronts, lists, stories
from articles.api.answers import hear, served, strict
from articles.api.desk import calls, pictures
from articles.api.desk import stories as desk
from articles.api.document import complete
from articles.lib.dependencies import delivered
from articles.lib.problems import problem
from articles.models import NotAllowed

#: Its names in the table of doors begin with it.
NAMESPACE: Final = "api"
BASE: Final = "api/v1/"
API: Final = NinjaAPI(
    title="Newsportal",
    version="1",
    description="What readers may see, for programs; and the desk, for those with a token.",
    openapi_url=None,
    docs_url=None,
    urls_namespace=NAMESPACE,
)
hear(API)
API.add_exception_handler(AuthenticationError, calls.unknown)
API.add_exception_handler(NotAllowed, calls.not_allowed)
API.add_exception_handler(PermissionDenied, calls.forbidden)
API.add_exception_handler(calls.Refused, calls.refused)
for _router in (stories.router, lists.router, fronts.router):
    API.add_router("", _router)
for _router in (desk.router, pictures.router):
    API.add_router("/desk", _router, auth=calls.Token())


@lru_cache(maxsize=1)
def document() -> str:
    """The OpenAPI document, as JSON."""
    found: dict[str, Any] = json.loads(json.dumps(API.get_openapi_schema(path_prefix=f"/{BASE}")))
    return json.dumps(complete(found), ensure_ascii=False)


def openapi(_request: HttpRequest) -> HttpResponse:
    """The document that describes the API."""
    return HttpResponse(document(), content_type="application/vnd.oai.openapi+json;version=3.1")


def missing(_request: HttpRequest, **_path: str) -> HttpResponse:
    """Whatever else stands below /api/."""
    return problem(404, "There is nothing at this address. See /api/v1/openapi.json.")


def _patterns() -> list[URLPattern]:
    found = []
    for one in API.urls[0]:
        if isinstance(one, URLPattern) and one.name != "api-root" and one.name:
            if one.name.startswith("desk-"):
                view = calls.private(strict(one.callback))
            else:
                kind = "article" if one.name == "story" else "list"
                view = served(strict(delivered(kind)(one.callback)))
            found.append(URLPattern(one.pattern, view, name=one.name))
    return [*found, path("openapi.json", served(openapi), name="openapi")]


urls = (_patterns(), "ninja", NAMESPACE)
#: The last one below /api/, so that nothing there is taken for a section of the paper.
REST: Final = path("api/<path:rest>", served(missing), name="api-missing")
