"""Rooms of the desk that are for whoever may change the site's settings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from articles.admin.common.allowed_lookups import AllowedLookupsAdmin, Row
from articles.models.publication.paper import MANAGE


class ManagersOnly(AllowedLookupsAdmin[Row]):
    """Pages without permissions of their own."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change the settings."""
        return bool(request.user.has_perm(MANAGE))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The same."""
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same."""
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same."""
        return self.has_view_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The same."""
        return self.has_view_permission(request)
