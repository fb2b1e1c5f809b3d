"""The renditions of pictures, out of whatever store they are in."""

from __future__ import annotations

import mimetypes
import re

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

#: Only what we made ourselves has an address: nothing that was uploaded is served as it came.
RENDITION = re.compile(r"pictures/[0-9a-f]{2}/[0-9a-f]{64}/(?:[0-9]{1,5}\.webp|social\.jpg)")


@require_safe
def rendition(request: HttpRequest, path: str) -> FileResponse:
    """A rendition; its address holds its content's hash, so it may be kept for ever."""
    if not RENDITION.fullmatch(path):
        raise Http404("No such picture.")
    try:
        file = storages["default"].open(path)
    except FileNotFoundError:
        raise Http404("No such picture.") from None
    response = FileResponse(file, content_type=mimetypes.guess_type(path)[0])
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
