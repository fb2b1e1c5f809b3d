"""A line of the budget, changed in place: whose it is, its hours, and what is wanted of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

from articles.admin.common.widgets import LocalDateTimeField
from articles.admin.planning.budget import budget
from articles.admin.planning.common import number_in, way_back
from articles.admin.planning.coverage.form import people
from articles.models import Article, NotAllowed, Plan
from articles.models.planning.plan import Overlap
from articles.models.planning.rescheduling import Hour, MovedMeanwhile
from articles.models.story.content import moment


def line(request: HttpRequest) -> HttpResponse:
    """Do what is different in the line from what it showed: all of it, or nothing."""
    kind, _line, text = request.POST.get("mark", "").partition("-")
    number, person = number_in(text), request.user
    row: Any = None
    if number is not None and kind == "story":
        rows = Article.objects.within_reach_of(person).select_related("coverage", "working")
        row = rows.filter(pk=number).first()
    elif number is not None and kind == "plan":
        row = Plan.objects.seen_by(person).filter(pk=number).first()
    if row is None:
        raise Http404(_("This line is no longer in the budget."))
    try:
        with transaction.atomic():
            if kind == "story":
                _story(request, row)
                row = getattr(row, "coverage", None)
            if row is not None:
                _plan(request, row)
    except (NotAllowed, PermissionDenied, ValidationError) as refusal:
        said = " ".join(getattr(refusal, "messages", [])) or str(refusal)
        # The page as it was, with what was typed in its line.
        request.GET = QueryDict(urlsplit(way_back(request)).query)
        return budget(request, request.POST, said or _("You may not do this."))
    messages.success(
        request, _("Saved: %(title)s") % {"title": request.POST.get("title", "")[:200]}
    )
    return HttpResponseRedirect(way_back(request))


def _changed(request: HttpRequest, name: str) -> bool:
    """Whether the field was there, and says something else than it showed."""
    post = request.POST
    return name in post and post[name].strip() != post.get(f"was_{name}", "").strip()


def _moment(text: str) -> datetime | None:
    found = LocalDateTimeField(required=False).clean(text)
    assert found is None or isinstance(found, datetime)
    return found


def _story(request: HttpRequest, story: Article) -> None:
    by, post = request.user, request.POST
    if _changed(request, "due") or _changed(request, "assignee"):
        if str(story.assignee_id or "") != post.get("was_assignee", ""):
            raise MovedMeanwhile(_("Someone else has assigned the story meanwhile."))
        if story.due_at != moment(post.get("exact_due") or None):
            raise MovedMeanwhile(_("Someone else has changed the deadline meanwhile."))
        due = _moment(post.get("due", "")) if _changed(request, "due") else story.due_at
        story.assign(by, _assignee(request, story), due)
    if _changed(request, "out"):
        if (at := _moment(post["out"])) is None:
            raise NotAllowed(_("Take a story off the schedule in its form."))
        was = moment(post.get("exact_out") or None)
        if was is None and story.hour(Hour.PUBLISH) is not None:
            raise MovedMeanwhile(_("Someone else has set the publication time meanwhile."))
        reason = post.get("reason", "").strip()
        story.reschedule(Hour.PUBLISH, at, by, was=was, reason=reason)


def _assignee(request: HttpRequest, story: Article) -> Any:
    if not _changed(request, "assignee"):
        return story.assignee
    text = request.POST["assignee"]
    number = number_in(text)
    found = people().filter(pk=number).first() if number else None
    if text and found is None:
        raise NotAllowed(_("Choose a person who writes at the desk."))
    return found


def _plan(request: HttpRequest, plan: Plan) -> None:
    given: dict[str, Any] = {}
    based: dict[str, Any] = {}
    for name in ("words", "pictures"):
        if _changed(request, name):
            given[name] = _whole(request.POST[name])
            based[name] = _whole(request.POST.get(f"was_{name}", ""))
    if _changed(request, "wanted_by"):
        at = _moment(request.POST["wanted_by"])
        given["deadline"] = at and at.isoformat()
        based["deadline"] = request.POST.get("exact_wanted_by") or None
    if given:
        try:
            plan.change(given, request.user, {**plan.values(), **based})
        except Overlap as overlap:
            raise MovedMeanwhile(str(overlap)) from None


def _whole(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise NotAllowed(_("Write a whole number."))
    return int(text)
