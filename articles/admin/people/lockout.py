"""Lock out whoever guesses passwords: by account and network, never a newsroom for one colleague.

django-axes asks and is told here; its tables keep one row for each account and network that failed
of late, and one for each that has logged in. What is locked is locked for a while after its last
failure; attempts meanwhile are not even written down.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil
from time import monotonic
from typing import Any

from axes.backends import AxesStandaloneBackend
from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.db import transaction
from django.db.models import Case, F, Q, When
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.common.json_views import wants_json
from articles.delivery.ledger import counters
from articles.delivery.services import services
from articles.lib.access.networks import network_of
from articles.lib.access.passwords import normal
from articles.lib.host.hashing import TooBusy
from articles.models.changes.claimed_work import CLOCKS

logger = logging.getLogger(__name__)

#: How long something is locked after its last failure, and failures count.
FOR = timedelta(minutes=15)
#: Failures of one account from one network; of one account from everywhere; from one network, as
#: of a newsroom behind one address. The last two do not hold who has logged in from there before.
HERE, EVERYWHERE, OF_NETWORK = 8, 40, 60
#: For how long it is known from where somebody has logged in.
KNOWN_FOR = timedelta(days=90)
#: Seconds between two clearings of what no longer counts.
CLEARED_EVERY = 60.0
LONGEST_NAME = 150
#: Rows that are looked at: more is more than any limit.
MOST_ROWS = 200


def network(request: HttpRequest) -> str | None:
    """What is limited as one network; None where that can't be told."""
    found = network_of(request.META, settings.TRUSTED_PROXIES, is_proxied=settings.HTTPS)
    return found or None


class LockoutBackend(AxesStandaloneBackend):  # type: ignore[misc]
    """Refuse a locked login before any password is checked."""

    def authenticate(self, request: HttpRequest | None, *args: Any, **kwargs: Any) -> None:
        """Raise PermissionDenied where it is locked. Without a request nobody knocks."""
        if request is not None:
            super().authenticate(request, *args, **kwargs)


class Handler(AbstractAxesHandler, AxesBaseHandler):  # type: ignore[misc]
    """django-axes' handler: one row per account and network, and none while something is locked."""

    def __init__(self) -> None:
        self._cleared = monotonic()

    def is_locked(self, request: Any, credentials: dict[str, Any] | None = None) -> bool:
        """Whether no password is to be looked at; until when is left at the request."""
        until = locked_until(_name(credentials), request.axes_ip_address, timezone.now())
        request.locked_until = until
        return until is not None

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """How often this account failed from this network."""
        rows = AccessAttempt.objects.filter(
            username=_name(credentials), ip_address=request.axes_ip_address
        )
        return sum(rows.values_list("failures_since_start", flat=True))

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **_rest: Any
    ) -> None:
        """Count it, and lock where it was one too many."""
        if request is None:
            return
        request.axes_credentials = credentials
        if request.axes_locked_out:
            return
        name, now = _name(credentials), timezone.now()
        self._clear(now)
        _count(name, request.axes_ip_address, now)
        if self.is_locked(request, credentials):
            request.axes_locked_out = True
            where = request.axes_ip_address or "an unknown network"
            logger.warning("Logins as %r from %s are locked for a while.", name, where)

    def user_logged_in(self, sender: Any, request: Any, user: Any, **_rest: Any) -> None:
        """Forget the failures of this account from here, and know it from now on."""
        name, here = user.get_username(), request.axes_ip_address
        if here is None:
            return
        AccessAttempt.objects.filter(username=name, ip_address=here).delete()
        now = timezone.now()
        with transaction.atomic():
            known = AccessLog.objects.filter(username=name, ip_address=here)
            if not known.update(attempt_time=now):
                AccessLog.objects.create(username=name, ip_address=here, path_info="")

    def user_logged_out(self, sender: Any, request: Any, user: Any, **_rest: Any) -> None:
        """Nothing is kept of it."""

    def post_save_access_attempt(self, instance: AccessAttempt, **_rest: Any) -> None:
        """Nothing more to do."""

    def post_delete_access_attempt(self, instance: AccessAttempt, **_rest: Any) -> None:
        """Nothing more to do."""

    def reset_attempts(
        self,
        *,
        ip_address: str | None = None,
        username: str | None = None,
        ip_or_username: bool = False,
    ) -> int:
        """For `manage.py axes_reset` and its kin: let somebody try again."""
        attempts = AccessAttempt.objects.all()
        if ip_or_username:
            attempts = attempts.filter(Q(ip_address=ip_address) | Q(username=username))
        elif ip_address or username:
            given = {"ip_address": ip_address, "username": username}
            attempts = attempts.filter(**{name: value for name, value in given.items() if value})
        return int(attempts.delete()[0])

    def _clear(self, now: datetime) -> None:
        if monotonic() - self._cleared < CLEARED_EVERY:
            return
        self._cleared = monotonic()
        AccessAttempt.objects.filter(attempt_time__lt=now - FOR).delete()
        AccessLog.objects.filter(attempt_time__lt=now - KNOWN_FOR).delete()


class MinimumLength(MinimumLengthValidator):
    """Django's validator, which also hears of each new password: it unlocks the account."""

    def validate(self, password: str, user: Any = None) -> None:
        """Count the characters as they are hashed."""
        super().validate(normal(password), user)

    def password_changed(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Forget the failures."""
        if user is not None:
            AccessAttempt.objects.filter(username=user.get_username()).delete()


def locked_until(name: str, here: str | None, now: datetime) -> datetime | None:
    """Until when nobody can log in as `name` from the network `here`; None where they can. Failures
    of a time to come, by a clock that was set back since, count for nothing. One query, two where a
    limit is reached."""
    since = now - FOR
    about = Q(username=name) | Q(ip_address=here) if here else Q(username=name)
    rows = list(
        AccessAttempt.objects.filter(about, attempt_time__range=(since, now + CLOCKS))
        .order_by("-attempt_time")
        .values_list("username", "ip_address", "failures_since_start", "attempt_time")[:MOST_ROWS]
    )
    mine = [row for row in rows if row[0] == name]
    until = _until((row for row in mine if row[1] == here), HERE)
    wider = [_until(mine, EVERYWHERE)]
    if here:
        wider.append(_until((row for row in rows if row[1] == here), OF_NETWORK))
    if any(wider) and not _is_known(name, here, now):
        return max(one for one in [until, *wider] if one)
    return until


def failures_of(name: str) -> int:
    """How often logins as `name` have failed of late, from everywhere."""
    rows = AccessAttempt.objects.filter(username=name, attempt_time__gt=timezone.now() - FOR)
    return sum(rows.values_list("failures_since_start", flat=True))


def _until(rows: Iterable[tuple[Any, ...]], limit: int) -> datetime | None:
    """When so many of the rows, the newest first, no longer count that they stay below `limit`."""
    total = 0
    for *_whose, failures, at in rows:
        total += failures
        if total >= limit:
            return at + FOR  # type: ignore[no-any-return]
    return None


def _is_known(name: str, here: str | None, now: datetime) -> bool:
    if here is None:
        return False
    since = now - KNOWN_FOR
    logged_in = AccessLog.objects.filter(username=name, ip_address=here, attempt_time__gt=since)
    return bool(logged_in)


def _count(name: str, here: str | None, now: datetime) -> None:
    # Of long ago, or of a clock that was set back since.
    past = Q(attempt_time__lt=now - FOR) | Q(attempt_time__gt=now + CLOCKS)
    again = Case(When(past, then=1), default=F("failures_since_start") + 1)
    with transaction.atomic():
        row, created = AccessAttempt.objects.get_or_create(
            username=name,
            ip_address=here,
            user_agent="",
            defaults={"failures_since_start": 1, "attempt_time": now, "path_info": ""},
        )
        if not created:
            AccessAttempt.objects.filter(pk=row.pk).update(
                failures_since_start=again, attempt_time=now
            )


def _name(credentials: dict[str, Any] | None) -> str:
    return str((credentials or {}).get("username") or "")[:LONGEST_NAME].replace("\0", "")


# --- In words -------------------------------------------------------------------------


def locked_out(
    request: Any, _response: HttpResponse, _credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """When to try again, and what else to do."""
    until = getattr(request, "locked_until", None) or timezone.now() + FOR
    return _refusal(request, sentence_of(until), _seconds_to(until))


def sentence_of(until: datetime) -> str:
    """In how many minutes to try again."""
    minutes = ceil(_seconds_to(until) / 60)
    sentence = ngettext(
        "Too many attempts to log in have failed. Try again in %(n)s minute.",
        "Too many attempts to log in have failed. Try again in %(n)s minutes.",
        minutes,
    )
    return sentence % {"n": minutes}


def _seconds_to(until: datetime) -> int:
    return max(1, ceil((until - timezone.now()).total_seconds()))


class BusyLoginMiddleware:
    """Answer 503 where a password waited too long to be checked."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Only failures concern us."""
        return self.get_response(request)  # type: ignore[no-any-return]

    def process_exception(self, request: HttpRequest, reason: Exception) -> HttpResponse | None:
        """429, in words."""
        if not isinstance(reason, TooBusy):
            return None
        sentence = _("The server is busy checking logins. Try again in a few seconds.")
        return _refusal(request, sentence, 5)


def _refusal(request: HttpRequest, sentence: str, seconds: int) -> HttpResponse:
    response: HttpResponse
    if wants_json(request):
        response = JsonResponse({"ok": False, "error": sentence}, status=429)
    else:
        context = {"sentence": sentence, "title": _("Log in"), "way_out": seconds > 60}
        response = render(request, "admin/locked.html", context, status=429)
    # Said once, when it was locked: who tries on is not to fill the log.
    response._has_been_logged = True  # type: ignore[attr-defined]
    services().ledger.count(counters.LIMITED)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
