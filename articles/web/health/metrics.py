"""The front door's counters, for Prometheus.

The counters are those of this host, of all its processes; adding up hosts is what Prometheus does.
They begin anew with the ledger's file.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.delivery.ledger import counters
from articles.delivery.ledger.violations import violations
from articles.delivery.services import services
from articles.web.health.health import is_trusted

#: The text format of Prometheus, version 0.0.4.
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Counters and gauges, as text, for whoever has the METRICS_TOKEN; touches no database. Without
    a token set there is nothing here."""
    if not is_trusted(request):
        raise Http404("Nothing here.")
    return HttpResponse("".join(_lines()), content_type=CONTENT_TYPE)


def _lines() -> Iterator[str]:
    found = services()
    for counter, (name, meaning) in counters.NAMES.items():
        yield _line(f"{name}_total", "counter", meaning, found.ledger.counted(counter))
    yield _line("changes_total", "counter", "Changes put down.", found.ledger.changes)
    yield from _violations()
    store = found.store
    yield _line("store_bytes", "gauge", "Bytes of pages in this process.", store.bytes)
    if at := found.ledger.counted(counters.BACKED_UP):
        yield _line("backup_timestamp_seconds", "gauge", "When the last backup was made.", at)
    yield _line("store_pages", "gauge", "Pages in this process.", len(store.pages))


def _violations() -> Iterator[str]:
    """One counter, by what was stopped."""
    full = "newsportal_csp_violations_total"
    yield f"# HELP {full} What browsers have stopped by a page's policy.\n# TYPE {full} counter\n"
    for one in violations().found():
        labels = f'directive="{one.directive}",kind="{one.kind}",place="{one.place}"'
        yield f"{full}{{{labels}}} {one.total}\n"


def _line(name: str, kind: str, meaning: str, value: int) -> str:
    full = f"newsportal_{name}"
    return f"# HELP {full} {meaning}\n# TYPE {full} {kind}\n{full} {value}\n"
