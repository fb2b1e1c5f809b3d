"""Pages of somebody whose login is not whole: in the desk's look, without its rooms."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse


def plain_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> TemplateResponse:
    """The page, which nobody keeps."""
    request.current_app = admin.site.name
    whole = {**admin.site.each_context(request), **context}
    answer = TemplateResponse(request, template, whole, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
