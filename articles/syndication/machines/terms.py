"""What may be done with what is published, in the forms that machines read: tdmrep.json, terms of
mining, an RSL licence; and gpc.json, which says that readers' wishes are heeded."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from articles.lib.addresses import site_url
from articles.lib.dependencies import delivered
from articles.lib.machines import telling
from articles.models import Paper
from articles.models.publication.policies import current

LD = "application/ld+json"


@require_safe
@delivered("page")
def tdmrep(request: HttpRequest) -> HttpResponse:
    """/.well-known/tdmrep.json: which parts of the site are reserved."""
    _paper, policy = current()
    return _json(telling.tdmrep(policy, site_url(request)))


@require_safe
@delivered("page")
def tdm_policy(request: HttpRequest) -> HttpResponse:
    """How leave to mine is got."""
    paper, policy = current()
    said = telling.tdm_policy(policy, site_url(request), paper.called, paper.contact)
    return _json(said, LD)


@require_safe
@delivered("page")
def licence(request: HttpRequest) -> HttpResponse:
    """The RSL licence."""
    paper, policy = current()
    text = telling.rsl(policy, site_url(request), paper.called, paper.contact)
    return HttpResponse(text, content_type=telling.RSL)


@require_safe
@delivered("page")
def gpc(request: HttpRequest) -> HttpResponse:
    """/.well-known/gpc.json: whether Global Privacy Control is heeded, and since when that is
    said; nothing where it isn't."""
    stored = Paper.current().policy
    said: Any = stored.get("gpc") if isinstance(stored, dict) else None
    if not (isinstance(said, dict) and isinstance(said.get("heeded"), bool)):
        raise Http404("Nothing is said of it.")
    try:
        since = date.fromisoformat(str(said.get("since"))).isoformat()
    except ValueError:
        return _json({"gpc": said["heeded"]})
    return _json({"gpc": said["heeded"], "lastUpdate": since})


def _json(said: Any, content_type: str = "application/json") -> HttpResponse:
    return JsonResponse(
        said, safe=False, content_type=content_type, json_dumps_params={"ensure_ascii": False}
    )
