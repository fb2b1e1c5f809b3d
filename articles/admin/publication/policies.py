"""What machines may do, on one page of the desk: search engines, AI, single crawlers, and the text
files that tell them of the paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.publication.policy_form import PolicyForm
from articles.models import Category, Entry, Paper, SiteFile
from articles.models.publication.paper import MANAGE
from articles.models.publication.policies import set_policies

MAX_CHANGES = 10


def page(admin: ModelAdmin[Any], request: HttpRequest) -> HttpResponse:
    """The page; posted, save it, or with `preview` only show what would come of it."""
    _may(request)
    with transaction.atomic():
        rows = Paper.objects.all()
        if request.method == "POST":
            rows = rows.select_for_update()
        paper = rows.filter(pk=1).first() or Paper()
        form = PolicyForm(paper, list(Category.objects.all()), request.POST or None)
        saves = request.method == "POST" and "preview" not in request.POST
        if saves and form.is_valid():
            changed = set_policies(request.user, form.value(), form.texts())
            said = _("Saved. It is live now.") if changed else _("Nothing was changed.")
            messages.success(request, said)
            return HttpResponseRedirect(request.path)
    is_wrong = saves and bool(form.errors)
    return TemplateResponse(
        request,
        "admin/articles/paper/policies.html",
        {
            **admin.admin_site.each_context(request),
            "title": _("Search engines and AI"),
            "opts": Paper._meta,
            "form": form,
            "is_preview": request.method == "POST" and not saves,
            "lapses": SiteFile.lapsing(),
            "changes": _changes(),
        },
        status=422 if is_wrong else 200,
    )


def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back what was there before a change."""
    _may(request)
    entry = Entry.objects.filter(pk=pk, verb=Entry.Verb.POLICIES).first()
    if entry is None:
        raise Http404(_("This change no longer exists."))
    before = dict(entry.details["before"])
    paper = Paper.objects.filter(pk=1).first() or Paper()
    policy = before.pop("policy", paper.policy or {})
    set_policies(request.user, policy, before, _("Earlier change undone"))
    messages.success(request, _("Change undone."))
    return HttpResponseRedirect(reverse("admin:articles_paper_policies"))


def _may(request: HttpRequest) -> None:
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied


def _changes() -> list[Entry]:
    entries = Entry.objects.filter(verb=Entry.Verb.POLICIES)
    return list(entries.order_by("-at", "-pk")[:MAX_CHANGES])
