"""Readers who ask for what is not here are led on, where an editor has said where to."""

from __future__ import annotations

import threading
from collections import Counter
from time import monotonic

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone

from articles.lib.addresses import asked_anew
from articles.models import Redirect

#: Seconds between two writes of how often redirects were followed: no crowd makes more.
PAUSE = 10.0


class Hits:
    """What was followed and not written down yet."""

    def __init__(self) -> None:
        self._waiting: Counter[int] = Counter()
        self._lock = threading.Lock()
        self._written = float("-inf")

    def count(self, pk: int) -> None:
        """One more; now and then all of them are written down."""
        with self._lock:
            self._waiting[pk] += 1
            if monotonic() - self._written < PAUSE:
                return
            self._written = monotonic()
            waiting, self._waiting = self._waiting, Counter()
        now = timezone.now()
        with transaction.atomic():
            for number, times in sorted(waiting.items()):
                row = Redirect.objects.filter(pk=number)
                row.update(hits=F("hits") + times, last_hit_at=now)


HITS = Hits()


def led_on(request: HttpRequest) -> HttpResponse | None:
    """301 to where the address leads now; None where nobody has said."""
    found = Redirect.followed(request.path, request.META.get("QUERY_STRING", ""))
    if found is None:
        return None
    number, address = found
    HITS.count(number)
    return asked_anew(HttpResponsePermanentRedirect(address))
