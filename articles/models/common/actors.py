"""Who does something at the desk."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

#: An account; None is the system itself, such as a command.
Actor = AbstractBaseUser | AnonymousUser | None
