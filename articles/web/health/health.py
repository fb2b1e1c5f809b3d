"""Health checks for operators: /healthz and /readyz."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.backup.state import state
from articles.delivery.services import services
from articles.lib.database.schema import missing_in
from articles.lib.host import process_status
from articles.mailing import report as mails
from articles.models import Heartbeat
from articles.search.upkeep import telling
from articles.web.health.write_check import check


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 while the database answers and something can be written, else 503. Whoever has the
    METRICS_TOKEN is told which part fails; all others, whether we are ready.

    A ticker or a worker that is late is named too, and other hosts that are not heard, but readers
    lose nothing or little by it, as by pages that can't be made: that stays a 200. For machines,
    and so in one language.
    """
    found = _parts()
    told = found if is_trusted(request) else {"ready": found["ready"]}
    return JsonResponse(told, status=200 if found["ready"] else 503)


def is_trusted(request: HttpRequest) -> bool:
    """Whether the request has the METRICS_TOKEN; nobody has it while none is set."""
    asked = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and constant_time_compare(asked, settings.METRICS_TOKEN)


def _parts() -> dict[str, Any]:
    """The state of each part."""
    try:
        behind = missing_in(connection)
        ages, mail = Heartbeat.ages(), mails.state()
    except DatabaseError:
        return {"ready": False, "database": "not responding"}
    if behind:
        return {"ready": False, "database": behind}
    ticker, worker = ages.get("ticker"), ages.get("worker")
    hears, hosts = services().hosts.say()
    why_not = check.why_not()
    return {
        "ready": not why_not,
        "database": connection.vendor,
        "writes": why_not or "well",
        "ticker": _last_ran(ticker),
        "late": Heartbeat.is_late(ticker),
        "worker": _last_ran(worker),
        "worker_late": Heartbeat.is_late(worker, "worker"),
        "down": process_status.down(settings.VAR_DIR),
        "pages": f"not kept: {why}" if (why := services().ledger.trouble) else "kept",
        "failing": {one.path: one.why for one in services().failed_pages.found()},
        "backup": state().words() if settings.BACKUP_URL else "not set up",
        "mail": mail,
        "search_engine": telling.state(),
        "hosts": hosts,
        "deaf": not hears,
    }


def _last_ran(seconds: float | None) -> str:
    if seconds is None:
        return "has not run"
    if seconds < -Heartbeat.LATE_AFTER:
        return f"last ran {-seconds:.0f} s from now, by a clock that was set back since"
    return f"last ran {max(seconds, 0):.0f} s ago"
