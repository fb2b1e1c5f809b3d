"""Django's own, which without questions takes whatever DJANGO_SUPERUSER_PASSWORD says."""

from __future__ import annotations

import os
from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError


class Command(createsuperuser.Command):
    """Makes a superuser, with a password that the desk would take too."""

    def handle(self, *args: Any, **options: Any) -> Any:
        """Refuse a bad password; Django looks at those that are typed."""
        password = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
        if not options["interactive"] and password:
            names = {
                field: options.get(field) or os.environ.get(f"DJANGO_SUPERUSER_{field.upper()}", "")
                for field in ("username", "email")
            }
            try:
                validate_password(password, User(**names))
            except ValidationError as refused:
                raise CommandError("; ".join(refused.messages)) from refused
        return super().handle(*args, **options)
