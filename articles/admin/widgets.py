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
from articles.models.content import NEW_TOPIC

NEW = NEW_TOPIC
LONGEST_TOPIC = 100


class ChosenSelect(forms.SelectMultiple):
    """A `<select multiple>` with only what is chosen in it; its script fetches the rest by name."""

    #: The relation whose other end is suggested, as the admin's autocompletion names it.
    model_name = field_name = ""
    new = False
    placeholder: Any = ""

    def optgroups(
        self, name: str, value: list[str], attrs: dict[str, Any] | None = None
    ) -> list[Any]:
        """The chosen ones, in their order."""
        self.choices = list(self.chosen(value))
        return super().optgroups(name, [str(key) for key, _label in self.choices], attrs)

    def chosen(self, value: Iterable[str]) -> Iterable[tuple[str, str]]:
        """The key and label of each chosen one."""
        return [(key, key) for key in value]

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """With what the script needs to know."""
        source = {
            "app_label": "articles",
            "model_name": self.model_name,
            "field_name": self.field_name,
        }
        return super().build_attrs(base_attrs, extra_attrs) | {
            "data-desk-tags": "",
            "data-url": f"{reverse('admin:autocomplete')}?{urlencode(source)}",
            "data-new": "true" if self.new else "false",
            "data-placeholder": self.placeholder,
        }

    @property
    def media(self) -> Media:
        """The script that makes it a field to type in."""
        return Media(js=[forms.widgets.Script("js/desk/tags.js", type="module")])  # type: ignore[list-item]


def _is_number(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) < 19


def _numbers(value: Iterable[Any]) -> list[int]:
    """The primary keys among `value`, each once, in order."""
    keys = [str(key) for key in value]
    return list(dict.fromkeys(int(key) for key in keys if _is_number(key)))


class AuthorSelect(ChosenSelect):
    """Chooses authors."""

    model_name, field_name = "byline", "author"
    placeholder = _("Who wrote it")

    def chosen(self, value: Iterable[str]) -> Iterable[tuple[str, str]]:
        """The authors that are there."""
        numbers = _numbers(value)
        there = Author.objects.in_bulk(numbers)
        return [(str(pk), there[pk].name) for pk in numbers if pk in there]


class TopicSelect(ChosenSelect):
    """Chooses topics, and takes new ones."""

    model_name, field_name = "tagging", "tag"
    new = True
    placeholder = _("What it is about")

    def chosen(self, value: Iterable[str]) -> Iterable[tuple[str, str]]:
        """The topics that are there, and the new names."""
        there = Topic.objects.in_bulk(_numbers(value))
        for key in map(str, value):
            if not _is_number(key):
                yield key, key.removeprefix(NEW)
            elif int(key) in there:
                yield key, there[int(key)].name


class AuthorsField(forms.Field):
    """Several authors, in the order in which they were chosen. Cleans to a list of `Author`."""

    widget = AuthorSelect

    def clean(self, value: list[str] | None) -> list[Author]:
        """The authors; an unknown one is an error, not a loss."""
        wanted = list(dict.fromkeys(value or []))
        there = Author.objects.in_bulk(_numbers(wanted))
        if len(there) < len(wanted):
            raise ValidationError(_("One of these authors does not exist any more."))
        return [there[int(key)] for key in wanted]


class TopicsField(forms.Field):
    """Several topics, new ones among them. Cleans to a list of `Topic` and of new names."""

    widget = TopicSelect

    def clean(self, value: list[str] | None) -> list[Topic | str]:
        """The topics and new names, in order, each once; too long a name is an error."""
        wanted = list(dict.fromkeys(value or []))
        there = Topic.objects.in_bulk(_numbers(wanted))
        topics: list[Topic | str] = []
        for key in wanted:
            if not _is_number(key):
                topics += filter(None, [_topic_name(key)])
            elif int(key) in there:
                topics.append(there[int(key)])
            else:
                raise ValidationError(_("One of these topics does not exist any more."))
        return topics


def _topic_name(key: str) -> str:
    name = " ".join(key.removeprefix(NEW).replace("\0", "").split())
    if len(name) > LONGEST_TOPIC:
        raise ValidationError(_("A topic's name has at most 100 characters."))
    return name


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
        return Media(js=[forms.widgets.Script("js/desk/pictures.js", type="module")])  # type: ignore[list-item]


class Moment(forms.DateTimeInput):
    """A day and hour in the browser's own field; the seconds that a moment has are kept."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M:%S")
