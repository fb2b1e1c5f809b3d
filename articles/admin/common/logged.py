"""Desk pages whose changes are in the log, with what was there before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from articles.admin.common.allowed_lookups import AllowedLookupsAdmin
from articles.models import Entry
from articles.models.changes.log import record, record_change


class LoggedAdmin(AllowedLookupsAdmin[Any]):
    """Log what is added, changed and deleted; `values` names the fields."""

    values: ClassVar[Iterable[str]] = ()
    change_verb: ClassVar[Entry.Verb]
    delete_verb: ClassVar[Entry.Verb]

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        """Save it, and log what is different."""
        row = self._row(obj) if change else None
        was = values_of(row, self.values) if row else {}
        super().save_model(request, obj, form, change)
        now = values_of(obj, self.values)
        labels = labels_of(self.model, self.values)
        record_change(
            self.change_verb, request.user, was, now, labels=labels, title=str(obj), number=obj.pk
        )

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete it; the log keeps all of it."""
        self._log_deletion(request, self._row(obj) or obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete several; the log keeps all of each."""
        with transaction.atomic():
            for one in queryset.all():
                self._log_deletion(request, one)
            super().delete_queryset(request, queryset)

    def _row(self, obj: Any) -> Any:
        return self.model._default_manager.filter(pk=obj.pk).first()

    def _log_deletion(self, request: HttpRequest, one: Any) -> None:
        before = values_of(one, self.values)
        record(self.delete_verb, request.user, title=str(one), before=before, number=one.pk)


def values_of(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """What the row holds, as the log keeps it: of another row, what that is called."""
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value)
    return "" if value is None else value


def labels_of(model: type[models.Model], names: Iterable[str]) -> dict[str, str]:
    """What people call the fields."""
    return {name: str(model._meta.get_field(name).verbose_name) for name in names}  # type: ignore[union-attr]
