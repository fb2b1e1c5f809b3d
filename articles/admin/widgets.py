"""Fields in which several things are chosen by name, and the one that chooses a picture."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Media
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models import Author, Picture, Topic

#: A new topic is posted as this and its name, so that a topic named 2026 is not taken for a number.
NEW = "new:"


class ChosenSelect(forms.SelectMultiple):
    """A `<select multiple>` with only what is chosen in it; a script fetches the rest by name."""

    def __init__(self, *, model_name: str, field_name: str, new: bool, placeholder: Any) -> None:
        super().__init__()
        self.source = {
            "app_label": "articles",
            "model_name": model_name,
            "field_name": field_name,
        }
        self.new, self.placeholder = new, placeholder

    def optgroups(
        self, name: str, value: list[str], attrs: dict[str, Any] | None = None
    ) -> list[Any]:
        """The chosen ones, in their order."""
        self.choices = list(self.chosen(value))
        return super().optgroups(name, [str(key) for key, _label in self.choices], attrs)

    def chosen(self, value: Iterable[str]) -> Iterable[tuple[str, str]]:
        """The key and label of each chosen one; set by the field."""
        raise ValueError("Set by the field.")

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """With what the script needs to know."""
        return super().build_attrs(base_attrs, extra_attrs) | {
            "data-desk-tags": "",
            "data-url": f"{reverse('admin:autocomplete')}?{urlencode(self.source)}",
            "data-new": "true" if self.new else "false",
            "data-placeholder": self.placeholder,
        }

    @property
    def media(self) -> Media:
        """The script that makes it a field to type in."""
        return Media(js=[forms.widgets.Script("js/desk/tags.js", type="module")])


class AuthorsField(forms.Field):
    """Several authors, in the order in which they were chosen. Cleans to a list of `Author`."""

    def __init__(self, **kwargs: Any) -> None:
        widget = ChosenSelect(
            model_name="byline", field_name="author", new=False, placeholder=_("Who wrote it")
        )
        super().__init__(widget=widget, **kwargs)
        widget.chosen = self._chosen  # type: ignore[method-assign]

    def _found(self, value: Iterable[Any]) -> list[Author]:
        keys = [int(key) for key in value if str(key).isascii() and str(key).isdigit()]
        there = Author.objects.in_bulk(keys) if keys else {}
        return [there[key] for key in dict.fromkeys(keys) if key in there]

    def _chosen(self, value: Iterable[str]) -> Iterable[tuple[str, str]]:
        return [(str(author.pk), author.name) for author in self._found(value)]

    def clean(self, value: list[str] | None) -> list[Author]:
        """The authors; an unknown one is an error, not a loss."""
        wanted = list(dict.fromkeys(value or []))
        authors = self._found(wanted)
        if len(authors) < len(wanted):
            raise ValidationError(_("One of these authors does not exist any more."))
        return authors


class TopicsField(forms.Field):
    """Several topics, new ones among them. Cleans to a list of `Topic` and of new names."""

    def __init__(self, **kwargs: Any) -> None:
        widget = ChosenSelect(
            model_name="tagging", field_name="tag", new=True, placeholder=_("What it is about")
        )
        super().__init__(widget=widget, **kwargs)
        widget.chosen = self._chosen  # type: ignore[method-assign]

    def _there(self, value: Iterable[Any]) -> dict[int, Topic]:
        keys = [int(key) for key in value if str(key).isascii() and str(key).isdigit()]
        return Topic.objects.in_bulk(keys) if keys else {}

    def _chosen(self, value: Iterable[str]) -> Iterable[tuple[str, str]]:
        there = self._there(value)
        for key in map(str, value):
            if key.isdigit() and int(key) in there:
                yield key, there[int(key)].name
            elif not key.isdigit():
                yield key, key.removeprefix(NEW)

    def clean(self, value: list[str] | None) -> list[Topic | str]:
        """The topics and new names, in order, each once; too long a name is an error."""
        wanted = list(dict.fromkeys(value or []))
        there = self._there(wanted)
        topics: list[Topic | str] = []
        for key in wanted:
            if key.isascii() and key.isdigit():
                if int(key) not in there:
                    raise ValidationError(_("One of these topics does not exist any more."))
                topics.append(there[int(key)])
            elif name := " ".join(key.removeprefix(NEW).replace("\0", "").split()):
                if len(name) > 100:
                    raise ValidationError(_("A topic's name has at most 100 characters."))
                topics.append(name)
        return topics


class PictureInput(forms.NumberInput):
    """Chooses a picture in the library's dialog; without a script, its number is typed."""

    template_name = "admin/widgets/picture.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the picture that is chosen."""
        context = super().get_context(name, value, attrs)
        known = str(value).isascii() and str(value).isdigit()
        context["picture"] = Picture.objects.filter(pk=value).first() if known else None
        return context

    @property
    def media(self) -> Media:
        """The script of the dialog."""
        return Media(js=[forms.widgets.Script("js/desk/pictures.js", type="module")])


class Moment(forms.DateTimeInput):
    """A day and hour in the browser's own field; the seconds that a moment has are kept."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M:%S")
