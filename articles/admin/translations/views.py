"""The doors of translating: begin a version, link those that there are, read the source."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from articles.admin.common.json_views import json_view, refusal, wants_json
from articles.admin.history.difference import Names, differences
from articles.admin.story.preview import accessible_story
from articles.admin.translations.box import beside, rows_of
from articles.helping.service import service
from articles.lib.languages.known import languages
from articles.models import Article, NotAllowed, Right, Translation, may
from articles.models.translations.changed import TRANSLATED
from articles.models.translations.group import Source, source_for
from articles.search import picked
from articles.search.reach import within_reach

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

#: Stories that a search shows, and characters that it reads.
MAX_FOUND, LONGEST = 10, 200
FOLDER = "admin/articles/translation"


def urls(admin: ModelAdmin[Article]) -> list[URLPattern]:
    """The doors, for the stories' admin."""
    both = require_http_methods(["GET", "HEAD", "POST"])
    rooms: list[tuple[str, Callable[..., HttpResponse], str]] = [
        ("translate", require_POST(translate), "translate"),
        ("versions", both(never_cache(partial(versions, admin))), "versions"),
        ("source", both(never_cache(partial(source, admin))), "source"),
    ]
    return [
        path(f"<int:pk>/{at}/", json_view(admin.admin_site, view), name=f"articles_article_{name}")
        for at, view, name in rooms
    ]


def translate(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a version in the language that was chosen; pressed twice, once."""
    story = accessible_story(request, pk, Right.VIEW)
    try:
        made = story.translate(request.POST.get("language", ""), request.user, key=_key(request))
    except (NotAllowed, Article.DoesNotExist) as refused:
        messages.error(request, str(refused) or _("The story was deleted. Reload the page."))
        return HttpResponseRedirect(_page("versions", pk))
    said = _("This is a translation of {story}. Its text is the source’s until you write over it.")
    way = format_html('<a href="{}">{}</a>', _page("change", pk), story)
    messages.success(request, format_html(said, story=way))
    return HttpResponseRedirect(_page("change", made.pk))


# --- Which there are ----------------------------------------------------------------


def versions(admin: ModelAdmin[Article], request: HttpRequest, pk: int) -> HttpResponse:
    """The versions of a story, and those that could be linked; posted, what is to be done."""
    story = accessible_story(request, pk, Right.VIEW)
    if request.method == "POST":
        try:
            _link(request, story)
        except (NotAllowed, Article.DoesNotExist) as refused:
            messages.error(request, str(refused) or _("The story was deleted. Reload the page."))
        return HttpResponseRedirect(_page("versions", pk))
    query = request.GET.get("q", "").strip()[:LONGEST]
    rows = rows_of(request.user, story)
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Versions in other languages"),
        "opts": Article._meta,
        "story": story,
        "rows": rows,
        "query": query,
        "found": _found(request, query, {story.pk, *(row.story.pk for row in rows)}),
        "is_alone": not rows,
        "may_translate": story.may_translate(request.user),
        "languages": languages().values(),
        "translate_key": str(uuid4()),
        "can_edit": request.user.has_perm(Right.EDIT.value),
        "is_history": True,
    }
    return TemplateResponse(request, f"{FOLDER}/versions.html", context)


def _found(request: HttpRequest, query: str, besides: set[int]) -> list[Article]:
    """The stories within reach that are meant by what was typed, and are no version yet."""
    if not query:
        return []
    stories: Any = Article.objects.within_reach_of(request.user).exclude(pk__in=besides)
    stories = stories.exclude(pk__in=Translation.objects.values("story"))
    return picked(stories.for_cards(), query, within_reach(request.user), most=MAX_FOUND)


def _link(request: HttpRequest, story: Article) -> None:
    other = accessible_story(request, _number(request.POST.get("other", "")), Right.VIEW)
    deed, by = request.POST.get("do", ""), request.user
    if deed == "link":
        story.add_version(other, by)
    elif deed == "link_source":
        other.add_version(story, by)
    elif deed == "unlink":
        row = Translation.objects.select_related("source").filter(story=other.pk).first()
        if row is None:
            return
        row.source.remove_version(other, by)
        messages.success(request, _("Unlinked: “%(story)s”.") % {"story": other})
        return
    else:
        raise NotAllowed(_("Reload the page and try again."))
    messages.success(request, _("Linked: “%(story)s”.") % {"story": other})


# --- Beside the source --------------------------------------------------------------


def source(admin: ModelAdmin[Article], request: HttpRequest, pk: int) -> HttpResponse:
    """What a version is translated from, block by block, and what has changed there since; posted,
    that the version has it all."""
    story = accessible_story(request, pk, Right.VIEW)
    if request.method == "POST":
        return _up_to_date(request, story)
    found = source_for(story, request.user)
    if found is None:
        if not wants_json(request):
            messages.error(request, _("There is no source that you may read."))
            return HttpResponseRedirect(_page("versions", pk))
        raise Http404
    context = _context(request, story, found)
    if wants_json(request):
        return JsonResponse({"html": render_to_string(f"{FOLDER}/beside.html", context, request)})
    return TemplateResponse(
        request, f"{FOLDER}/source.html", {**admin.admin_site.each_context(request), **context}
    )


def _context(request: HttpRequest, story: Article, found: Source) -> dict[str, Any]:
    fields = []
    if found.has_changed and found.before is not None:
        old, new = (
            {name: one[name] for name in (*TRANSLATED, "language")}
            for one in (found.before, found.content)
        )
        fields = differences(old, new, Names(old, new))
    return {
        **beside(story, found),
        "title": _("The source"),
        "opts": Article._meta,
        "story": story,
        "fields": fields,
        "can_edit": may(request.user, Right.EDIT, story),
        "has_model": service() is not None,
        "is_history": True,
    }


def _up_to_date(request: HttpRequest, story: Article) -> HttpResponse:
    try:
        story.mark_up_to_date(_number(request.POST.get("number", "")), request.user)
    except NotAllowed as refused:
        if wants_json(request):
            return refusal(str(refused), 409)
        messages.error(request, str(refused))
        return HttpResponseRedirect(_page("versions", story.pk))
    if wants_json(request):
        return JsonResponse({"said": _("Marked as up to date.")})
    messages.success(request, _("Marked as up to date."))
    return HttpResponseRedirect(_page("source", story.pk))


def _page(name: str, pk: int) -> str:
    return reverse(f"admin:articles_article_{name}", args=[pk])


def _number(text: str) -> int:
    """A number that a row can have; 0 for anything else, which none has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _key(request: HttpRequest) -> UUID:
    """That of the page, so that the same press is one version."""
    try:
        return UUID(request.POST.get("_key", ""))
    except ValueError:
        return uuid4()
