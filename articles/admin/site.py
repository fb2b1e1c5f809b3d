"""The desk itself: Django's admin with a start page of ours."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Status

SHOWN = 6
#: Beyond, a count says "more than": counting an archive costs as much as the archive is long.
COUNTED = 1_000


class Desk(AdminSite):
    """The editors' desk."""

    site_title = _("Desk")
    index_title = _("Desk")
    empty_value_display = "–"
    # The header of every page names what there is.
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the desk shows."""
        return super().each_context(request) | {"site_header": settings.SITE_NAME}

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The start page: what is mine, what waits, what is to come, what is out."""
        may_see = request.user.has_perm("articles.view_article")
        desk = SimpleLazyObject(lambda: desk_of(request)) if may_see else None
        return super().index(request, {**(extra_context or {}), "desk": desk})


def desk_of(request: HttpRequest) -> dict[str, Any]:
    """The lists and counts of the start page, in as many queries however much there is."""
    stories = Article.objects.for_cards()
    now = timezone.now()
    return {
        "mine": stories.filter(created_by_id=request.user.pk).order_by("-modified_at")[:SHOWN],
        "in_review": stories.with_status(Status.IN_REVIEW).order_by("-modified_at")[:SHOWN],
        "scheduled": stories.with_status(Status.SCHEDULED, now).order_by("publish_at")[:SHOWN],
        "live": stories.visible(now).newest_first()[:SHOWN],
        "counts": [_count(status) for status in Status],
    }


def _count(status: Status) -> dict[str, Any]:
    matching = Article.objects.with_status(status).order_by()
    number = matching[: COUNTED + 1].values("pk").count()
    return {
        "status": status.value,
        "label": status.label,
        "number": min(number, COUNTED),
        "more": number > COUNTED,
        "url": f"{reverse('admin:articles_article_changelist')}?status={status.value}",
    }
