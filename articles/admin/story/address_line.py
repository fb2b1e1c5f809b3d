"""Tell the form which address a story will have while its headline, section or slug is typed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin.story.addressing import address_of
from articles.admin.unsaved.autosaving import for_writers, story_of
from articles.models import Article
from articles.models.story import content as contents

#: What an address is made of. The rest of the text tells the language of a headline.
PARTS = ("headline", "slug", "section", "standfirst", "body")


def urls(desk: Any) -> list[URLPattern]:
    """The door, for the stories' admin."""
    return [path("address/", for_writers(asked), name="articles_article_address")]


@require_POST
def asked(request: HttpRequest) -> HttpResponse:
    """The address of the form's story, were it saved as it is typed."""
    try:
        story = story_of(request)
    except Article.DoesNotExist:
        return JsonResponse({"error": _("This story no longer exists.")}, status=404)
    fields = {name: request.POST.getlist(name) for name in PARTS if name in request.POST}
    typed = contents.posted(fields)
    content = {**(story.content() if story else contents.blank())}
    content |= {name: typed[name] for name in fields}
    return JsonResponse(address_of(request, story, content))
