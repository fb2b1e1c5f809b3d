"""Where browsers report what a page's policy has stopped."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from articles.delivery.ledger.violations import sorted_out, violations

DESK = "/admin/"
#: Reports of one request that are counted.
MAX_REPORTS = 20


@csrf_exempt
@require_POST
@never_cache
def reports(request: HttpRequest) -> HttpResponse:
    """Count the reports in either form, one (report-uri) or a list of them (report-to); 400 where
    there is none. Nothing else of them is kept, and whoever sends them learns nothing."""
    try:
        posted: Any = json.loads(request.body)
    except (ValueError, RecursionError):
        posted = None
    given = posted if isinstance(posted, list) else [posted]
    said = [sorted_out(one, DESK) for one in given[:MAX_REPORTS] if isinstance(one, dict)]
    counted = [one for one in said if one is not None]
    for one in counted:
        violations().count(*one)
    return HttpResponse(status=204 if counted else 400)
