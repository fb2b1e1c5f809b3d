"""A story's page as a good tutorial teaches it: the peer that our own is measured against.

It is marked for the page store, so that hits can be measured on the very same page; where there is
no store, the mark does nothing.
"""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template import Context, Engine
from django.urls import include, path
from django.utils import timezone

from articles.lib.dependencies import delivered
from articles.models import Article, Category

ENGINE = Engine(dirs=[str(Path(__file__).parent / "templates")])


@delivered("article")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The story, and the newest others of its section."""
    story = get_object_or_404(Article, pk=pk, state="published", publish_at__lte=timezone.now())
    others = Article.objects.filter(
        section=story.section, state="published", publish_at__lte=timezone.now()
    )
    context = {
        "article": story,
        "sections": Category.objects.all(),
        "others": others.exclude(pk=story.pk).order_by("-publish_at")[:6],
    }
    return HttpResponse(ENGINE.get_template("tutorial.html").render(Context(context)))


urlpatterns = [path("tutorial/<int:pk>/", detail), path("", include("newsportal.urls"))]
