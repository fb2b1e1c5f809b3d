"""What people do on their way to the desk."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.test import Client

from articles.models.people import factors
from tests import cast

LOGIN, CODE, FACTORS = "/admin/login/", "/admin/login/code/", "/admin/second-factor/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OFFICE = "203.0.113.9"


def code(steps: int = 0, secret: str = SECRET) -> str:
    """What the app shows now, or some steps later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def with_app(account: User) -> User:
    """The account, which has an app."""
    assert factors.add_app(account, SECRET, 0)
    return account


def knock(name: str, address: str = "/admin/", password: str = cast.PASSWORD) -> tuple[Client, Any]:
    """Somebody who has sent their password, and the answer."""
    client = Client(REMOTE_ADDR=OFFICE)
    fields = {"username": name, "password": password, "next": address}
    return client, client.post(LOGIN, fields)


def entered(account: User, address: str = "/admin/") -> Client:
    """Somebody who has done both steps."""
    client, _answer = knock(account.username, address)
    assert client.post(CODE, {"code": code()}).status_code == 302
    return client
