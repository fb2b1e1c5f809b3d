"""A story's page, and what its address answers when readers may not see it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.lib.addresses import absolute
from articles.models import Article, Status, fetch_bylines
from articles.web.body import rendered_body

RELATED = 6


@require_safe
def article(request: HttpRequest, section: str, slug: str, pk: str) -> HttpResponse:
    """The story; 301 from a wrong slug or section, 410 once it is withdrawn or expired.

    A draft or an embargoed story is a 404 for everyone but those who may edit it, who see it
    as its readers will.
    """
    story = Article.objects.select_related("section", "picture").filter(pk=int(pk)).first()
    if story is None or story.section is None:
        raise Http404("No such story.")
    status = story.status
    is_preview = status != Status.LIVE
    if is_preview and not _may_preview(request):
        if status in {Status.WITHDRAWN, Status.EXPIRED} and story.is_out:
            return gone(request)
        raise Http404("No such story.")
    if request.path != story.get_absolute_url():
        return redirect(story.get_absolute_url(), permanent=not is_preview)
    response = render(request, "article.html", _context(request, story, is_preview))
    if is_preview:
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
    return response


def gone(request: HttpRequest) -> HttpResponse:
    """The neutral page of a story that was taken away."""
    return render(request, "410.html", {"robots": "noindex"}, status=410)


def _may_preview(request: HttpRequest) -> bool:
    """Whether this person may see what readers can't. Asked only then: a public page reads no
    session, so that it is the same for everyone."""
    user = request.user
    return user.is_authenticated and user.is_staff and user.has_perm("articles.view_article")


def _context(request: HttpRequest, story: Article, is_preview: bool) -> dict[str, object]:
    assert story.section is not None
    others = Article.objects.visible().in_section(story.section).exclude(pk=story.pk)
    related = list(others.for_cards().prefetch_related(None)[:RELATED])
    fetch_bylines([story, *related])
    return {
        "article": story,
        "body": rendered_body(story.body),
        "bylines": story.byline_list,
        "topics": list(story.topics.all()),
        "related": related,
        "is_preview": is_preview,
        "current_section": story.section,
        "feed_url": reverse("section-feed", args=[story.section.slug]),
        "feed_title": story.section.name,
        "robots": "noindex" if is_preview else "index",
        "canonical": absolute(request, story.get_absolute_url()),
    }
