"""A story's comments: JSON for the script beside its form, and a page that works without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import get_template
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from articles.admin.comments.threads import Thread, comment_context, paragraphs_of
from articles.admin.common.json_views import json_view, refusal, wants_json
from articles.admin.unsaved.login_recovery import rescuing
from articles.models import Article, Comment, NotAllowed, Right, may
from articles.models.desk.comments import Wording

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

#: No row has such a number, and a database may refuse to look for one.
MAX_ID = 2**63


def urls(admin: ModelAdmin[Article]) -> list[URLPattern]:
    """The addresses of a story's comments, for `StoryAdmin.get_urls`."""
    site = admin.admin_site

    def discussion(request: HttpRequest, pk: int) -> HttpResponse:
        story = _story(request, pk)
        if request.method == "POST":
            return _say(request, story, admin)
        if not wants_json(request):
            return _page(request, story, admin)
        context = comment_context(request, story)
        known = request.GET.get("version") == context["comments_version"]
        return JsonResponse(
            {
                "version": context["comments_version"],
                "open": context["comments_open"],
                "threads": None if known else _drawn(story, context),
            }
        )

    def settled(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
        story = _story(request, pk)
        if request.method != "POST":
            return HttpResponseRedirect(_address(story))
        found = story.comments.filter(pk=comment).first() if comment < MAX_ID else None
        if found is None:
            raise Http404(_("No such comment."))
        found.article = story
        if request.POST.get("resolved") == "1":
            found.resolve(request.user)
        else:
            found.reopen(request.user)
        return _answer(request, story, found)

    at = "<int:pk>/comments/"
    return [
        path(at, rescuing(json_view(site, discussion)), name="articles_article_comments"),
        path(f"{at}<int:comment>/", json_view(site, settled), name="articles_article_comment"),
    ]


def _story(request: HttpRequest, pk: int) -> Article:
    """The story, for those who reach it; for all others there is none."""
    if not may(request.user, Right.VIEW):
        raise PermissionDenied
    within = Article.objects.within_reach_of(request.user).select_related("working")
    story = within.filter(pk=pk).first() if pk < MAX_ID else None
    if story is None:
        raise Http404(_("No such story."))
    return story


def _say(request: HttpRequest, story: Article, admin: ModelAdmin[Article]) -> HttpResponse:
    parent = request.POST.get("parent", "")
    number = int(parent) if parent.isascii() and parent.isdigit() and len(parent) < 19 else 0
    try:
        comment = Comment.say(
            story,
            request.user,
            request.POST.get("text", ""),
            quote=request.POST.get("quote", ""),
            parent=Comment(pk=number) if parent else None,
            wording=_wording(request),
        )
    except NotAllowed as reason:
        if wants_json(request):
            return refusal(str(reason), 422)
        return _page(request, story, admin, wrong=str(reason))
    return _answer(request, story, comment)


def _wording(request: HttpRequest) -> Wording | None:
    """The wording that is proposed with it, if one is."""
    at = request.POST.get("passage_at", "")
    if "proposal" not in request.POST or not (at.isascii() and at.isdigit() and len(at) < 8):
        return None
    return Wording(request.POST["proposal"], request.POST.get("passage", ""), int(at))


def _answer(request: HttpRequest, story: Article, comment: Comment) -> HttpResponse:
    """To a script the thread as it is now; a browser goes back to the page."""
    root = comment.parent_id or comment.pk
    if not wants_json(request):
        return HttpResponseRedirect(f"{_address(story)}#comment-{comment.pk}")
    context = comment_context(request, story)
    thread = next(one for one in context["comments"] if one.pk == root)
    drawn = _drawn(story, context | {"comments": [thread]})
    return JsonResponse(
        {"ok": True, "comment": comment.pk, "open": context["comments_open"], "threads": drawn}
    )


def _drawn(story: Article, context: dict[str, Any]) -> list[dict[str, Any]]:
    template = get_template("admin/articles/article/comment.html")
    threads = cast("list[Thread]", context["comments"])
    return [
        {
            "id": thread.pk,
            "html": template.render({**context, "story": story, "thread": thread}),
        }
        for thread in threads
    ]


def _page(
    request: HttpRequest, story: Article, admin: ModelAdmin[Article], wrong: str = ""
) -> TemplateResponse:
    """All comments on a page of their own, with plain forms; also for those who only read."""
    context = {
        **admin.admin_site.each_context(request),
        **comment_context(request, story),
        "opts": admin.opts,
        "title": _("Comments on “%(story)s”") % {"story": story},
        "story": story,
        "paragraphs": list(dict.fromkeys(paragraphs_of(story))),
        "typed": {name: request.POST.get(name, "") for name in ("text", "quote", "parent")},
        "wrong": wrong,
        "plain": True,
    }
    template = "admin/articles/article/comments_page.html"
    return TemplateResponse(request, template, context, status=422 if wrong else 200)


def _address(story: Article) -> str:
    return reverse("admin:articles_article_comments", args=[story.pk])
