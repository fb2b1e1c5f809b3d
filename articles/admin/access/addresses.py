"""The addresses of this room, under the desk's."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from articles.admin.access import gate, oidc, own_factors, passkeys, second_step
from articles.admin.access.confirming import confirmed
from articles.models.people import factors
from articles.models.people.logins import factor_changed

View = Callable[..., HttpResponse]


def own(view: View) -> View:
    """`view` for whoever may look after their factors: also where one has to be set up first."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.SECOND_FACTOR == "off" and view is not own_factors.page:
            raise Http404(_("Second factors are switched off here."))
        if not own_factors.may_set_up(request):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        return view(request, *args, **kwargs)

    return never_cache(csrf_protect(sensitive_post_parameters()(inner)))


def entered(view: View) -> View:
    """A step of logging in; there is none where nobody has a factor."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.SECOND_FACTOR == "off":
            raise Http404(_("Second factors are switched off here."))
        return view(request, *args, **kwargs)

    return never_cache(csrf_protect(sensitive_post_parameters()(inner)))


def new_passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser is told to make a passkey."""
    account = gate.account_of(request)
    if factors.factors_of(account).count() > factors.MOST_PASSKEYS:
        return JsonResponse({"error": _("Remove a passkey first: there are many.")}, status=409)
    if not passkeys.are_possible(request):
        return JsonResponse({"error": _("Passkeys need an address with https.")}, status=409)
    return JsonResponse(passkeys.ask_for_new(request, account))


def add_passkey(request: HttpRequest) -> HttpResponse:
    """Keep the one that the browser has made."""
    account = gate.account_of(request)
    credential = passkeys.made(request, account, request.POST.get("credential", ""))
    if credential is None:
        messages.error(request, _("The passkey could not be added. Try again."))
        return own_factors.back(request)
    row = factors.add_passkey(account, request.POST.get("name", "") or _("Passkey"), credential)
    factor_changed(request, account, _("passkey “%s” added") % factors.name_of(row))
    return own_factors.was_added(request, account, str(factors.PASSKEY))


def rename_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a passkey another name."""
    account, name = gate.account_of(request), request.POST.get("name", "").strip()
    row = factors.factors_of(account).filter(pk=pk, type=factors.PASSKEY).first()
    if row is not None and name:
        before = factors.name_of(row)
        factors.rename(row, name)
        renamed = _("passkey “%(before)s” renamed to “%(name)s”")
        factor_changed(request, account, renamed % {"before": before, "name": factors.name_of(row)})
    return own_factors.back(request)


def any_passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser asks of any passkey of this site."""
    return HttpResponse(json.dumps(passkeys.ask(request)), content_type="application/json")


def patterns() -> list[URLPattern]:
    """Those of the desk."""
    post = require_POST
    number = "second-factor/<int:pk>"
    return [
        path("login/code/", entered(second_step.second_step), name="second-step"),
        path(
            "login/code/passkey/",
            entered(post(second_step.passkey_options)),
            name="second-step-passkey",
        ),
        path("login/passkey/", entered(post(second_step.first_step_passkey)), name="login-passkey"),
        path(
            "login/passkey/options/", entered(post(any_passkey_options)), name="login-passkey-ask"
        ),
        path("login/elsewhere/", oidc.leave, name="outside-login"),
        path("login/elsewhere/back/", oidc.come_back, name="outside-login-back"),
        path("second-factor/", own(own_factors.page), name="factors"),
        path("second-factor/app/", own(confirmed(own_factors.app)), name="factor-app"),
        path("second-factor/later/", own(post(own_factors.later)), name="factor-later"),
        path("login/leave/", entered(post(own_factors.leave)), name="login-leave"),
        path(
            "second-factor/recovery-codes/",
            own(post(confirmed(own_factors.recovery_codes))),
            name="recovery-codes",
        ),
        path("second-factor/passkey/", own(post(confirmed(add_passkey))), name="passkey-add"),
        path("second-factor/passkey/ask/", own(post(new_passkey_options)), name="passkey-options"),
        path(f"{number}/rename/", own(post(confirmed(rename_passkey))), name="passkey-rename"),
        path(f"{number}/remove/", own(post(confirmed(own_factors.remove))), name="factor-remove"),
    ]
