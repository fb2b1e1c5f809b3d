"""The devices that somebody has logged in with; of a new one they are told.

A device is known by a cookie, or where that was deleted, by the same browser at the same address.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy

from articles.models.access import places
from articles.models.access.letters import What, told_of
from articles.models.changes.log import Entry

COOKIE = "desk_device"  # __Secure- before it where there is TLS
#: Seconds that the cookie is kept: as long as browsers keep any.
KEPT_IN_BROWSER = 400 * 24 * 60 * 60
#: A device that was not used for so long is a new one.
KNOWN_FOR = timedelta(days=400)


class Device(models.Model):
    """A browser that an account was opened with."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices"
    )
    #: Of the cookie, which itself is kept nowhere.
    digest = models.CharField(max_length=64)
    device = models.CharField(max_length=80)
    address = models.CharField(max_length=places.LONGEST_ADDRESS, blank=True)
    used_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = gettext_lazy("device")
        verbose_name_plural = gettext_lazy("devices")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["account", "digest"], name="device_of_account")
        ]

    def __str__(self) -> str:
        return self.device


def logged_in(sender: Any, request: HttpRequest, user: Any, **_more: Any) -> None:
    """For Django's signal of that name: tell of a device that the account does not know."""
    address = places.address_of(request)
    if not address:
        return
    cookie = request.COOKIES.get(_cookie_name(), "")[:64] or _new_cookie(request)
    words = places.device(places.agent_of(request))
    seen = {"device": words, "address": address, "used_at": timezone.now()}
    mine = Device.objects.filter(account=user.pk)
    is_known = mine.filter(
        models.Q(digest=_digest(cookie)) | models.Q(device=words, address=address)
    )
    is_new = not is_known.exists() and _logged_in_before(user, mine)
    Device.objects.update_or_create(account=user, digest=_digest(cookie), defaults=seen)
    if is_new:
        told_of(user, What.DEVICE, request=request)


def _new_cookie(request: HttpRequest) -> str:
    cookie = get_random_string(43)
    request._device_cookie = cookie  # type: ignore[attr-defined]
    return cookie


def _digest(cookie: str) -> str:
    return sha256(cookie.encode("utf-8", "replace")).hexdigest()


def _logged_in_before(account: Any, mine: Any) -> bool:
    """Nobody has to be told of the very first time."""
    if mine.exists():
        return True
    a_moment_ago = timezone.now() - timedelta(minutes=1)
    logins = Entry.objects.filter(verb=Entry.Verb.LOGIN, by=account.pk, at__lt=a_moment_ago)
    return bool(logins.exists())


def _cookie_name() -> str:
    return f"__Secure-{COOKIE}" if settings.HTTPS else COOKIE


def put_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    """Give the browser what it is known by, where it has logged in for the first time."""
    if cookie := getattr(request, "_device_cookie", ""):
        response.set_cookie(
            _cookie_name(),
            cookie,
            max_age=KEPT_IN_BROWSER,
            path="/admin/",
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )


def old() -> models.QuerySet[Device]:
    """Those that are known no more."""
    return Device.objects.filter(used_at__lt=timezone.now() - KNOWN_FOR)
