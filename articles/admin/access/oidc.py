"""Log in with the newsroom's own provider: off to it, and back."""

from __future__ import annotations

import json
import logging
from hmac import compare_digest

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from articles.admin.access import entering, gate, oidc_client
from articles.lib.access.sealing import NotOurs, seal, unseal
from articles.models.people import logins
from articles.models.people.outside_logins import NotAdmitted, account_for

logger = logging.getLogger(__name__)

#: Keeps the question in the browser that asked: nobody else's answer is taken in it, and nothing is
#: written down for those who never come back.
PURPOSE, GOOD_FOR = "a login elsewhere", 10 * 60


@never_cache
@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """Off to the provider."""
    _needs_one()
    asked = oidc_client.question()
    try:
        answer = HttpResponseRedirect(oidc_client.address(asked, _back(request)))
    except oidc_client.Away as reason:
        return _away(request, reason)
    kept = seal(json.dumps(asked | {"next": gate.next_of(request)}), purpose=PURPOSE)
    # Lax: it comes along when the provider leads back, and with nothing that other sites post.
    name, path = _cookie()
    answer.set_cookie(
        name,
        kept,
        max_age=GOOD_FOR,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


@never_cache
@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """Back from it, with an answer or without."""
    _needs_one()
    try:
        answer = _answered(request)
    except oidc_client.Away as reason:
        answer = _away(request, reason)
    except oidc_client.Refused as reason:
        sentence = _(
            "The login could not be verified. Start again from this page, not from an old link."
        )
        answer = _refused(request, sentence, str(reason))
    except NotAdmitted as reason:
        answer = _refused(request, str(reason), str(reason))
    name, path = _cookie()
    answer.delete_cookie(name, path=path)
    return answer


def _cookie() -> tuple[str, str]:
    """Its name and path. With that name no neighbour of the site's can set one in its place, and
    browsers want it for the whole site then."""
    if settings.SESSION_COOKIE_SECURE:
        return "__Host-outside_login", "/"
    return "outside_login", reverse("admin:login")


def _answered(request: HttpRequest) -> HttpResponse:
    try:
        kept = unseal(request.COOKIES.get(_cookie()[0], ""), purpose=PURPOSE, younger_than=GOOD_FOR)
    except NotOurs:
        raise oidc_client.Refused("this browser has asked nothing, or too long ago") from None
    asked = json.loads(kept)
    if not compare_digest(request.GET.get("state", "").encode(), asked["state"].encode()):
        raise oidc_client.Refused("the state is another one")
    if "code" not in request.GET:
        said = request.GET.get("error", "")[:80]
        raise NotAdmitted(_("That login was not completed (%(error)s).") % {"error": said or "–"})
    claims = oidc_client.claims_for(asked, request.GET["code"][:2048], _back(request))
    account = account_for(settings.OIDC_ISSUER, claims)
    said = _("by %(name)s") % {"name": settings.OIDC_NAME}
    if settings.OIDC_IS_SECOND_FACTOR:
        return entering.enter(request, account, asked["next"], by="oidc", said=said)
    return entering.go_on(request, account, asked["next"], said=said)


def _needs_one() -> None:
    if not settings.OIDC_ISSUER:
        raise Http404(_("Logging in with another service is not set up."))


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("admin:outside-login-back"))


def _away(request: HttpRequest, reason: Exception) -> HttpResponse:
    logger.error("The login at %s does not work: %s.", settings.OIDC_ISSUER, reason)
    sentence = _("%(name)s is not responding properly. Try again later, or use your password.")
    return _refused(request, sentence % {"name": settings.OIDC_NAME}, str(reason))


def _refused(request: HttpRequest, sentence: str, why: str) -> HttpResponse:
    request.failed_by = f"{settings.OIDC_NAME}: {why[:200]}"  # type: ignore[attr-defined]
    logins.login_failed(__name__, {}, request)
    messages.error(request, sentence)
    return HttpResponseRedirect(reverse("admin:login"))
