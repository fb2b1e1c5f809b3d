"""Columns for what people type: only what can be seen is kept, whatever door it came in by.

In the database they are Django's own: what they do is done on the way there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.lib.text import slugs, visible

if TYPE_CHECKING:
    CharField = models.CharField[str, str]
    TextField = models.TextField[str, str]
    SlugField = models.SlugField[str, str]
    JSONField = models.JSONField[list[str], list[str]]
else:
    CharField, TextField = models.CharField, models.TextField
    SlugField, JSONField = models.SlugField, models.JSONField


class LineField(forms.CharField):
    """One line that is typed, of which what can be seen is kept."""

    def to_python(self, value: Any) -> Any:
        """The line as it is kept."""
        return visible.line(super().to_python(value) or "")


class LinesField(forms.CharField):
    """Several lines that are typed, of which what can be seen is kept."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """The lines as they are kept."""
        return visible.lines(super().to_python(value) or "").strip()


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

    def formfield(self, **kwargs: Any) -> Any:
        """A field that says at once where nothing can be seen."""
        return super().formfield(**{"form_class": LineField, **kwargs})

    def deconstruct(self) -> Any:
        """As Django's own column."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class Lines(_Seen, TextField):
    """Several lines: a standfirst, a caption, a note."""

    def clean_text(self, text: str) -> str:
        """With its lines."""
        return visible.lines(text)

    def formfield(self, **kwargs: Any) -> Any:
        """A field that says at once where nothing can be seen."""
        return super().formfield(**{"form_class": LinesField, **kwargs})

    def deconstruct(self) -> Any:
        """As Django's own column."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


is_slug = RegexValidator(
    rf"^{slugs.SLUG}\Z",
    _("Write an address with letters from a to z, digits and hyphens, or in Japanese."),
)


class SlugInput(forms.SlugField):
    """A slug in a form: what is typed is tidied before it is looked at."""

    default_validators = [is_slug]

    def to_python(self, value: Any) -> str:
        """The slug as it is kept."""
        return slugs.tidied(str(super().to_python(value) or ""))


class Slug(SlugField):
    """The readable part of an address, as `lib.slugs` makes it."""

    default_validators = [is_slug]

    def formfield(self, **kwargs: Any) -> Any:
        """A field that takes what the column takes."""
        return super().formfield(**{"form_class": SlugInput, **kwargs})

    def deconstruct(self) -> Any:
        """As Django's own column."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.SlugField", args, kwargs


class Names(JSONField):
    """A list of names, such as the people in a picture; what shows nothing is none."""

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        """The list as it is kept, which the row has from now on."""
        names = [visible.line(str(name)) for name in super().pre_save(instance, add) or ()]
        setattr(instance, self.attname, kept := list(dict.fromkeys(filter(None, names))))
        return kept

    def deconstruct(self) -> Any:
        """As Django's own column."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


class AccountName(Line):
    """A name by which a row is looked up as it was typed: otherwise one account could be tried
    under many names, which what locks accounts would take for as many accounts."""

    def get_prep_value(self, value: Any) -> Any:
        """What is looked for."""
        value = models.Field.get_prep_value(self, value)
        return value if value is None else str(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """What is kept; ValueError where nothing of it can be seen."""
        if isinstance(value, str) and not (value := self.to_python(value)):
            raise ValueError(f"{self.verbose_name}: nothing of it can be seen.")
        return super().get_db_prep_save(value, connection)


def keep_seen(model: type[models.Model], **columns: type[Line]) -> None:
    """Have columns of a library's model keep what can be seen, whatever door it comes in by."""
    for name, kind in columns.items():
        column: Any = model._meta.get_field(name)
        assert type(column) is models.CharField or type(column) is kind
        column.__class__ = kind
