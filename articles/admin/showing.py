"""What the story's form shows of its state: for the page, and for the script that saves it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from articles.admin.forms import topic_keys
from articles.models import Article, Author, Change, Right, Topic, may
from articles.models import content as contents
from articles.models.checks import Finding
from articles.models.working_copy import Written


def publication_moment(story: Article, at: str = "") -> datetime | None:
    """When the story is to be published: the hour it was given, as far as that is to come."""
    wished = contents.moment(story.content()["publish_at"])
    if at == "now" or wished is None:
        return None
    # A story of which readers have nothing yet may carry an earlier date.
    return wished if not story.is_out or wished > timezone.now() else None


def desk_context(request: HttpRequest, story: Article | None) -> dict[str, Any]:
    """What bar, panel and side column show beside the form's own fields."""
    person: Any = request.user
    content = story.content() if story else contents.blank()
    moment = publication_moment(story) if story else None
    found = (story or Article()).findings(moment) if story else []
    planned = story.planned() if story and story.is_out else None
    return {
        "story": story,
        "moves": (story or Article(created_by_id=person.pk)).moves_for(person),
        "planned": planned,
        "asides": story.set_aside() if story else [],
        "goes_out_at": moment or contents.moment(content["publish_at"]),
        "may_override": may(person, Right.OVERRIDE, story),
        "changes": Change.choices,
        **findings_context(found),
    }


def findings_context(found: list[Finding]) -> dict[str, Any]:
    """What checks.html shows."""
    return {
        "errors_found": [one for one in found if one.level == "error"],
        "warnings_found": [one for one in found if one.level == "warning"],
    }


def state_of(request: HttpRequest, story: Article, written: Written) -> dict[str, Any]:
    """The story's state as the form's script takes it over."""
    story = Article.objects.select_related("working", "section").get(pk=story.pk)
    context = desk_context(request, story)
    folder = "admin/articles/article"
    return {
        "pk": story.pk,
        "url": reverse("admin:articles_article_change", args=[story.pk]),
        "base": story.base_number(),
        "saved_at": story.modified_at.isoformat(),
        "state": story.state,
        "status": story.status,
        "status_label": story.status_label,
        "bar": render_to_string(f"{folder}/bar.html", context, request),
        "checks": render_to_string(f"{folder}/checks.html", context, request),
        "merged": written.merged,
        "content": fields_of(written.revision.content) if written.merged else None,
    }


def fields_of(content: contents.Content) -> dict[str, Any]:
    """The content as the form's fields: a list of texts for each, and the labels of choices."""
    fields = {name: [content[name]] for name in contents.TEXTS}
    fields |= {name: [str(content[name] or "")] for name in contents.CHOICES}
    for name in contents.MOMENTS:
        found = contents.moment(content[name])
        local = timezone.localtime(found) if found else None
        fields[name] = [f"{local:%Y-%m-%dT%H:%M:%S}" if local else ""]
    keys = topic_keys(content["topics"])
    fields |= {"authors": [str(pk) for pk in content["authors"]], "topics": keys}
    fields["sensitive"] = ["on"] if content["sensitive"] else []
    authors = Author.objects.in_bulk(content["authors"])
    topics = Topic.objects.in_bulk([int(key) for key in keys if key.isdigit()])
    labels = {
        "authors": {str(pk): author.name for pk, author in authors.items()},
        "topics": dict(zip(keys, content["topics"], strict=True))
        | {str(pk): topic.name for pk, topic in topics.items()},
    }
    return {"fields": fields, "labels": labels}
