"""The renditions of pictures and the paper's own, out of whatever store they are in."""

from __future__ import annotations

import re

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from articles.delivery.negotiation import names
from articles.lib import brand
from articles.models.picture_files import FORMATS

#: Only what we made ourselves has an address: nothing that was uploaded is served as it came.
RENDITION = re.compile(
    r"pictures/[0-9a-f]{2}/(?:[0-9a-f]{32}-[0-9a-f]{8}|[0-9a-f]{64})"
    r"/(?:[0-9]{1,5}|[0-9]{1,2}x[0-9]{1,2}-[0-9]{1,3}-[0-9]{1,3}|social)\.(?P<kind>avif|webp|jpg)"
)

TYPES = {**FORMATS, "png": "image/png"}


@require_safe
def rendition(request: HttpRequest, path: str) -> HttpResponse | FileResponse:
    """A rendition; its address says what is in it, so it may be kept for ever."""
    kind = _kind(path)
    if not kind:
        raise Http404("No such picture.")
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
    patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
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
