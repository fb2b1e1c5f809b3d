"""One's own second factors: the page that lists them, the app, recovery codes, putting it off."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.access import gate, passkeys
from articles.admin.access.pages import plain_page
from articles.lib.access.sealing import NotOurs, seal, unseal
from articles.models import Entry, Paper
from articles.models.people import factors
from articles.models.people.logins import factor_changed

#: The secret of an app that is being set up, sealed.
SECRET = "app_secret"  # noqa: S105 - what the session calls it
PURPOSE = "an app being set up"


def page(request: HttpRequest) -> HttpResponse:
    """What there is, and what can be set up."""
    account = gate.account_of(request)
    rows = list(factors.factors_of(account)) if settings.SECOND_FACTOR != "off" else []
    due = gate.due_at(account) if not rows else None
    is_led = "next" in request.GET or gate.stand_of(request) is gate.Stand.SETUP
    context = {
        "title": _("Second factor") if is_led else _("Security"),
        "app": next((row for row in rows if row.type == factors.APP), None),
        "passkeys": [_passkey(row) for row in rows if row.type == factors.PASSKEY],
        "has_any": bool(rows),
        "codes_left": factors.recovery_codes_left(account),
        "can_have_passkeys": passkeys.are_possible(request),
        "options_url": reverse("admin:passkey-options"),
        "due": due,
        "is_over": due is not None and due <= timezone.now(),
        "may_wait": due is not None and (due > timezone.now() or gate.is_local(request)),
        "taken": _taken(account) if not rows else None,
        "next": gate.next_of(request),
        "is_led": is_led,
        "has_password": account.has_usable_password(),
    }
    return plain_page(request, "admin/access/factors.html", context)


def _passkey(row: Any) -> dict[str, Any]:
    name = factors.name_of(row) or _("Passkey")
    return {"pk": row.pk, "name": name, "added": row.created_at, "used": row.last_used_at}


def _taken(account: Any) -> Entry | None:
    """Who has taken their factors away, where that was the last that happened to them."""
    of_account = Entry.objects.filter(verb=Entry.Verb.FACTOR, details__account=account.pk)
    last = of_account.order_by("-at", "-pk").first()
    return last if last is not None and last.by_id != account.pk else None


def back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page, which still knows where one wanted to go."""
    address, wanted = reverse("admin:factors"), gate.next_of(request)
    if wanted != reverse("admin:index"):
        address += "?" + urlencode({"next": wanted})
    return HttpResponseRedirect(address)


# --- The app ---------------------------------------------------------------------------


def app(request: HttpRequest) -> HttpResponse:
    """Set up an app: its picture and secret, and a code that shows that it works."""
    account, error = gate.account_of(request), ""
    if factors.factors_of(account).filter(type=factors.APP).exists():
        return _has_one(request)
    secret = _secret(request)
    if request.method == "POST" and "code" in request.POST:
        step = factors.fitting(secret, request.POST["code"])
        if step is not None:
            del request.session[SECRET]
            if not factors.add_app(account, secret, step):
                # Somebody else was sooner: what they have set up this session has not proved.
                return _has_one(request)
            factor_changed(request, account, _("app set up"))
            return was_added(request, account, str(factors.APP))
        error = _(
            "This code is wrong. Check that your phone’s clock is right, then enter the next code."
        )
    address = app_address(account.get_username(), secret)
    context = {
        "title": _("Set up an app"),
        "picture": qr_code(address),
        "address": address,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "error": error,
        "next": gate.next_of(request),
    }
    return plain_page(request, "admin/access/app.html", context)


def _has_one(request: HttpRequest) -> HttpResponseRedirect:
    messages.info(request, _("An app is set up already. Remove it first to set up another."))
    return back(request)


def _secret(request: HttpRequest) -> str:
    """The same one while it is being set up, also in two tabs."""
    try:
        return unseal(request.session[SECRET], purpose=PURPOSE)
    except (KeyError, NotOurs):
        secret = factors.new_secret()
        request.session[SECRET] = seal(secret, purpose=PURPOSE)
        return secret


def app_address(name: str, secret: str) -> str:
    """What the picture says to an app."""
    from urllib.parse import quote

    site = Paper.current().called.replace(":", " ")
    fields = urlencode({"secret": secret, "issuer": site}, quote_via=quote)
    return f"otpauth://totp/{quote(site)}:{quote(name)}?{fields}"


def qr_code(text: str) -> str:
    """An address for `img`: our policy lets no style into a page, and needs none for this."""
    from qrcode import QRCode
    from qrcode.image.svg import SvgPathFillImage

    code = QRCode(box_size=10, border=4, image_factory=SvgPathFillImage)
    code.add_data(text)
    return "data:image/svg+xml;base64," + base64.b64encode(code.make_image().to_string()).decode()


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one of one's factors away; not the last of somebody who needs one."""
    account = gate.account_of(request)
    rows = list(factors.factors_of(account))
    if len(rows) == 1 and gate.due_at(account) is not None:
        sentence = _(
            "Your role requires a second factor. Set up another one before you remove this one."
        )
        messages.error(request, sentence)
        return back(request)
    if (row := factors.remove(account, pk)) is not None:
        name = factors.name_of(row)
        what = _("passkey “%s” removed") % name if row.type == factors.PASSKEY else _("app removed")
        factor_changed(request, account, what)
        messages.success(request, _("It is removed."))
    return back(request)


# --- Once it is there --------------------------------------------------------------------


def was_added(request: HttpRequest, account: Any, kind: str) -> HttpResponse:
    """The session has proved it; recovery codes come with the first factor."""
    request.session[gate.FACTOR] = kind
    request.session.pop(gate.PUT_OFF, None)
    gate.renew_key(request)
    request.user, request._stand = account, gate.Stand.OPEN  # type: ignore[attr-defined]
    if factors.has_recovery_codes(account):
        messages.success(request, _("It is set up."))
        return back(request)
    return _shown_once(request, account, _("Your second factor is set up."))


def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New ones in the place of the former."""
    account = gate.account_of(request)
    if not factors.has_factor(account):
        messages.error(
            request, _("Recovery codes come with an app or a passkey. Set up one first.")
        )
        return back(request)
    return _shown_once(request, account, _("Your old recovery codes no longer work."))


def _shown_once(request: HttpRequest, account: Any, sentence: str) -> HttpResponse:
    codes = factors.new_recovery_codes(account)
    factor_changed(request, account, _("recovery codes made"))
    lines = [f"{code[:4]} {code[4:]}" for code in codes]
    about = _("Recovery codes of %(name)s for %(site)s. Each works once.") % {
        "name": account.get_username(),
        "site": request.get_host(),
    }
    file = "\n".join([about, "", *lines, ""]).encode()
    context = {
        "title": _("Recovery codes"),
        "sentence": sentence,
        "codes": lines,
        "file": "data:text/plain;charset=utf-8;base64," + base64.b64encode(file).decode(),
        "next": gate.next_of(request),
    }
    return plain_page(request, "admin/access/recovery_codes.html", context)


# --- Not now, or not at all ----------------------------------------------------------------


def later(request: HttpRequest) -> HttpResponse:
    """Go on without, as long as that is allowed: until the grace is over, or on one's own
    machine."""
    request.session[gate.PUT_OFF] = True
    return HttpResponseRedirect(gate.next_of(request))


def leave(request: HttpRequest) -> HttpResponse:
    """Log out somebody whose login is not whole."""
    request.user = gate.account_of(request)
    logout(request)
    return HttpResponseRedirect(reverse("admin:login"))


def may_set_up(request: HttpRequest) -> bool:
    """Whether the session is one that may look after factors: whole, or whole but for one."""
    if gate.stand_of(request) is gate.Stand.SETUP:
        return True
    return admin.site.has_permission(request)
