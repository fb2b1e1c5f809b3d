"""Bulk actions on stories: choose them in the list, confirm, then watch the report.

The work is done by a task; who looks at the progress goes on with it where none does.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext

from articles.admin.common.json_views import json_view
from articles.admin.stories.bulk_form import MEANS, BulkForm
from articles.models import Article, BulkJob, Move
from articles.models.desk.bulk import MAX_STORIES, stories_for
from articles.models.desk.bulk_verbs import IN_BIN, PERMISSIONS, RIGHTS, BulkVerb
from articles.models.lifecycle.refusals import ASKED, refused_of
from articles.models.links.told import linked_from
from articles.models.story.rights import ALL, Right, may

#: What leaves links to the stories without an end.
LETS_GO = {BulkVerb.WITHDRAW, BulkVerb.BIN, BulkVerb.REMOVE}
#: Headlines shown before it is done.
MAX_TITLES_SHOWN = 10
#: How long one look at a job that stands still goes on with it, in seconds.
HELPING = 1.5
#: The most stories that a search is counted up to: it has to look into the text of each.
MAX_MATCHES_COUNTED = 250
#: What reading asks for.
VIEW = Right.VIEW.value
#: What the list of stories offers.
OF_LIST = frozenset(BulkVerb) - IN_BIN


# --- On the list --------------------------------------------------------------------


def actions_for(
    request: HttpRequest, of: Collection[BulkVerb] = OF_LIST
) -> dict[str, tuple[Callable[..., Any], str, str]]:
    """Those verbs that this person's role knows, as the list's actions."""
    verbs = [verb for verb in BulkVerb if verb in of and may(request.user, RIGHTS[verb])]
    return {
        verb.value: (partial(choose, verb), verb.value, f"{verb.label}…")
        for verb in verbs
        if may(request.user, Right.VIEW) and request.user.has_perm(PERMISSIONS.get(verb, VIEW))
    }


def bound(request: HttpRequest) -> int:
    """Up to how many stories the list counts, and can be chosen at once."""
    return MAX_MATCHES_COUNTED if request.GET.get(SEARCH_VAR, "").strip() else MAX_STORIES


def choose(
    verb: BulkVerb, admin: ModelAdmin[Article], request: HttpRequest, stories: QuerySet[Article]
) -> HttpResponse:
    """The page that asks for what the verb needs; nothing is done before it is sent."""
    most = bound(request)
    chosen = list(stories.values_list("pk", "working__number")[: most + 1])
    seen = ",".join(f"{pk}:{number or 0}" for pk, number in chosen[:most])
    form = BulkForm(verb, request.user, initial={"stories": seen, "key": uuid.uuid4()})
    numbers = [pk for pk, _number in chosen[:most]]
    return _ask(admin, request, form, numbers, more=len(chosen) > most)


def _ask(
    admin: ModelAdmin[Article],
    request: HttpRequest,
    form: BulkForm,
    numbers: list[int],
    *,
    more: bool = False,
) -> HttpResponse:
    within = stories_for(form.verb, request.user)
    sample = within.filter(pk__in=numbers[:MAX_TITLES_SHOWN]).only("headline")
    refused: list[tuple[Article, str]] = []
    if form.verb.value in ASKED:
        chosen = within.filter(pk__in=numbers).select_related("working")
        chosen = chosen.defer("body", "search_text")
        refused = refused_of(chosen, Move(form.verb.value), request.user, MAX_TITLES_SHOWN)
    context = {
        **admin.admin_site.each_context(request),
        "title": form.verb.label,
        "refused": refused[:MAX_TITLES_SHOWN],
        "refused_more": len(refused) > MAX_TITLES_SHOWN,
        "opts": admin.opts,
        "form": form,
        "means": MEANS[form.verb],
        "number": len(numbers),
        "sample": list(sample),
        "others": max(0, len(numbers) - MAX_TITLES_SHOWN),
        "more": more,
        "action": reverse("admin:articles_bulkjob_start", args=[form.verb.value]),
        "linked_from": linked_from(numbers) if form.verb in LETS_GO else [],
        "media": form.media,
    }
    return TemplateResponse(request, "admin/articles/bulkjob/ask.html", context)


# --- Doors ----------------------------------------------------------------------------


def urls(admin: ModelAdmin[Article]) -> list[URLPattern]:
    """The addresses of bulk jobs, for the stories' admin."""
    site = admin.admin_site
    return [
        path(
            "bulk/<str:verb>/start/",
            json_view(site, partial(start, admin)),
            name="articles_bulkjob_start",
        ),
        path("bulk/<int:pk>/", json_view(site, partial(progress, admin)), name="articles_bulkjob"),
        path("bulk/<int:pk>/state/", json_view(site, state), name="articles_bulkjob_state"),
    ]


def start(admin: ModelAdmin[Article], request: HttpRequest, verb: str) -> HttpResponse:
    """Begin what was asked for, and show how far it is."""
    if verb not in BulkVerb.values:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(reverse("admin:articles_article_changelist"))
    if verb not in actions_for(request, BulkVerb):
        raise PermissionDenied
    form = BulkForm(BulkVerb(verb), request.user, request.POST)
    if not form.is_valid():
        return _ask(admin, request, form, list(form.cleaned_data.get("stories", [])))
    return HttpResponseRedirect(_address(form.begin()))


def progress(admin: ModelAdmin[Article], request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, and at the end the report. Loads itself anew where there is no script."""
    job = _looked_at(request, pk)
    report = job.report
    person, known = request.user, Article.objects.filter(pk__in=job.stories).only("headline")
    reached = [*known.within_reach_of(person), *known.in_bin_of(person)]
    titles = {story.pk: str(story) for story in reached}
    lines = [
        {"number": one.number, "title": titles.get(one.number), "sentence": one.sentence}
        | {"done": one.done}
        for one in report
    ]
    context = {
        **admin.admin_site.each_context(request),
        "title": job.label,
        "opts": admin.opts,
        "job": job,
        "by": job.by.get_full_name() or job.by.get_username(),
        "state": _state(job),
        "refused": [line for line in lines if not line["done"]],
        "done": [line for line in lines if line["done"]],
        **_undo(request, job),
        "state_url": reverse("admin:articles_bulkjob_state", args=[job.pk]),
    }
    return TemplateResponse(request, "admin/articles/bulkjob/progress.html", context)


def _undo(request: HttpRequest, job: BulkJob) -> dict[str, Any]:
    """What was put into the bin is taken out again by one press of whoever put it there."""
    done = [str(one.number) for one in job.report if one.done]
    is_offered = job.verb == BulkVerb.BIN and job.finished_at and done
    if not is_offered or job.by_id != request.user.pk:
        return {}
    return {
        "undo": reverse("admin:articles_bulkjob_start", args=[BulkVerb.UNBIN.value]),
        "undone": ",".join(done),
        "key": uuid.uuid4(),
    }


def state(request: HttpRequest, pk: int) -> JsonResponse:
    """How far it is, for the page's script."""
    return JsonResponse(_state(_looked_at(request, pk)))


def _looked_at(request: HttpRequest, pk: int) -> BulkJob:
    """The job, for those who may see it. Where nothing moves, looking at it goes on with it.

    A GET may do so, because it does nothing that its owner had not asked for by POST.
    """
    job = BulkJob.objects.select_related("by").filter(pk=pk).first()
    if job is None or not (job.by_id == request.user.pk or request.user.has_perm(ALL)):
        raise Http404
    if job.stands_still():
        job.go_on(lasting=HELPING)
    return job


def _address(job: BulkJob) -> str:
    return reverse("admin:articles_bulkjob", args=[job.pk])


def _state(job: BulkJob) -> dict[str, Any]:
    done, total = len(job.results), len(job.stories)
    refused = sum(not one.done for one in job.report)
    if job.finished_at is None:
        said = gettext("%(done)d of %(total)d stories") % {"done": done, "total": total}
    else:
        said = ngettext("%(n)d story done", "%(n)d stories done", done - refused) % {
            "n": done - refused
        }
        if refused:
            said = f"{said}, {gettext('%(n)d refused') % {'n': refused}}"
    finished = job.finished_at is not None
    return {"done": done, "total": total, "refused": refused, "finished": finished, "said": said}
