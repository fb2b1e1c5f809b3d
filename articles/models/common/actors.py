"""Who does something at the desk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.db import models

#: An account; None is the system itself, such as a command.
Actor = AbstractBaseUser | AnonymousUser | None


def account(**more: Any) -> models.ForeignKey[User | None, User | None]:
    """The column for an account that did something: empty where it was none, or is gone."""
    more = {"null": True, "blank": True, "related_name": "+", **more}
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, **more)
