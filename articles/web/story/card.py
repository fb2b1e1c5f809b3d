"""A story's drawn social card: there as long as readers have the story."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from articles.delivery.door import response_headers
from articles.delivery.door.negotiation import names
from articles.models import Article, Status
from articles.models.cards import drawing
from articles.web.media import KEPT, TYPES

READ = ("card", "state", "publish_at", "expires_at", "first_published_at")


@require_safe
def card(request: HttpRequest, pk: str, file: str) -> HttpResponse | FileResponse:
    """The card; from the address of a former one to the present one. 410 where the story was
    taken away, 404 where readers do not have it yet."""
    story = Article.objects.filter(pk=int(pk)).only(*READ).first()
    if story is not None and story.status in {Status.WITHDRAWN, Status.EXPIRED} and story.is_out:
        return _asked_anew(HttpResponse("Gone", status=410, content_type="text/plain"))
    if story is None or story.status != Status.LIVE or not story.card:
        raise Http404("No such card.")
    if file != story.card:
        return _asked_anew(redirect(story.card_url))
    answer = _file(request, story)
    patch_cache_control(answer, **KEPT)
    keys = {f"recall:{story.pk}", drawing.key_of(story.pk)}
    for header, value in response_headers.headers("page", 0, keys, ()):
        if header != "Cache-Control":
            answer[header] = value
    return answer


def _file(request: HttpRequest, story: Article) -> HttpResponse | FileResponse:
    tag = f'"{story.card}"'
    answer: HttpResponse | FileResponse
    if names(request.headers.get("If-None-Match", ""), tag):
        answer = HttpResponseNotModified()
    else:
        try:
            opened = drawing.store().open(drawing.path_of(story.pk, story.card))
        except FileNotFoundError:
            raise Http404("No such card.") from None
        answer = FileResponse(opened, content_type=TYPES[story.card.rpartition(".")[2]])
        answer["Content-Length"] = str(opened.size)
        del answer["Content-Disposition"]
    answer["ETag"] = tag
    # Others show it on their pages.
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _asked_anew(answer: HttpResponse) -> HttpResponse:
    patch_cache_control(answer, no_cache=True)
    return answer
