"""Serve renditions of pictures and the publication's logo, whichever store they are in."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.files.storage import storages
from django.db import DatabaseError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from articles.delivery.door import response_headers
from articles.delivery.door.negotiation import names
from articles.lib.branding import brand
from articles.models.pictures.files import FORMATS
from articles.models.pictures.shown import is_taken_away, of_upload

#: Only what we made ourselves has an address: nothing that was uploaded is served as it came.
RENDITION = re.compile(
    r"pictures/[0-9a-f]{2}/(?:[0-9a-f]{32}-[0-9a-f]{8}|[0-9a-f]{64})"
    r"/(?:[0-9]{1,5}|[0-9]{1,2}x[0-9]{1,2}-[0-9]{1,3}-[0-9]{1,3}|social)\.(?P<kind>avif|webp|jpg)"
)

TYPES = {**FORMATS, "png": "image/png"}


#: What browsers may do with a file, which never changes under its address; and caches in between
#: that are told nothing, which have to hear that it was taken away.
KEPT = {"public": True, "max_age": 31_536_000, "s_maxage": 300, "immutable": True}


@require_safe
def rendition(request: HttpRequest, path: str) -> HttpResponse | FileResponse:
    """A rendition; its address says what is in it, so it may be kept for ever. 410 where it was
    taken away with its story; the desk sees it all the same."""
    kind = _kind(path)
    if not kind:
        raise Http404("No such picture.")
    numbers, gone = _standing(path)
    if gone and not _is_at_desk(request):
        return _gone()
    answer = _file(request, path, kind)
    if answer.status_code == 503:
        return answer
    if gone:
        patch_cache_control(answer, private=True, no_store=True)
        return answer
    patch_cache_control(answer, **KEPT)
    keys = {f"picture:{number}" for number in numbers}
    for name, value in response_headers.headers("page", 0, keys, ()) if keys else ():
        if name != "Cache-Control":
            answer[name] = value
    return answer


def _standing(path: str) -> tuple[set[int], bool]:
    """The pictures that the file is of, and whether they were taken away from readers. While the
    database is away nothing is known of them, and readers go on reading."""
    if not path.startswith("pictures/"):
        return set(), False
    digest = path.split("/")[2].partition("-")[0]
    try:
        numbers = of_upload(digest)
        return numbers, is_taken_away(numbers)
    except DatabaseError:
        return set(), False


def _is_at_desk(request: HttpRequest) -> bool:
    """Whether they see the library. No session is read of whoever has none."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    user = request.user
    return user.is_authenticated and user.is_staff and user.has_perm("articles.view_picture")


def _gone() -> HttpResponse:
    """It is asked for anew each time, because it comes back with its story."""
    response = HttpResponse("Gone", status=410, content_type="text/plain")
    patch_cache_control(response, no_cache=True)
    return response


def _file(request: HttpRequest, path: str, kind: str) -> HttpResponse | FileResponse:
    """The file, or that the browser has it, or that the store does not give it out just now."""
    tag = f'"{path}"'
    response: HttpResponse | FileResponse
    if names(request.headers.get("If-None-Match", ""), tag):
        response = HttpResponseNotModified()
    else:
        try:
            file = storages["default"].open(path)
        except FileNotFoundError:
            raise Http404("No such picture.") from None
        except OSError:
            return _away()
        response = FileResponse(file, content_type=TYPES[kind])
        response["Content-Length"] = str(file.size)
        del response["Content-Disposition"]
    response["ETag"] = tag
    return response


def _kind(path: str) -> str:
    """The ending of one of our files, such as webp; "" for what is none of them."""
    folder, _slash, name = path.partition("/")
    found = brand.NAME.fullmatch(name) if folder == "paper" else RENDITION.fullmatch(path)
    return found["kind"] if found else ""


def _away() -> HttpResponse:
    """What the store does not give out just now is asked for again, and never kept as an error."""
    response = HttpResponse(status=503, content_type="text/plain")
    response["Retry-After"] = "5"
    patch_cache_control(response, no_store=True)
    return response
