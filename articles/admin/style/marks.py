"""What a story's editor asks: the rules, what the story says to ignore, to ignore one more."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from articles.admin.common.json_views import json_view, refusal
from articles.admin.unsaved.autosaving import number_of
from articles.lib.languages.known import site_tag
from articles.lib.style.ignoring import Place
from articles.models import Article, IgnoredMark, Right, StyleRule, may
from articles.models.style.ignored import ignore, ignored_in
from articles.models.style.sets import current
from articles.proofing import languagetool


def urls(desk: Any) -> list[URLPattern]:
    """The doors, for the stories' admin."""
    site: AdminSite = desk.admin_site
    return [
        path(
            "style/",
            json_view(site, never_cache(require_safe(rules))),
            name="articles_article_style",
        ),
        path(
            "style/ignore/",
            json_view(site, never_cache(require_POST(ignore_mark))),
            name="articles_article_ignore_mark",
        ),
    ]


def rules(request: HttpRequest) -> HttpResponse:
    """All active rules, for whoever writes; with `pk`, what that story says to ignore."""
    if not (may(request.user, Right.EDIT) or request.user.has_perm("articles.add_article")):
        raise PermissionDenied
    number = request.GET.get("pk", "")
    story = _story(request, number, Right.VIEW) if number else None
    known = current()
    return JsonResponse(
        {
            "rules": known.rows,
            "ignored": [_told(one) for one in ignored_in(story.pk if story else None)],
            "language": site_tag(),
            "may_add": request.user.has_perm("articles.add_ownword"),
            "spelling": languagetool.is_on(),
        }
    )


def ignore_mark(request: HttpRequest) -> HttpResponse:
    """Put down that a mark is ignored in a story; with `_undo`, its number, that it isn't."""
    story = _story(request, request.POST.get("pk", ""), Right.EDIT)
    if undone := request.POST.get("_undo", ""):
        if undone.isascii() and undone.isdigit() and len(undone) < 19:
            IgnoredMark.objects.filter(article=story.pk, pk=int(undone)).delete()
        return _left(story)
    place = Place(*(_text(request, name) for name in Place._fields))
    if not (place.rule and place.words) or not _is_known(place.rule):
        return refusal(_("This mark no longer exists."), 400)
    if ignore(story, place, request.user) is None:
        return refusal(_("This story can’t ignore any more marks. Change the rule instead."), 400)
    return _left(story)


def _left(story: Article) -> HttpResponse:
    return JsonResponse({"ignored": [_told(one) for one in ignored_in(story.pk)]})


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "")


def _is_known(rule: str) -> bool:
    kind, _colon, number = rule.partition(":")
    if kind == "spelling":
        return True
    plain = number.isascii() and number.isdigit() and len(number) < 19
    return kind == "rule" and plain and StyleRule.objects.filter(pk=int(number)).exists()


def _told(one: IgnoredMark) -> dict[str, Any]:
    return {"id": one.pk, **one.place._asdict()}


def _story(request: HttpRequest, number: str, right: Right) -> Article:
    """The story of that number, within the person's reach for that right."""
    try:
        story = Article.objects.filter(pk=number_of(number)).first()
    except Article.DoesNotExist:
        story = None
    if story is None or not may(request.user, Right.VIEW, story):
        raise Http404
    if not may(request.user, right, story):
        raise PermissionDenied
    return story
