"""What the pages of planning have in common: who comes in, what is filtered, how they look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from articles.admin.common.json_views import json_view
from articles.admin.notices import bell
from articles.models import Category, Notice, SavedFilter
from articles.models.common.named import place_of
from articles.models.notices.showing import MOST_COUNTED
from articles.models.planning.happenings import Kind
from articles.models.planning.rights import may_plan, sees_planning

View = Callable[..., HttpResponse]
#: A number that a row can have.
MAX_ID = 2**63 - 1
PAGES = {"calendar": "planning", "budget": "planning-budget", "board": "planning-board"}


def for_planning(view: View, *, only_planners: bool = False) -> Any:
    """For those who see something of planning."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person: Any = request.user
        if not (may_plan(person, anywhere=True) if only_planners else sees_planning(person)):
            raise PermissionDenied(_("You may not plan coverage. Ask an editor."))
        request.current_app = admin.site.name
        return view(request, *args, **kwargs)

    return json_view(admin.site, guarded)


@dataclass(slots=True)
class Choices:
    """What can be chosen to filter by, with the saved filters, and how many notices wait, which the
    head of every page says: one query."""

    sections: dict[int, str] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    filters: list[dict[str, Any]] = field(default_factory=list)
    unseen: int = 0


def choices_for(person: Any, page: str) -> Choices:
    """For a page of planning."""
    sections = Category.objects.order_by().annotate(what=Value("section", CharField()))
    people = get_user_model()._default_manager.filter(is_active=True, is_staff=True).order_by()
    people = people.annotate(what=Value("person", CharField()))
    saved = SavedFilter.known_to(person, page).order_by()
    saved = saved.annotate(what=Value("filter", CharField()))
    nothing = Value("", CharField())
    opens = SavedFilter.objects.filter(default_for=person.pk, page=page).order_by()
    rows = _named(sections, "name", nothing, nothing).union(
        _named(people, "first_name", F("last_name"), F("username")),
        _named(saved, "name", F("query"), nothing),
        _named(opens.annotate(what=Value("opens", CharField())), "name", nothing, nothing),
        _unseen(person),
        all=True,
    )
    found = Choices()
    default = 0
    for what, pk, one, two, three in rows:
        if what == "section":
            found.sections[pk] = one
        elif what == "person":
            found.people[pk] = f"{one} {two}".strip() or three
        elif what == "opens":
            default = pk
        elif what == "unseen":
            found.unseen = min(pk, MOST_COUNTED + 1)
        else:
            found.filters.append({"pk": pk, "name": one, "query": two})
    for saved_one in found.filters:
        saved_one["opens"] = saved_one["pk"] == default
        named = f"filter={saved_one['pk']}"
        saved_one["asks"] = "&".join(filter(None, [saved_one["query"], named]))
    for names in (found.people, found.sections):
        ordered = sorted(names.items(), key=lambda item: place_of(item[1]))
        names.clear()
        names.update(ordered)
    found.filters.sort(key=lambda one: place_of(str(one["name"])))
    return found


def _named(rows: QuerySet[Any], name: str, second: Any, third: Any) -> QuerySet[Any, Any]:
    told: QuerySet[Any, Any] = rows.annotate(one=F(name), two=second, three=third)
    return told.values_list("what", "pk", "one", "two", "three")


def _unseen(person: Any) -> QuerySet[Any, Any]:
    """How many notices the bell counts, in the place of a number."""
    rows = Notice.objects.on_bell_of(person).unseen().order_by()
    counted = rows.values(what=Value("unseen", CharField())).annotate(many=Count("pk"))
    nothing = Value("", CharField())
    told: QuerySet[Any, Any] = counted.annotate(one=nothing, two=nothing, three=nothing)
    return told.values_list("what", "many", "one", "two", "three")


def number_in(text: str | None) -> int | None:
    """A number out of an address; None where there is none that a row can have."""
    text = text or ""
    known = text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if known and int(text) <= MAX_ID else None


def kinds_in(request: HttpRequest) -> frozenset[str]:
    """The kinds that the address asks for; all where it names none."""
    named = frozenset(request.GET.getlist("kind")) & frozenset(Kind.values)
    return named or frozenset(Kind.values)


def default_first(request: HttpRequest, page: str) -> HttpResponse | None:
    """Open the page with the person's own filter, where its address says nothing at all."""
    if request.GET or request.method != "GET":
        return None
    saved = SavedFilter.default_of(request.user, page)
    if saved is None:
        return None
    query = f"{saved.query}&filter={saved.pk}" if saved.query else f"filter={saved.pk}"
    return HttpResponseRedirect(f"{request.path}?{query}")


def answer(
    request: HttpRequest, name: str, title: str, status: int = 200, **more: Any
) -> HttpResponse:
    """A page of planning; with `choices`, nothing is asked for the bell."""
    person: Any = request.user
    choices: Choices | None = more.get("choices")
    context = {
        **admin.site.each_context(request),
        **({"bell": bell.counted(choices.unseen)} if choices else {}),
        "title": title,
        "in_planning": True,
        "plans_coverage": may_plan(person, anywhere=True),
        "here": request.get_full_path(),
        **more,
    }
    template = f"admin/planning/{name}.html"
    return TemplateResponse(request, template, context, status=status)


def way_back(request: HttpRequest) -> str:
    """Where somebody came from, if that is a page of planning or of the stories."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    begins = (reverse("admin:planning"), reverse("admin:articles_article_changelist"))
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours and wanted.startswith(begins) else reverse("admin:planning")


def with_query(request: HttpRequest, **changed: Any) -> str:
    """The address with these changed, or taken out where they are empty."""
    kept = request.GET.copy()
    for name, value in changed.items():
        kept.pop(name, None)
        if value not in (None, ""):
            kept[name] = str(value)
    return f"?{kept.urlencode()}" if kept else f"?{urlencode({'all': 1})}"


def called(pk: int | None, people: dict[int, str]) -> str:
    """The name of an account."""
    return people.get(pk, "") if pk else ""


def condition_of_person(pk: int) -> Q:
    """Stories that are somebody's: assigned to them, or begun by them and nobody's."""
    return Q(assignee=pk) | Q(assignee=None, created_by=pk)
