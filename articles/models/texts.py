"""Columns for what people type: only what can be seen is kept, whatever door it came in by.

In the database they are Django's own: what they do is done on the way there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from articles.lib import visible

if TYPE_CHECKING:
    CharField = models.CharField[str, str]
    TextField = models.TextField[str, str]
else:
    CharField, TextField = models.CharField, models.TextField


class _Seen:
    """Cleans what goes into a column: a form's field, `save`, `update` and `bulk_create` alike."""

    def clean_text(self, text: str) -> str:
        """What is kept of `text`."""
        raise ValueError("Said by each of them.")

    def to_python(self, value: Any) -> Any:
        """The value as it is kept."""
        value = super().to_python(value)  # type: ignore[misc]
        return self.clean_text(value) if isinstance(value, str) else value

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        """The value as it is kept, which the row has from now on."""
        value = self.to_python(super().pre_save(instance, add))  # type: ignore[misc]
        setattr(instance, self.attname, value)  # type: ignore[attr-defined]
        return value


class Line(_Seen, CharField):
    """One line: a name, a headline, a credit."""

    def clean_text(self, text: str) -> str:
        """In one line."""
        return visible.line(text)

    def deconstruct(self) -> Any:
        """As Django's own column."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class Lines(_Seen, TextField):
    """Several lines: a standfirst, a caption, a note."""

    def clean_text(self, text: str) -> str:
        """With its lines."""
        return visible.lines(text)

    def deconstruct(self) -> Any:
        """As Django's own column."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
