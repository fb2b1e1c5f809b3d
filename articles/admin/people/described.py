"""An account as the log tells of it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext

from articles.admin.common.logged import labels_of
from articles.models import Author

#: What the log calls each field.
PLAIN = ("username", "first_name", "last_name", "email", "is_active", "is_staff", "is_superuser")


def is_superuser(request: HttpRequest) -> bool:
    """Whether a superuser asks."""
    return bool(request.user.is_active and request.user.is_superuser)


def described(account: User) -> dict[str, Any]:
    """What the log compares and keeps."""
    return {name: getattr(account, name) for name in PLAIN} | {
        "groups": _names(account.groups),
        "sections": _names(account.sections_given),
        "author": str(Author.objects.filter(user=account).first() or ""),
    }


def labels() -> dict[str, str]:
    """What the log calls each of them."""
    more = {
        "groups": gettext("roles"),
        "sections": gettext("sections"),
        "author": gettext("byline"),
    }
    return labels_of(User, PLAIN) | more


def _names(things: Any) -> list[str]:
    return list(things.order_by("name").values_list("name", flat=True))
