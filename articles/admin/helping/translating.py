"""Ask the newsroom's language model for a first translation of what is not translated yet."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin.common.json_views import refusal
from articles.admin.helping.asking import Refused, started, url_of
from articles.admin.unsaved.autosaving import for_writers, story_of
from articles.helping import translating, work
from articles.helping.service import Service, service
from articles.lib.languages.known import language, site_tag
from articles.models import Article, NotAllowed, Paper
from articles.models.desk.proposals import Kind
from articles.models.story import bounds
from articles.models.story import content as contents
from articles.models.story.content import Content
from articles.models.translations.changed import TRANSLATED
from articles.models.translations.group import Source, source_for


def urls(desk: Any) -> list[URLPattern]:
    """The door, for the stories' admin."""
    there = "proposals/translate/"
    return [path(there, for_writers(translate), name="articles_proposal_translate")]


@require_POST
def translate(request: HttpRequest) -> HttpResponse:
    """Begin to translate; answers where the blocks can be looked for, and how many there are."""
    try:
        return _begun(request, *_asked(request))
    except Refused as reason:
        return refusal(str(reason), reason.status)
    except NotAllowed as reason:
        return refusal(str(reason), 429)


def _asked(request: HttpRequest) -> tuple[Service, Article, Source, Content]:
    """The version, its source, and what is typed in its form. Raises Refused."""
    there = service()
    if there is None:
        raise Refused(_("No language model is set up. Ask your operator."), 404)
    if said := bounds.unreadable(request.POST.get("body", "")):
        raise Refused(said, 413)
    try:
        story = story_of(request)
    except Article.DoesNotExist:
        story = None
    if story is None:
        raise Refused(_("This story no longer exists."), 404)
    found = source_for(story, request.user)
    if found is None:
        raise Refused(_("There is no source that you may read."), 404)
    names = (*TRANSLATED, "language")
    content = contents.posted({name: request.POST.getlist(name) for name in names})
    return there, story, found, content


def _begun(
    request: HttpRequest, there: Service, story: Article, source: Source, content: Content
) -> HttpResponse:
    spoken = language(content["language"] or site_tag())
    if spoken.tag == language(source.content["language"] or source.story.language_code).tag:
        raise Refused(_("The source is in the same language. Choose another one first."), 400)
    wanted = translating.parts(source.content, content)
    if not wanted:
        said = _("Nothing is left to translate: each block differs from the source’s.")
        raise Refused(said, 400)
    made = started(request, work.TRANSLATIONS, Kind.TRANSLATION, there, story)
    rules = Paper.current().model_rules
    headline = source.content["headline"]
    does = translating.Translating(made, there, headline, spoken.name, rules)
    work.TRANSLATIONS.begin(partial(does.run, wanted))
    return JsonResponse({"url": url_of(made), "whole": len(wanted)}, status=202)
