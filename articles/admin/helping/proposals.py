"""Propose topics and key points for what is typed, out of the text and the archive alone."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.admin.common.json_views import refusal
from articles.admin.unsaved.autosaving import for_writers, story_of
from articles.helping import topics
from articles.lib.gist.names import telling_words
from articles.lib.gist.points import key_points
from articles.lib.html import canonical
from articles.lib.languages.known import site_tag
from articles.lib.text import scripts
from articles.models import Article
from articles.models.story import bounds
from articles.models.story import content as contents
from articles.models.story.content import Content
from articles.models.topics.names import topics_known
from articles.search.alike import alike

#: What of the form it is made from.
PARTS = ("headline", "standfirst", "body", "topics", "language")


def urls(desk: Any) -> list[URLPattern]:
    """The door, for the stories' admin."""
    return [path("proposals/", for_writers(asked), name="articles_article_proposals")]


@require_POST
def asked(request: HttpRequest) -> HttpResponse:
    """Answer what is proposed of the asked kind for the form as it is typed; nothing is changed."""
    try:
        story = story_of(request)
    except Article.DoesNotExist:
        return refusal(_("This story no longer exists."), 404)
    kinds = {"topics": _topics, "points": _points}
    propose = kinds.get(request.POST.get("kind", ""))
    if propose is None:
        return refusal(_("There are no proposals of this kind."), 400)
    if said := bounds.unreadable(request.POST.get("body", "")):
        return refusal(said, 413)
    fields = {name: request.POST.getlist(name) for name in PARTS if name in request.POST}
    return JsonResponse(propose(contents.posted(fields), story.pk if story else None))


def language_of(content: Content) -> str:
    """The language of a story: its own, else the site's, unless its letters tell another one."""
    usual = site_tag()
    words = f"{content['headline']} {content['standfirst']} {content['body'][:2_000]}"
    return content["language"] or scripts.language_of(canonical.plain_text(words), usual) or usual


def _topics(content: Content, own: int | None) -> dict[str, Any]:
    body = canonical.plain_text(content["body"])
    texts = (content["headline"], content["standfirst"], body)
    words = telling_words(content["headline"], texts[1:])
    has = {topic.pk for topic in topics_known(content["topics"]).values()}
    found = topics.proposed(texts, alike(words, own), chosen=has)
    said = "" if found else _("No existing topics fit this text yet.")
    return {"topics": [asdict(one) for one in found], "said": said}


def _points(content: Content, own: int | None) -> dict[str, Any]:
    language = language_of(content)
    texts = canonical.paragraphs(content["body"])
    found = key_points(texts, content["headline"], language)
    said = "" if found else _("The text is too short for key points.")
    with translation.override(language):
        heading = _("Key points")
    return {"points": found, "heading": heading, "said": said}
