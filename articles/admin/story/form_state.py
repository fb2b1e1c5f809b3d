"""What the story's form shows of its state: for the page, and for the script that saves it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from articles.admin.comments.threads import comment_context
from articles.admin.story import staleness
from articles.admin.story.addressing import address_of
from articles.admin.story.form import topic_choices
from articles.admin.translations.box import source_context
from articles.lib.languages.known import language
from articles.models import (
    Appointment,
    Article,
    Author,
    Change,
    Correction,
    Entry,
    Move,
    Revision,
    Right,
    State,
    StoryLink,
    may,
)
from articles.models.breaking.rights import may_break
from articles.models.common.prepared import Prepared
from articles.models.lifecycle.edit import Edit
from articles.models.lifecycle.refusals import refusals
from articles.models.lifecycle.workflow import UNSEEN
from articles.models.lifecycle.working_copy import Written
from articles.models.links.told import linked_from
from articles.models.story import content as contents
from articles.models.story.checks import Finding
from articles.models.story.rights import ALL, OF_SECTIONS, sections_of
from articles.models.suggestions.suggestion import named_in, told
from articles.models.translations.group import source_of


def stories() -> QuerySet[Article]:
    """Stories with what their form shows of each, in one query; of what few stories have
    (saves set aside, planned changes, corrections), whether there are any. `posted` gives one."""
    asides = Revision.objects.filter(
        article=OuterRef("pk"), kind=Revision.Kind.ASIDE, settled_by__isnull=True
    )
    plans = Appointment.objects.filter(
        article=OuterRef("pk"), verb=Appointment.Verb.CHANGES, state=Appointment.State.DUE
    )
    beside = ("working", "section", "picture", "assignee", "submission", "template")
    whole = Article.objects.select_related(*beside)
    whole = whole.defer("search_text", "picture__search_text", "template__content")
    told = Correction.objects.filter(article=OuterRef("pk")).order_by()
    given_back = Entry.objects.filter(
        article=OuterRef("pk"),
        verb=Entry.Verb.RETURN,
        from_state__in=[State.IN_REVIEW, State.READY],
        article__state=State.DRAFT,
    ).order_by("-at", "-pk")
    begun = Entry.objects.filter(article=OuterRef("pk"), verb=Entry.Verb.CREATE).order_by()
    number = Cast(KT("details__copy_of"), BigIntegerField())
    return whole.annotate(
        versions_of=source_of(),
        copy_of=Subquery(begun.values(of=number)[:1]),
        any_aside=Exists(asides),
        any_plan=Subquery(plans.values("at")[:1]),
        any_correction=Exists(told),
        any_link_to=Exists(StoryLink.objects.filter(target=OuterRef("pk"))),
        returned_by=Subquery(given_back.values("by_name")[:1]),
        returned_why=Subquery(given_back.values("note")[:1]),
    )


#: The story of a form that is posted, by its number.
POSTED = Prepared(lambda number: stories().filter(pk=number).order_by())
#: That of a form that stands open and asks again and again: without the text.
OPEN = Prepared(
    lambda number: stories().filter(pk=number).order_by().defer("body", "working__content")
)


def publication_moment(story: Article, at: str = "") -> datetime | None:
    """When the story is to be published: the hour it was given, as far as that is to come."""
    wished = contents.moment(story.content()["publish_at"])
    if at == "now" or wished is None:
        return None
    # A story of which readers have nothing yet may carry an earlier date.
    return wished if not story.is_out or wished > timezone.now() else None


def desk_context(
    request: HttpRequest, story: Article | None, found: list[Finding] | None = None
) -> dict[str, Any]:
    """What bar, panel and side column show beside the form's own fields; `story` is one of
    `stories()`, or None for a new one, `found` what the checks have just said of it."""
    person: Any = request.user
    content = story.content() if story else contents.blank()
    moment = publication_moment(story) if story else None
    if found is None:
        found = story.findings(moment, person) if story else []
    refused = refusals(story or Article(created_by_id=person.pk), person, content)
    planned = story.planned() if story and story.is_out and _any(story, "plan") else None
    return {
        "story": story,
        "stamp": staleness.stamp_of(story, planned.at if planned else None) if story else "",
        "moves": (moves := moves_for(person, story or Article(created_by_id=person.pk))),
        "linked_from": _linked_from(story) if Move.WITHDRAW in moves else [],
        "planned": planned,
        "copy_of": _copied(person, story),
        **(source_context(person, story) if story else {}),
        "asides": story.set_aside() if story and _any(story, "aside") else [],
        "goes_out_at": moment or contents.moment(content["publish_at"]),
        "may_break": bool(story and story.is_visible and may_break(person, story.section_id)),
        "suggestions": told(
            named_in([content["body"]], story.pk if story else None) if story else [], person
        ),
        "may_override": decides(person, Right.OVERRIDE, story),
        "changes": Change.choices,
        "refusals": refused,
        "refusals_json": json.dumps(refused),
        "address": address_of(request, story, content),
        "newsroom_zone": timezone.get_current_timezone_name(),
        **findings_context(found),
    }


def now_known(story: Article, edit: Edit) -> None:
    """Within the lock: what was changed is what `stories()` would find out anew."""
    story.any_plan = edit.related.appointed  # type: ignore[attr-defined]
    if not edit.related.submitted:
        story.no_submission()


def _linked_from(story: Article | None) -> list[Article]:
    """What links to it, as its withdrawing says; no query for one that nothing links to."""
    return linked_from([story.pk]) if story and _any(story, "link_to") else []


def _copied(person: Any, story: Article | None) -> Article | None:
    """What the story is a copy of, where this person may know; no query for one that is none."""
    number = getattr(story, "copy_of", None)
    if number is None:
        return None
    return Article.objects.within_reach_of(person).only("headline").filter(pk=number).first()


def _any(story: Article, what: str) -> bool:
    """What `stories()` has found out."""
    return bool(getattr(story, f"any_{what}", True))


def decides(person: Any, right: Right, story: Article | None) -> bool:
    """Whether `right`, which goes by sections, is offered. Of a story that has no section yet it
    is to those who have it in any: the verb asks again once one is chosen."""
    if story is not None and story.section_id is not None:
        return may(person, right, story)
    somewhere = person.has_perm(ALL) or (person.has_perm(OF_SECTIONS) and sections_of(person))
    return may(person, right) and bool(somewhere)


def moves_for(person: Any, story: Article) -> list[Move]:
    """The moves that the form offers: those that `person` may make now, and Publish as soon as
    a section that is theirs is chosen."""
    moves = story.moves_for(person)
    if story.section_id is not None or story.state not in UNSEEN:
        return moves
    moves = [move for move in moves if move != Move.PUBLISH]
    return [*moves, Move.PUBLISH] if decides(person, Right.PUBLISH, story) else moves


def findings_context(found: list[Finding]) -> dict[str, Any]:
    """What checks.html shows."""
    return {
        "errors_found": [one for one in found if one.level == "error"],
        "warnings_found": [one for one in found if one.level == "warning"],
        "notes_found": [one for one in found if one.level == "note"],
    }


def state_of(
    request: HttpRequest, story: Article, written: Written, found: list[Finding] | None = None
) -> dict[str, Any]:
    """The state of a story, one of `stories()`, as the form's script takes it over; to the page
    of a new story also the comments' box."""
    context = desk_context(request, story, found)
    folder = "admin/articles/article"
    begun = {}
    if request.resolver_match and request.resolver_match.url_name == "articles_article_add":
        # The page was made when there was nothing yet to comment on.
        said = {"story": story, **comment_context(request, story)}
        begun["comments"] = render_to_string(f"{folder}/comments.html", said, request)
    return begun | {
        "pk": story.pk,
        "url": reverse("admin:articles_article_change", args=[story.pk]),
        "base": story.base_number(),
        "saved_at": story.modified_at.isoformat(),
        "state": story.state,
        "status": story.status,
        "status_label": story.status_label,
        "address": context["address"],
        "bar": render_to_string(f"{folder}/bar.html", context, request),
        "notices": render_to_string(f"{folder}/notices.html", context, request),
        "checks": render_to_string(f"{folder}/checks.html", context, request),
        "merged": written.merged,
        "suggestions": context["suggestions"],
        "content": fields_of(written.revision.content) if written.merged else None,
    }


def moved_since(request: HttpRequest, story: Article, was: str) -> dict[str, Any] | None:
    """How the bar looks now, for a form with the stamp `was`; None where it looks like that.
    `story` is one of `OPEN`."""
    plan = story.any_plan if story.is_out else None  # type: ignore[attr-defined]
    if not was or staleness.stamp_of(story, plan) == was:
        return None
    now, folder = POSTED(story.pk)[0], "admin/articles/article"
    context = desk_context(request, now)
    return {
        "was": was,
        "said": staleness.who_changed_it(now, request.user, context["stamp"], was),
        "state": now.state,
        "status": now.status,
        "status_label": now.status_label,
        "address": context["address"],
        "bar": render_to_string(f"{folder}/bar.html", context, request),
        "notices": render_to_string(f"{folder}/notices.html", context, request),
    }


def fields_of(content: contents.Content) -> dict[str, Any]:
    """The content as the form's fields: a list of texts for each, and the labels of choices."""
    fields = {name: [content[name]] for name in contents.TEXTS}
    if content.get("language"):
        fields["language"] = [language(content["language"]).label]
    fields |= {name: [str(content[name] or "")] for name in contents.CHOICES}
    for name in contents.MOMENTS:
        found = contents.moment(content[name])
        local = timezone.localtime(found) if found else None
        fields[name] = [f"{local:%Y-%m-%dT%H:%M:%S}" if local else ""]
    topics = topic_choices(content["topics"])
    fields |= {"authors": [str(pk) for pk in content["authors"]], "topics": list(topics)}
    fields |= {name: ["on"] if content[name] else [] for name in contents.FLAGS}
    authors = Author.objects.in_bulk(content["authors"])
    labels = {
        "authors": {str(pk): author.name for pk, author in authors.items()},
        "topics": topics,
    }
    return {"fields": fields, "labels": labels}
