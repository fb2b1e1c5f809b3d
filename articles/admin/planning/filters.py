"""Filters that are saved, shared, renamed, deleted, and opened with."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.planning.common import answer, number_in, way_back
from articles.models import NotAllowed, Right, SavedFilter
from articles.models.planning.filters import tidied

#: Where each page is, by the names of the desk's addresses.
PAGES = {
    SavedFilter.Page.STORIES: "admin:articles_article_changelist",
    SavedFilter.Page.CALENDAR: "admin:planning",
    SavedFilter.Page.BUDGET: "admin:planning-budget",
    SavedFilter.Page.BOARD: "admin:planning-board",
}


#: What asks for all stories, and for no filter that the list opens with: Django's list knows it.
EVERYTHING = "e=1"


def of_stories(request: HttpRequest) -> dict[str, Any] | HttpResponse:
    """What the list of stories shows of saved filters; or the way to the one it opens with. One
    query."""
    person: Any = request.user
    opens = Exists(SavedFilter.objects.filter(pk=OuterRef("pk"), default_for=person.pk))
    rows = SavedFilter.known_to(person, SavedFilter.Page.STORIES).annotate(opens=opens)
    found: list[dict[str, Any]] = [{**one} for one in rows.values("pk", "name", "query", "opens")]
    for one in found:
        one["asks"] = one["query"] or EVERYTHING
    asked = request.META.get("QUERY_STRING", "")
    if request.method == "GET" and not asked:
        for one in found:
            if one["opens"]:
                return HttpResponseRedirect(f"{request.path}?{one['query'] or EVERYTHING}")
    chosen = next((one["pk"] for one in found if one["query"] and one["query"] == _same(asked)), 0)
    return {
        "choices": {"filters": found},
        "page_name": SavedFilter.Page.STORIES.value,
        "chosen_filter": chosen,
        "everything": f"?{EVERYTHING}" if any(one["opens"] for one in found) else "",
    }


def _same(asked: str) -> str:
    try:
        return tidied(asked)
    except NotAllowed:
        return ""


def address_of(one: SavedFilter) -> str:
    """Where the page is shown with it."""
    asked = f"{one.query}&filter={one.pk}" if one.query else f"filter={one.pk}"
    if one.page == SavedFilter.Page.STORIES:
        asked = one.query or EVERYTHING
    return f"{reverse(PAGES[SavedFilter.Page(one.page)])}?{asked}"


def listed(request: HttpRequest) -> HttpResponse:
    """All that the person has, by page."""
    person: Any = request.user
    pages = []
    for page in SavedFilter.Page:
        rows = SavedFilter.known_to(person, page).select_related("owner")
        default = SavedFilter.default_of(person, page)
        pages.append(
            {
                "label": page.label,
                "filters": [
                    {
                        "row": one,
                        "url": address_of(one),
                        "is_mine": one.owner_id == person.pk,
                        "may_change": one.may_be_changed_by(person),
                        "opens": default is not None and default.pk == one.pk,
                    }
                    for one in rows
                ],
            }
        )
    return answer(request, "filters_page", _("Saved filters"), pages=pages)


def keep(request: HttpRequest) -> HttpResponse:
    """Save what the page is filtered by just now."""
    post, by = request.POST, request.user
    page, query = post.get("page", ""), post.get("query", "").removeprefix("?")
    if page == SavedFilter.Page.STORIES and not by.has_perm(Right.VIEW.value):
        raise PermissionDenied
    try:
        one = SavedFilter.keep(
            post.get("name", ""), page, query, by,
            shared="shared" in post, opens="opens" in post,
        )  # fmt: skip
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(way_back(request))
    messages.success(request, _("The filter “%(name)s” is saved.") % {"name": one.name})
    return HttpResponseRedirect(address_of(one))


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename, share, delete, or open with it, as the button says."""
    number, person = number_in(str(pk)), request.user
    one = SavedFilter.objects.filter(pk=number).first() if number is not None else None
    if one is None or not one.may_be_used_by(person):
        raise Http404(_("This filter no longer exists."))
    post = request.POST
    try:
        if "delete" in post:
            one.remove(person)
            said = _("The filter “%(name)s” was deleted.")
        elif "open" in post or "close" in post:
            one.open_with(person, wanted="open" in post)
            said = _("Saved.")
        else:
            one.amend(post.get("name", ""), person, shared="shared" in post)
            said = _("The filter “%(name)s” is saved.")
        messages.success(request, said % {"name": one.name})
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("admin:planning-filters"))
