"""The second step of a login: a code of the app, a passkey, or a recovery code."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from articles.admin.access import entering, gate, passkeys
from articles.admin.access.pages import plain_page
from articles.models.people import factors

#: So few recovery codes are left that their owner is told.
FEW = 3


@never_cache
@sensitive_post_parameters()
@csrf_protect
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor of whoever has given their password."""
    found = entering.entrant(request)
    if found is None:
        if request.method == "POST":
            late = _("That took longer than ten minutes, or the account was changed. Log in again.")
            messages.warning(request, late)
        return HttpResponseRedirect(reverse("admin:login"))
    account, address = found
    error = ""
    if request.method == "POST":
        if entering.is_locked(request, account):
            return HttpResponse(status=429)
        if used := _used(request, account):
            said = entering.spoken(used)
            answer = entering.enter(request, account, address, by=used, said=said)
            _warn_of_few(request, account, used)
            return answer
        error = _wrong(request, account)
    kinds = set(factors.factors_of(account).values_list("type", flat=True))
    context = {
        "title": _("Second step"),
        "name": account.get_username(),
        "has_app": factors.APP in kinds,
        "has_passkeys": factors.PASSKEY in kinds,
        "options_url": reverse("admin:second-step-passkey"),
        "next": address,
        "error": error,
    }
    return plain_page(request, "admin/access/second_step.html", context)


@never_cache
@csrf_protect
@require_POST
def passkey_options(request: HttpRequest) -> JsonResponse:
    """What the browser asks a passkey of this account."""
    found = entering.entrant(request)
    if found is None:
        return JsonResponse({"error": _("Log in again.")}, status=401)
    return JsonResponse(passkeys.ask(request, found[0]))


def _used(request: HttpRequest, account: User) -> str:
    """The factor that fits what was posted, used now."""
    if request.POST.get("credential"):
        row = passkeys.answered(request, account, request.POST["credential"])
        return str(factors.PASSKEY) if row is not None else ""
    return factors.use_code(account, request.POST.get("code", "")) or ""


def _wrong(request: HttpRequest, account: User) -> str:
    if request.POST.get("credential"):
        entering.factor_failed(request, account, _("passkey refused"))
        return _("This passkey was not accepted. Try again, or use a code.")
    if not factors.plain(request.POST.get("code", "")):
        return _("Enter the code: digits only.")
    entering.factor_failed(request, account, _("wrong code"))
    return _("This code is wrong, expired or already used. Wait for the next one and enter it.")


def _warn_of_few(request: HttpRequest, account: User, used: str) -> None:
    left = factors.recovery_codes_left(account)
    if used != factors.RECOVERY or left > FEW:
        return
    sentence = ngettext(
        "%(n)s recovery code is left. Make new ones under “Security”.",
        "%(n)s recovery codes are left. Make new ones under “Security”.",
        left,
    )
    messages.warning(request, sentence % {"n": left})


def first_step_passkey(request: HttpRequest) -> TemplateResponse | HttpResponse:
    """Log in by a passkey alone: it is something one has, and asks for a finger or a PIN itself."""
    account = passkeys.owner(request.POST.get("credential", ""))
    if account is not None and entering.is_locked(request, account):
        return HttpResponse(status=429)
    row = account and passkeys.answered(
        request, account, request.POST.get("credential", ""), alone=True
    )
    if account is None or row is None:
        if account is not None:
            entering.failed(request, account, _("passkey refused"))
        sentence = _("This passkey was not accepted. Log in with your password instead.")
        messages.error(request, sentence)
        return HttpResponseRedirect(reverse("admin:login"))
    by = str(factors.PASSKEY)
    said = _("with a passkey")
    return entering.enter(request, account, gate.next_of(request), by=by, said=said)
