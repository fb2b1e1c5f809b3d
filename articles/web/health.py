"""Whether the house stands, for those who look after it."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.delivery.house import house
from articles.models import Heartbeat


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 while the database answers, else 503; which part fails is named.

    A ticker that is late is named too, and other hosts that are not heard, but readers lose
    nothing or little by it: that stays a 200. For machines, and so in one language.
    """
    try:
        seconds = Heartbeat.seconds_since("ticker")
    except DatabaseError:
        return JsonResponse({"ready": False, "database": "does not answer"}, status=503)
    hears, hosts = house().hosts.say()
    return JsonResponse(
        {
            "ready": True,
            "database": connection.vendor,
            "ticker": _last_ran(seconds),
            "late": Heartbeat.is_late(seconds),
            "hosts": hosts,
            "deaf": not hears,
        }
    )


def _last_ran(seconds: float | None) -> str:
    if seconds is None:
        return "has not run"
    if seconds < 0 and Heartbeat.is_late(seconds):
        return f"last ran {-seconds:.0f} s from now, by a clock that was set back since"
    return f"last ran {max(seconds, 0):.0f} s ago"
