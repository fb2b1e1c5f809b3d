"""Roles and their permissions: changed by superusers, read by operators."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext

from articles.admin.access.confirming import confirmed
from articles.admin.common.allowed_lookups import AllowedLookupsAdmin
from articles.admin.people.described import is_superuser
from articles.models import Entry
from articles.models.changes.log import record, record_change
from articles.models.people.accounts import distrust, rights_in


class RoleAdmin(AllowedLookupsAdmin[Group], GroupAdmin):
    """Roles on the desk: read by operators, changed by superusers."""

    list_display = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Superusers."""
        return is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """Superusers: a role's permissions are everybody's who has it."""
        return is_superuser(request)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A role's permissions are everybody's who has it: they ask who is here."""
        return confirmed(super().changeform_view)(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """So does taking it from everybody."""
        return confirmed(super().delete_view)(request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Several are deleted from the list."""
        return confirmed(super().changelist_view)(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Group, form: Any, change: bool) -> None:
        """Remember how it was."""
        form.was = _role(Group.objects.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Its permissions; a password that was set by somebody whom it now surpasses goes."""
        super().save_related(request, form, formsets, change)
        role = Group.objects.get(pk=form.instance.pk)
        for account in User.objects.filter(groups=role):
            distrust(account)
        labels = {"name": gettext("name"), "rights": gettext("rights")}
        record_change(
            Entry.Verb.ROLE, request.user, form.was, _role(role), labels=labels, title=role.name
        )

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        """The log keeps what it gave."""
        note = gettext("deleted")
        record(Entry.Verb.ROLE, request.user, title=obj.name, note=note, before=_role(obj))
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        """Each as if it were deleted by itself."""
        for role in queryset:
            self.delete_model(request, role)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """Superusers."""
        return is_superuser(request)


def _role(role: Group) -> dict[str, Any]:
    return {"name": role.name, "rights": sorted(rights_in([role]))}


if admin.site.is_registered(Group):
    admin.site.unregister(Group)
admin.site.register(Group, RoleAdmin)
