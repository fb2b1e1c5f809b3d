"""Coverage plans: their list, the page of one, and what is done there."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.planning import spans
from articles.admin.planning.common import answer, number_in
from articles.admin.planning.coverage.form import PlanForm, people
from articles.models import Article, Assignment, Entry, NotAllowed, Plan
from articles.models.copies.duplicating import is_offered
from articles.models.notices.things import Named, shows
from articles.models.planning.plan import Overlap
from articles.models.planning.rights import may_plan
from articles.models.planning.starting import may_start, start
from articles.models.templates.template import StoryTemplate

#: In a list, on a page; and of what was done to one.
ON_A_PAGE, MAX_ENTRIES = 50, 30
#: What is shown as over, from then on.
OVER_AFTER = timedelta(days=1)
PLAN_VERBS = [
    verb for verb in Entry.Verb if verb.value.startswith("plan_") and verb != "plan_changes"
]


def fetched(rows: QuerySet[Plan]) -> QuerySet[Plan]:
    """With all that a line of a list shows: two queries."""
    asked = Assignment.objects.select_related("person").order_by("pk")
    stories = rows.select_related("section", "story", "created_by")
    stories = stories.defer("story__body", "story__search_text")
    return stories.prefetch_related(Prefetch("assignments", queryset=asked))


def listed(request: HttpRequest) -> HttpResponse:
    """Those to come, those that wait for an answer of mine, those that are over, the archive."""
    person: Any = request.user
    which = request.GET.get("show", "")
    now = timezone.now()
    rows = Plan.objects.seen_by(person)
    over = Q(starts_at__lt=now - OVER_AFTER) & (Q(deadline=None) | Q(deadline__lt=now))
    if which == "archive":
        rows = rows.exclude(archived_at=None).order_by("-archived_at", "-pk")
    elif which == "over":
        rows = rows.open().filter(over).order_by("-starts_at", "-pk")
    elif which == "mine":
        mine = Assignment.objects.filter(person=person.pk).order_by().values("plan")
        rows = rows.open().filter(pk__in=mine).order_by("starts_at", "pk")
    else:
        which = ""
        rows = rows.open().exclude(over).order_by("starts_at", "pk")
    pages = Paginator(fetched(rows), ON_A_PAGE)
    page = pages.get_page(request.GET.get("p"))
    labels = (
        ("", _("To come")),
        ("mine", _("Asked of me")),
        ("over", _("Over")),
        ("archive", _("Archive")),
    )
    context: dict[str, Any] = {"plans": page, "which": which, "shows": labels, "page_name": "plans"}
    return answer(request, "plans", _("Coverage plans"), **context)


def add(request: HttpRequest) -> HttpResponse:
    """A new plan."""
    person: Any = request.user
    if request.method != "POST":
        day = request.GET.get("day", "")
        at = spans.start_of(spans.read_day(day)) + timedelta(hours=9) if day else None
        return _form(request, PlanForm(person, starts_at=at))
    form = PlanForm(person, request.POST)
    if not form.is_valid():
        return _form(request, form)
    given = form.cleaned_data
    try:
        plan = Plan.make(form.values(), person, given.get("key"))
        if given.get("person"):
            Assignment.ask(plan, given["person"], given.get("role") or "writer", person)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _form(request, form)
    messages.success(request, _("Planned: %(plan)s") % {"plan": plan})
    return HttpResponseRedirect(reverse("admin:planning-plan", args=[plan.pk]))


def plan_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: read by those who see it, changed by those who plan."""
    plan = found(request, pk)
    person: Any = request.user
    may_change = plan.may_be_planned_by(person) and not plan.is_archived
    if request.method != "POST":
        return _form(request, PlanForm(person, plan=plan) if may_change else None, plan)
    if not may_change:
        raise PermissionDenied(_("You may not change this plan."))
    form = PlanForm(person, request.POST, plan)
    if not form.is_valid():
        return _form(request, form, plan)
    try:
        is_new = plan.change(form.values(), person, form.based_on())
    except Overlap as overlap:
        form.overlaps(overlap)
        return _form(request, form, plan)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _form(request, form, plan)
    messages.success(request, _("Saved.") if is_new else _("There was nothing new to save."))
    return HttpResponseRedirect(reverse("admin:planning-plan", args=[plan.pk]))


def found(request: HttpRequest, pk: int) -> Plan:
    """The plan of that number, if the person sees it."""
    number = number_in(str(pk))
    rows = fetched(Plan.objects.seen_by(request.user)).select_related("archived_by")
    plan = rows.filter(pk=number).first() if number is not None else None
    if plan is None:
        raise Http404(_("This plan no longer exists."))
    return plan


def _form(request: HttpRequest, form: PlanForm | None, plan: Plan | None = None) -> HttpResponse:
    person: Any = request.user
    context: dict[str, Any] = {"form": form, "plan": plan, "page_name": "plans"}
    if plan is not None:
        mine = [one for one in plan.assignments.all() if one.person_id == person.pk]
        entries = Entry.objects.filter(verb__in=PLAN_VERBS, details__plan=plan.pk)
        story = plan.its_story
        reached = story and Article.objects.within_reach_of(person).filter(pk=story.pk).exists()
        context |= {
            "mine": mine,
            "story": story,
            "reached": reached,
            "may_start": story is None and may_start(plan, person),
            "may_plan": may_plan(person, plan.section_id) or plan.may_be_planned_by(person),
            "templates": _templates(person) if story is None else (),
            "people": people() if form is not None else (),
            "roles": Assignment.Role.choices,
            "entries": entries.order_by("-at", "-pk")[:MAX_ENTRIES],
        }
    status = 400 if form is not None and form.errors else 200
    title = str(plan) if plan is not None else _("New plan")
    return answer(request, "plan", title, status=status, **context)


def _templates(person: Any) -> list[StoryTemplate]:
    rows = StoryTemplate.objects.filter(is_retired=False).select_related("section")
    return [one for one in rows.defer("content") if is_offered(one, person)]


@shows("coverage")
def named(person: Any, numbers: Collection[int]) -> Named:
    """Plans of which a notice tells, as far as the person sees them."""
    rows = Plan.objects.seen_by(person).filter(pk__in=list(numbers))
    titles = rows.values_list("pk", "title")
    return {pk: (title, reverse("admin:planning-plan", args=[pk])) for pk, title in titles}


# --- What is done to a plan -------------------------------------------------------------

Verb = Callable[[Plan, HttpRequest], str]


def _ask(plan: Plan, request: HttpRequest) -> str:
    number = number_in(request.POST.get("person"))
    person = people().filter(pk=number).first() if number else None
    if person is None:
        raise NotAllowed(_("Choose a person."))
    made = Assignment.ask(plan, person, request.POST.get("role", ""), request.user)
    return _("Asked: %(who)s") % {"who": made.in_words()}


def _unask(plan: Plan, request: HttpRequest) -> str:
    one = _assignment(plan, request)
    one.take_back(request.user)
    return _("No longer assigned: %(who)s") % {"who": one.in_words()}


def _reply(plan: Plan, request: HttpRequest) -> str:
    one = _assignment(plan, request)
    one.reply(request.POST.get("answer", ""), request.user, request.POST.get("note", ""))
    return _("Your answer: %(answer)s") % {"answer": one.get_answer_display()}


def _assignment(plan: Plan, request: HttpRequest) -> Assignment:
    number = number_in(request.POST.get("assignment"))
    rows = Assignment.objects.select_related("person", "plan").filter(plan=plan.pk)
    one = rows.filter(pk=number).first() if number else None
    if one is None:
        raise NotAllowed(_("This assignment is no longer there."))
    return one


def _archive(plan: Plan, request: HttpRequest) -> str:
    plan.archive(request.user)
    return _("Archived. You can find and restore it under Archive.")


def _bring_back(plan: Plan, request: HttpRequest) -> str:
    plan.bring_back(request.user)
    return _("The plan is restored.")


VERBS: dict[str, Verb] = {
    "ask": _ask,
    "unask": _unask,
    "reply": _reply,
    "archive": _archive,
    "restore": _bring_back,
}


def done(verb: Verb) -> Callable[..., HttpResponse]:
    """A view that does `verb` to a plan, and goes back to it."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        plan = found(request, pk)
        try:
            messages.success(request, verb(plan, request))
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("admin:planning-plan", args=[plan.pk]))

    return view


def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the story, and go on to its form."""
    plan = found(request, pk)
    try:
        number = number_in(request.POST.get("template"))
        template = StoryTemplate.objects.filter(pk=number).first() if number else None
        story = start(plan, request.user, template)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("admin:planning-plan", args=[plan.pk]))
    if not Article.objects.within_reach_of(request.user).filter(pk=story.pk).exists():
        messages.success(request, _("This plan’s story was already started."))
        return HttpResponseRedirect(reverse("admin:planning-plan", args=[plan.pk]))
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[story.pk]))
