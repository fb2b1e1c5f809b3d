"""The doors of placing: from the story's form, whose script takes what is said, and from the list,
which is shown again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.admin.common.json_views import json_view, refusal, wants_json
from articles.admin.placing.deeds import DEEDS, Done
from articles.admin.placing.panel import box
from articles.admin.story.preview import accessible_story
from articles.models import Article, NotAllowed, Right
from articles.models.fronts.rows import LAY_OUT

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin


def urls(admin: ModelAdmin[Any]) -> list[URLPattern]:
    """The door, for the stories' admin."""
    view = require_http_methods(["GET", "HEAD", "POST"])(never_cache(fronts))
    at = "<int:pk>/fronts/"
    return [path(at, json_view(admin.admin_site, view), name="articles_article_fronts")]


def fronts(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the story stands; posted, what is to be done."""
    story = accessible_story(request, pk, Right.VIEW)
    if request.method != "POST":
        return JsonResponse({"html": box(request, story)})
    if not (request.user.has_perm(LAY_OUT) or request.user.has_perm(Right.PUBLISH.value)):
        raise PermissionDenied
    answer = _from_form if wants_json(request) else _from_list
    return answer(request, story)


def _do(request: HttpRequest, story: Article) -> Done:
    """Raises NotAllowed with a sentence, and PermissionDenied."""
    given = request.POST.dict()
    # A button of the list says all in one: `lead home`, `undo home 12`.
    row = given.pop("row", "").split()
    given |= dict(zip(("do", "front", "edition"), row, strict=False))
    deed = DEEDS.get(given.get("do", ""))
    if deed is None:
        raise NotAllowed(_("Reload the page and try again."))
    try:
        return deed(request.user, story, given)
    except ValidationError as wrong:
        raise NotAllowed(" ".join(wrong.messages)) from wrong


def _from_form(request: HttpRequest, story: Article) -> HttpResponse:
    try:
        done = _do(request, story)
    except NotAllowed as reason:
        return refusal(str(reason), 409)
    story = accessible_story(request, story.pk, Right.VIEW)
    return JsonResponse({"html": box(request, story), "said": done.said, "undo": done.undo})


def _from_list(request: HttpRequest, story: Article) -> HttpResponse:
    back = request.GET.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("admin:articles_article_changelist")
    try:
        done = _do(request, story)
    except NotAllowed as reason:
        messages.error(request, str(reason))
        return HttpResponseRedirect(back)
    undo = done.undo
    button = ""
    if undo.get("do") == "undo":
        button = format_html(
            ' <button type="submit" class="button small" form="changelist-form" name="row"'
            ' value="undo {} {}" formaction="{}">{}</button>',
            undo["front"],
            undo["edition"],
            address_of(story.pk, back),
            _("Undo"),
        )
    messages.success(request, format_html("“{}”: {}{}", story, done.said, button))
    return HttpResponseRedirect(back)


def address_of(pk: int, back: str) -> str:
    """Where the list posts what is to be done to the story of that number; it is shown again at
    `back`."""
    return f"{reverse('admin:articles_article_fronts', args=[pk])}?{urlencode({'back': back})}"
