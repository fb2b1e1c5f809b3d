"""Logging in, in two steps: the password, then a second factor where the account has one.

What the first step leaves in the session opens nothing: it only says whose factor is awaited, for
some minutes. The session's key is another one after each step.
"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import load_backend, login, signals
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from articles.admin.access import gate
from articles.admin.people.lockout import FOR, failures_of
from articles.models.access.letters import What, told_of
from articles.models.people import factors
from articles.models.story.rights import is_at_desk

HALF = "half_login"
#: So many failures are no slip of the thumb.
TOLD_AFTER = 4
#: Seconds in which the second step has to be done.
HALF_FOR = 10 * 60
BACKEND = "django.contrib.auth.backends.ModelBackend"


class FirstStep(LoginView):
    """Django's page to log in at, which goes on to the second step where there is one."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The password was right."""
        return go_on(self.request, form.get_user(), self.get_success_url())


def go_on(request: HttpRequest, account: User, address: str, *, said: str = "") -> HttpResponse:
    """Let the account in, or ask for its second factor first. `said` is how the first step was
    done, where it was no password."""
    if settings.SECOND_FACTOR == "off" or not factors.has_factor(account):
        return enter(request, account, address, said=said)
    request.session[HALF] = {
        "account": account.pk,
        "hash": account.get_session_auth_hash(),
        "at": int(time.time()),
        "next": gate.safe(request, address),
        "said": said,
    }
    request.session.cycle_key()
    return HttpResponseRedirect(reverse("admin:second-step"))


def enter(
    request: HttpRequest, account: User, address: str, *, by: str = "", said: str = ""
) -> HttpResponse:
    """The login is whole: by this factor, which the log calls so. One without is led to set one up
    where it needs it."""
    first = request.session.pop(HALF, {}).get("said", "")
    if said := ", ".join(filter(None, [first, said])):
        request.logged_in_by = said  # type: ignore[attr-defined]
    before = request.session.session_key
    login(request, account, backend=getattr(account, "backend", BACKEND))
    # Django keeps the key of a session that was this account's already.
    if request.session.session_key == before:
        gate.renew_key(request)
    request._stand = gate.Stand.OPEN  # type: ignore[attr-defined]
    request.session.pop(gate.PUT_OFF, None)
    if by:
        request.session[gate.FACTOR] = by
    gate.confirm(request)
    address = gate.safe(request, address)
    if not by and gate.due_at(account) is not None:
        address = f"{reverse('admin:factors')}?{urlencode({'next': address})}"
    return HttpResponseRedirect(address)


def entrant(request: HttpRequest) -> tuple[User, str] | None:
    """Whose second factor is awaited, and where they go on then; None for nobody's, any more."""
    if gate.stand_of(request) is gate.Stand.STEP:
        return gate.account_of(request), gate.next_of(request)
    half = request.session.get(HALF)
    if not half or not 0 <= time.time() - half["at"] <= HALF_FOR:
        return None
    # Whoever was closed, or got another password meanwhile, begins anew.
    account = load_backend(BACKEND).get_user(half["account"])
    if account is None or not is_at_desk(account):
        return None
    if not constant_time_compare(account.get_session_auth_hash(), half["hash"]):
        return None
    return account, half["next"]


# --- Held to the limits of all logins ----------------------------------------------------


def is_locked(request: HttpRequest, account: Any) -> bool:
    """Whether nothing is to be tried for this account from here, right or wrong; it is answered by
    the page that says so."""
    name = {"username": account.get_username()}
    if AxesProxyHandler.is_allowed(request, name):
        return False
    request.axes_locked_out = True  # type: ignore[attr-defined]
    request.axes_credentials = name  # type: ignore[attr-defined]
    return True


def failed(request: HttpRequest, account: Any, why: str) -> None:
    """Count and log it as any login that failed."""
    request.failed_by = why  # type: ignore[attr-defined]
    name = {"username": account.get_username()}
    signals.user_login_failed.send(sender=__name__, credentials=name, request=request)


def factor_failed(request: HttpRequest, account: Any, why: str) -> None:
    """The same of a second factor, whose password was right: it is known to whoever tries."""
    failed(request, account, why)
    _tell_owner(request, account, What.CODES)


def confirming_failed(request: HttpRequest, account: Any, why: str) -> None:
    """The same of a password or code that was asked of somebody who is logged in: maybe a session
    that was left open, or stolen."""
    failed(request, account, why)
    _tell_owner(request, account, What.CONFIRMING)


def _tell_owner(request: HttpRequest, account: Any, what: What) -> None:
    """By mail, once while failures count. Wrong passwords of before count as well: nobody gets past
    the limit by making some first."""
    if failures_of(account.get_username()) >= TOLD_AFTER:
        told_of(account, what, request=request, once_in=FOR)


def password_fits(request: HttpRequest, account: User, password: str) -> bool:
    """Whether it is the account's, asked again of somebody who is logged in."""
    if account.check_password(password) and account.is_active:
        return True
    confirming_failed(request, account, _("wrong password"))
    return False


def spoken(method: str) -> str:
    """A factor, as the log says it."""
    return {
        str(factors.APP): _("with a code of the app"),
        str(factors.PASSKEY): _("with a passkey"),
        str(factors.RECOVERY): _("with a recovery code"),
    }.get(method, method)
