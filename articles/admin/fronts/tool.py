"""The tool's page, the page in its frame, and the preview."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.fronts import stories, words
from articles.admin.fronts.drawing import answer, cautions, page_for, state_of
from articles.admin.fronts.guarded import slug_of
from articles.models.fronts.edition import Edition
from articles.models.fronts.front import Front
from articles.models.fronts.layout import read
from articles.models.topics.taxonomy import Category

WIDTHS = {"375": gettext_lazy("Phone"), "1280": gettext_lazy("Desktop")}
#: How many of the newest stories a section's or a topic's page has, blocks and list together.
PAGE_SIZE = 20
SCHEMES = {"light": gettext_lazy("Light"), "dark": gettext_lazy("Dark")}


def tool(request: HttpRequest, front: Front) -> HttpResponse:
    """The screen on which a front is laid out."""
    found = stories.find(request, front)
    context = {
        **admin.site.each_context(request),
        "title": str(front),
        "in_fronts": True,
        "front": front,
        "key": slug_of(front),
        "zone": timezone.get_current_timezone_name(),
        "config": _config(request, front),
        "types": words.types(),
        "searched": words.searched(),
        "state": mark_safe(state_of(request, front)),  # noqa: S308 - a template has made it
        "stories": mark_safe(stories.rows(request, front, found)),  # noqa: S308
        "more": found.more,
        **stories.choices(),
    }
    return TemplateResponse(request, "admin/articles/front/tool.html", context)


def _config(request: HttpRequest, front: Front) -> dict[str, Any]:
    """What the page's script has to know."""
    slug, stored = slug_of(front), front.layout()
    layout = read(stored)

    def at(name: str) -> str:
        return reverse(f"admin:front-{name}", args=[slug])

    return {
        "key": front.key,
        "person": request.user.pk,
        "number": front.base_number(),
        "layout": stored,
        "warnings": cautions(layout, _sections()),
        "types": words.types(),
        "rules": words.rules(),
        "of": words.rules_of(),
        "searched": list(words.SEARCHED),
        "named": words.named(layout),
        "zone": timezone.get_current_timezone_name(),
        "writeUrl": at("write"),
        "stateUrl": at("state"),
        "presenceUrl": at("presence"),
        "changesUrl": at("changes"),
        "publishUrl": at("publish"),
        "loginUrl": f"{reverse('admin:login')}?next={reverse('admin:index')}",
        "storyUrl": reverse("admin:articles_article_change", args=[0]),
        "cardUrl": reverse("admin:articles_picture_card", args=[0]),
    }


def state(request: HttpRequest, front: Front) -> HttpResponse:
    """The draft as it is now, for a page that has heard of a newer one."""
    return JsonResponse(answer(request, front))


def canvas(request: HttpRequest, front: Front) -> HttpResponse:
    """The draft as a page, whose cards know which places they are."""
    with translation.override(settings.LANGUAGE_CODE):
        found = page_for(front, read(front.layout()), _sections(), editing=True)
        return _page(request, front, "admin/articles/front/canvas.html", {"blocks": found.blocks})


def page(request: HttpRequest, front: Front) -> HttpResponse:
    """The draft, or an edition, as the page that readers would have."""
    edition = _edition(request, front)
    layout = edition.read() if edition else read(front.layout())
    with translation.override(settings.LANGUAGE_CODE):
        found = page_for(front, layout, _sections(), newest=PAGE_SIZE)
        noun = "section" if front.section else "topic" if front.topic else ""
        if not noun:
            return _page(request, front, "front.html", {"blocks": found.blocks})
        # As its own address shows it: its heading over the blocks, the list of the rest below.
        rest = {"number": 1, "stories": found.rest}
        context = {noun: getattr(front, noun), "opening": found, "page": rest}
        return _page(request, front, f"{noun}.html", context)


def preview(request: HttpRequest, front: Front) -> HttpResponse:
    """That page at the width and in the colours that were chosen."""
    edition = _edition(request, front)
    context = {
        **admin.site.each_context(request),
        "title": _("Preview"),
        "in_fronts": True,
        "front": front,
        "key": slug_of(front),
        "edition": edition,
        "which": f"&edition={edition.number}" if edition else "",
        "width": _chosen(request, "width", WIDTHS),
        "scheme": _chosen(request, "scheme", SCHEMES),
        "widths": WIDTHS,
        "schemes": SCHEMES,
    }
    return TemplateResponse(request, "admin/articles/front/preview.html", context)


def _sections() -> list[Category]:
    return list(Category.objects.all())


def _page(
    request: HttpRequest, front: Front, template: str, context: dict[str, Any]
) -> HttpResponse:
    context |= {
        "current_section": front.section,
        "scheme": request.GET.get("scheme") if request.GET.get("scheme") in SCHEMES else "",
        "robots": "noindex",
    }
    answer = TemplateResponse(request, template, context)
    # The page runs the readers' own small script, under the policy that it makes for itself.
    answer._csp_update = {"trusted-types": ["newsportal"]}  # type: ignore[attr-defined]
    # At once, while it is in the readers' language.
    return answer.render()


def _chosen(request: HttpRequest, name: str, known: dict[str, Any]) -> str:
    """What the address asks for, if there is such a thing; else the first."""
    wanted = request.GET.get(name, "")
    return wanted if wanted in known else next(iter(known))


def _edition(request: HttpRequest, front: Front) -> Edition | None:
    """The edition that the address names; None for the newest. Raises Http404."""
    wanted = request.GET.get("edition", "")
    if not wanted:
        return None
    known = front.pk and wanted.isascii() and wanted.isdigit() and len(wanted) < 10
    edition = front.editions.filter(number=int(wanted)).first() if known else None
    if edition is None:
        raise Http404
    found: Edition = edition
    return found
