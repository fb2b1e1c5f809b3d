"""Ask who is here once more before something that a stolen session should not do.

Changes of factors, passwords, addresses and rights want a proof that is a few minutes old at most:
the password, or a code. What was typed goes along, sealed, and is done once the proof is there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from articles.admin.access import entering, gate
from articles.admin.access.pages import plain_page
from articles.admin.people.lockout import sentence_of
from articles.lib.access.sealing import NotOurs, seal, unseal
from articles.lib.host.hashing import TooBusy
from articles.models.people import factors

View = Callable[..., Any]
#: The fields of the page that asks.
KEPT, PASSWORD, CODE = "_kept", "_confirm_password", "_confirm_code"
#: Seconds for which what was typed waits for the proof.
KEPT_FOR = 60 * 60
#: What an address has behind it when a password is checked there: the reception looks for it.
CHECKS = "confirm=1"


def confirmed(view: View) -> View:
    """Let a post through to `view` only where its sender has proved of late to be here."""

    @wraps(view)
    @sensitive_post_parameters()
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        if KEPT not in request.POST:
            if gate.is_confirmed(request):
                return view(request, *args, **kwargs)
            return _ask(request, _sealed(request))
        typed = _unsealed(request)
        if typed is None:
            return _ask(request, "", _("What you typed couldn’t be kept that long."))
        if not gate.is_confirmed(request):
            if error := _error(request):
                return _ask(request, request.POST[KEPT], error)
            gate.confirm(request)
        request.POST = typed  # type: ignore[assignment]
        return view(request, *args, **kwargs)

    return asking


def _purpose(request: HttpRequest) -> str:
    """Nobody else's form opens here, and none of another page."""
    return f"typed:{gate.account_of(request).pk}:{request.path}"


def _sealed(request: HttpRequest) -> str:
    return seal(request.POST.urlencode(), purpose=_purpose(request))


def _unsealed(request: HttpRequest) -> QueryDict | None:
    try:
        sealed = request.POST[KEPT]
        return QueryDict(unseal(sealed, purpose=_purpose(request), younger_than=KEPT_FOR))
    except NotOurs:
        return None


def _error(request: HttpRequest) -> str:
    """What is wrong with the proof, or with the moment; "" where it holds."""
    try:
        return _wrong(request)
    except TooBusy:
        return _("The server is busy checking logins. Try again in a moment.")


def _wrong(request: HttpRequest) -> str:
    account: User = gate.account_of(request)
    if not entering.is_locked(request, account):
        password, code = request.POST.get(PASSWORD, ""), request.POST.get(CODE, "")
        if not password and not code:
            return _("Enter your password or a code.")
        if password and entering.password_fits(request, account, password):
            return ""
        if code and not password:
            if factors.use_code(account, code):
                return ""
            entering.confirming_failed(request, account, _("wrong code"))
    if not getattr(request, "axes_locked_out", False):
        return _("That didn’t match. Try again.")
    # The page that says so in its stead would not keep what was typed.
    request.axes_locked_out = False  # type: ignore[attr-defined]
    until = getattr(request, "locked_until", None) or timezone.now()
    return sentence_of(until)


def _ask(request: HttpRequest, kept: str, error: str = "") -> HttpResponse:
    account = gate.account_of(request)
    context = {
        "title": _("Confirm that it is you"),
        "kept": kept,
        "error": error,
        "action": f"{request.path}?{CHECKS}",
        "has_password": account.has_usable_password(),
        "has_codes": bool(factors.has_factor(account)),
        "name": account.get_username(),
    }
    return plain_page(request, "admin/access/confirm.html", context)
