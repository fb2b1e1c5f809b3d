"""A copy of a story, as a draft of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin.history.views import accessible_story
from articles.models import Article, NotAllowed

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin


def urls(admin: ModelAdmin[Article]) -> list[URLPattern]:
    """The door, for the stories' admin."""
    view = admin.admin_site.admin_view(require_POST(duplicate))
    return [path("<int:pk>/duplicate/", view, name="articles_article_duplicate")]


def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a story with what this one says, as it was saved last; pressed twice, once."""
    story = Article.objects.get(pk=accessible_story(request, pk).pk)
    try:
        copy = story.duplicate(request.user, key=_key(request))
    except (NotAllowed, Article.DoesNotExist) as refusal:
        messages.error(request, str(refusal) or _("The copy was deleted. Try again."))
        return HttpResponseRedirect(_form(pk))
    way = format_html('<a href="{}">{}</a>', _form(pk), story)
    said = _("This is a copy of {story}. Its address, times and comments were not copied.")
    messages.success(request, format_html(said, story=way))
    return HttpResponseRedirect(_form(copy.pk))


def _form(pk: int) -> str:
    return reverse("admin:articles_article_change", args=[pk])


def _key(request: HttpRequest) -> UUID:
    """That of the page, so that the same press is one copy."""
    try:
        return UUID(request.POST.get("_copy", ""))
    except ValueError:
        return uuid4()
