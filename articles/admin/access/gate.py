"""Who is let through to the desk: an account whose login is not whole yet is nobody, at every door.

The session may know an account that still owes its second factor, or has to set one up first. For
all views `request.user` is then nobody, so that no door has to be told; the pages of this room ask
for `request.account`. Nothing is looked up before somebody asks: readers' pages never do.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from articles.lib.access.networks import network_at
from articles.models.access.sessions import was_renamed
from articles.models.people import factors
from articles.models.story.rights import is_at_desk, know

#: What a session keeps: by which factor it was opened; when its owner last proved to be here; that
#: setting up a factor was put off.
FACTOR, CONFIRMED, PUT_OFF = "second_factor", "confirmed_at", "second_factor_put_off"
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


class Stand(Enum):
    """How far a login has come."""

    #: Nobody's, or whole.
    OPEN = "open"
    #: Its second factor is still to come.
    STEP = "step"
    #: It has to set one up first.
    SETUP = "setup"


class SecondFactor:
    """Show views nobody where a login is not whole."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """`account` is whose session it is, `user` who may come in."""
        who: Any = request
        who.account = SimpleLazyObject(lambda: get_user(request))
        who.user = SimpleLazyObject(lambda: let_in(request))
        return self.get_response(request)


def let_in(request: HttpRequest) -> Any:
    """The account, where its login is whole."""
    return get_user(request) if stand_of(request) is Stand.OPEN else AnonymousUser()


def account_of(request: HttpRequest) -> Any:
    """Whose session it is, also where the login is not whole."""
    return getattr(request, "account", request.user)


def stand_of(request: HttpRequest) -> Stand:
    """How far the login has come. One query for those who have logged in without a factor."""
    known: Any = request
    if not hasattr(known, "_stand"):
        known._stand = _stand(request)
    return known._stand  # type: ignore[no-any-return]


def _stand(request: HttpRequest) -> Stand:
    if settings.SECOND_FACTOR == "off":
        return Stand.OPEN
    account = get_user(request)
    if not account.is_authenticated or not is_at_desk(account) or request.session.get(FACTOR):
        return Stand.OPEN
    if factors.has_factor(account):
        return Stand.STEP
    due = due_at(account)
    if due is None:
        return Stand.OPEN
    request.factor_due = due  # type: ignore[attr-defined]
    if timezone.now() < due or (request.session.get(PUT_OFF) and is_local(request)):
        return Stand.OPEN
    return Stand.SETUP


def due_at(account: Any) -> datetime | None:
    """Until when the account, which has none, has to set up a factor; None where it need not."""
    if settings.SECOND_FACTOR != "required":
        return None
    know(account)
    return factors.grace_ends(account) if factors.needs_factor(account) else None


def is_local(request: HttpRequest) -> bool:
    """Whether somebody tries the portal on their own machine, and no proxy speaks for others."""
    if settings.HTTPS or settings.TRUSTED_PROXIES or any(map(request.META.get, FORWARDED)):
        return False
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    near = network_at(str(request.META.get("REMOTE_ADDR", "")))
    own = urlsplit(settings.SITE_URL).hostname or ""
    return host in LOCAL and own in {"", *LOCAL} and (near == "::" or near.startswith("127."))


# --- Proof that somebody is here --------------------------------------------------------


def confirm(request: HttpRequest) -> None:
    """Keep in mind that the account's owner has just proved to be here."""
    request.session[CONFIRMED] = int(time.time())


def is_confirmed(request: HttpRequest) -> bool:
    """Whether they did of late; a clock that was set back says nothing."""
    if not settings.CONFIRM_AFTER_MINUTES:
        return True
    at = request.session.get(CONFIRMED)
    return isinstance(at, int) and 0 <= time.time() - at <= settings.CONFIRM_AFTER_MINUTES * 60


def renew_key(request: HttpRequest) -> None:
    """Give the session another key, under which it stays among those of its owner."""
    before = request.session.session_key or ""
    request.session.cycle_key()
    was_renamed(before, request.session.session_key or "")


# --- Where to go on ---------------------------------------------------------------------


def next_of(request: HttpRequest) -> str:
    """Where the request wants to go on: an address of ours, and none of the doors themselves."""
    return safe(request, request.POST.get("next") or request.GET.get("next") or "")


def safe(request: HttpRequest, address: str) -> str:
    """The address, or the desk's start page where it leads elsewhere, or back to a door."""
    start = reverse("admin:index")
    doors = (reverse("admin:login"), reverse("admin:logout"), reverse("admin:factors"))
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_ours and not address.startswith(doors) else start
