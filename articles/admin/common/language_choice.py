"""The choice of a language: typed by its name in English or its own, out of a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.lib.languages.known import language, languages, site_tag, tag_of


class LanguageInput(forms.TextInput):
    """A field of one line with the languages under it, which browsers search as one types."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        given = {"autocomplete": "off", "spellcheck": "false", "dir": "ltr", "data-language": ""}
        super().__init__(given | (attrs or {}))

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """With the list of them; what stands there when nothing is chosen is the site's."""
        listed = f"{(attrs or {}).get('id', name)}_list"
        usual = language(site_tag()).label
        shown = super().render(name, value, {"placeholder": usual} | (attrs or {}), renderer)
        field = str(shown).replace("<input", f'<input list="{listed}"', 1)
        options = format_html_join(
            "",
            '<option value="{}" data-tag="{}" data-dir="{}">',
            ((one.label, one.tag, one.direction) for one in languages().values()),
        )
        list_ = format_html('<datalist id="{}">{}</datalist>', listed, options)
        return SafeString(field) + list_


class LanguageField(forms.CharField):
    """The tag of a language, or nothing; it is typed and shown by its names."""

    widget = LanguageInput

    def to_python(self, value: Any) -> str:
        """The tag of what was typed."""
        typed = super().to_python(value) or ""
        if typed and not (found := tag_of(typed)):
            raise ValidationError(
                _("No such language: choose one of the list, or leave the field empty.")
            )
        return found if typed else ""

    def prepare_value(self, value: Any) -> Any:
        """A tag by the names of its language; what was typed stays as it was."""
        return language(value).label if value and tag_of(value) else value
