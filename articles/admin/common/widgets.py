"""Form fields for several authors or topics chosen by name, for a picture, and for a local time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from django import forms
from django.contrib.admin.models import DELETION, LogEntry
from django.core.exceptions import ValidationError
from django.forms.widgets import Media
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.lib.text.naming import LONGEST
from articles.models import Author, Picture, Topic
from articles.models.common.prepared import Prepared
from articles.models.story.content import NEW_TOPIC
from articles.models.topics.changes import TopicChange, topics_known

Chosen = TypeVar("Chosen", Author, Topic)

NEW = NEW_TOPIC
#: The last changes of topics, among which one that is gone is looked for.
LATEST_CHANGES = 200


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
        return Media(js=[forms.widgets.Script("js/desk/common/tags.js", type="module")])  # type: ignore[list-item]


def _is_number(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) < 19


def _numbers(value: Iterable[Any]) -> list[int]:
    """The primary keys among `value`, each once, in order."""
    keys = [str(key) for key in value]
    return list(dict.fromkeys(int(key) for key in keys if _is_number(key)))


#: What most posts of a story's form choose.
AUTHORS = Prepared(lambda *numbers: Author.objects.filter(pk__in=numbers).order_by())
TOPICS = Prepared(lambda *numbers: Topic.objects.filter(pk__in=numbers).order_by())


def _there(rows: Prepared[Chosen], numbers: list[int]) -> dict[int, Chosen]:
    """Those of these numbers that there are."""
    return {row.pk: row for row in rows(*numbers)} if numbers else {}


class AuthorSelect(ChosenSelect):
    """Chooses authors."""

    model_name, field_name = "byline", "author"
    placeholder = _("Search authors")

    def chosen(self, value: Iterable[str]) -> Iterable[tuple[str, str]]:
        """The authors that are there."""
        numbers = _numbers(value)
        there = Author.objects.in_bulk(numbers)
        return [(str(pk), there[pk].name) for pk in numbers if pk in there]


class TopicSelect(ChosenSelect):
    """Chooses topics, and takes new ones."""

    model_name, field_name = "tagging", "tag"
    new = True
    placeholder = _("Search topics")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Names by key, where the form has read them already.
        self.known: dict[str, str] = {}

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """With the address that knows what a new name looks like."""
        attrs = super().build_attrs(base_attrs, extra_attrs)
        if not self.new:
            return attrs
        return attrs | {
            "data-alike": reverse("admin:articles_topic_alike"),
        }

    def chosen(self, value: Iterable[str]) -> Iterable[tuple[str, str]]:
        """The topics that are there, and the new names."""
        keys = [str(key) for key in value]
        numbers = _numbers(key for key in keys if key not in self.known)
        there = Topic.objects.in_bulk(numbers) if numbers else {}
        for key in keys:
            if key in self.known:
                yield key, self.known[key]
            elif not _is_number(key):
                yield key, key.removeprefix(NEW)
            elif int(key) in there:
                yield key, there[int(key)].name


class AuthorsField(forms.Field):
    """Several authors, in the order in which they were chosen. Cleans to a list of `Author`."""

    widget = AuthorSelect

    def clean(self, value: list[str] | None) -> list[Author]:
        """The authors; an unknown one is an error, not a loss."""
        wanted = list(dict.fromkeys(value or []))
        there = _there(AUTHORS, _numbers(wanted))
        gone = [key for key in wanted if not (_is_number(key) and int(key) in there)]
        if gone:
            raise ValidationError(_are_gone(_deleted_authors(gone)))
        return [there[int(key)] for key in wanted]


class TopicsField(forms.Field):
    """Several topics, new ones among them. Cleans to a list of `Topic` and of new names."""

    widget = TopicSelect

    def clean(self, value: list[str] | None) -> list[Topic | str]:
        """The topics and new names, in order, each once; too long a name is an error.

        One that went into another topic since the form was opened means that one.
        """
        wanted = list(dict.fromkeys(value or []))
        there = _there(TOPICS, _numbers(wanted))
        if missing := set(_numbers(wanted)) - there.keys():
            there |= _led(missing)
        topics: list[Topic | str] = []
        for key in wanted:
            if not _is_number(key):
                topics += filter(None, [_topic_name(key)])
            else:
                topics.append(there[int(key)])
        return list(dict.fromkeys(topics))


def _deleted_authors(keys: list[str]) -> list[str]:
    """The names of authors who are gone, as far as the log of the admin knows them."""
    logged = LogEntry.objects.filter(
        action_flag=DELETION,
        content_type__app_label="articles",
        content_type__model="author",
        object_id__in=[key for key in keys if _is_number(key)],
    )
    names = dict(logged.order_by("action_time").values_list("object_id", "object_repr"))
    return [names.get(key, key.replace("\0", "")) for key in keys]


def _led(numbers: set[int]) -> dict[int, Topic]:
    """What became of topics that are gone, by number; an error where one led nowhere."""
    over = TopicChange.objects.filter(undone_at=None).exclude(verb=TopicChange.Verb.RENAME)
    told = over.order_by("-at", "-pk").values_list("details__topics", flat=True)
    names: dict[int, str] = {}
    for topics in told[:LATEST_CHANGES]:
        for old in topics:
            if old["pk"] in numbers:
                names.setdefault(old["pk"], old["name"])
    known = topics_known(names.values()) if names else {}
    led = {pk: known[name] for pk, name in names.items() if name in known}
    if gone := sorted(numbers - led.keys()):
        raise ValidationError(_are_gone([names.get(pk, str(pk)) for pk in gone]))
    return led


def _are_gone(names: list[str]) -> str:
    said = ", ".join(f"“{name}”" for name in names)
    sentence = ngettext(
        "%(names)s no longer exists. Please remove it.",
        "%(names)s no longer exist. Please remove them.",
        len(names),
    )
    return sentence % {"names": said}


def _topic_name(key: str) -> str:
    name = " ".join(key.removeprefix(NEW).replace("\0", "").split())
    if len(name) > LONGEST:
        raise ValidationError(_("A topic's name has at most 100 characters."))
    return name


class PictureInput(forms.NumberInput):
    """Chooses a picture in the library's dialog; without a script, its number is typed."""

    template_name = "admin/widgets/picture.html"

    def __init__(self, *args: Any, known: Picture | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: The picture that the form has read already.
        self.known = known

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the picture that is chosen."""
        context = super().get_context(name, value, attrs)
        if self.known is not None and str(value) == str(self.known.pk):
            context["picture"] = self.known
        elif _is_number(str(value)):
            context["picture"] = Picture.objects.filter(pk=value).first()
        else:
            context["picture"] = None
        return context

    @property
    def media(self) -> Media:
        """The scripts of the dialog, the uploads' first."""
        scripts: list[Any] = [
            forms.widgets.Script(f"js/desk/pictures/{name}.js", type="module")
            for name in ("uploads", "pictures")
        ]
        return Media(js=scripts)


class LocalDateTimeInput(forms.DateTimeInput):
    """A day and hour in the browser's own field; the seconds that a moment has are kept."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M:%S")


class LocalDateTimeField(forms.DateTimeField):
    """A day and hour by the newsroom's clock. An hour that the clocks leave out, or show twice,
    is refused in words, unless it is the one that is there already."""

    widget = LocalDateTimeInput
    #: What the field shows at first.
    shown: datetime | None = None

    def to_python(self, value: Any) -> datetime | None:
        """The moment; a ValidationError says what is wrong with the hour."""
        try:
            moment = super().to_python(value)
        except ValidationError as error:
            naive = (error.params or {}).get("datetime")
            if error.code != "ambiguous_timezone" or not isinstance(naive, datetime):
                raise
            if self.shown and timezone.localtime(self.shown).replace(tzinfo=None) == naive:
                return self.shown
            raise ValidationError(_no_such_hour(naive), code=error.code) from error
        if moment and not MINYEAR < moment.year < MAXYEAR:
            # Elsewhere on earth there is no such year.
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


def _no_such_hour(naive: datetime) -> str:
    zone = timezone.get_current_timezone()
    said = {"hour": date_format(naive, "H:i"), "day": date_format(naive, "j F")}
    before, after = (naive.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    if before is None or after is None or before == after:
        return gettext("Please choose another time.")
    if before < after:
        sentence = gettext("There is no %(hour)s on %(day)s: the clocks go forward.")
    else:
        sentence = gettext("%(hour)s comes twice on %(day)s: the clocks go back.")
    return f"{sentence % said} {gettext('Please choose another time.')}"
