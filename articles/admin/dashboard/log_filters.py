"""Filters of the log: by action, person, date and story."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.admin import ListFilter, ModelAdmin, SimpleListFilter
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from articles.models import Entry


class Typed(ListFilter):
    """A filter with text fields instead of links."""

    #: Its parameters in the address.
    names: tuple[str, ...] = ()

    def __init__(
        self,
        request: HttpRequest,
        params: dict[str, list[str]],
        model: type[Entry],
        model_admin: ModelAdmin[Entry],
    ) -> None:
        super().__init__(request, params, model, model_admin)
        self.request = request
        self.typed: dict[str, str] = {}
        for name in self.names:
            text = (params.pop(name, None) or [""])[-1].replace("\0", "").strip()
            self.typed[name] = text[:100]
            if text:
                self.used_parameters[name] = text

    def has_output(self) -> bool:
        """Always shown."""
        return True

    def expected_parameters(self) -> list[str | None]:
        """The parameters of the address."""
        return list(self.names)

    def choices(self, changelist: ChangeList) -> Any:
        """What its form shows and carries along, and the way to take the filter off."""
        kept = changelist.get_filters_params()
        for name in self.names:
            kept.pop(name, None)
        if changelist.query:
            kept[SEARCH_VAR] = [changelist.query]
        yield {
            "typed": self.typed,
            "wrong": self.wrong(),
            "kept": [(name, values[-1]) for name, values in kept.items()],
            "off": changelist.get_query_string(remove=list(self.names)),
        }

    def wrong(self) -> str:
        """What can't be read of what was typed."""
        return ""


class PersonFilter(Typed):
    """Filter by the person's name as the log keeps it."""

    title = _("who")
    names = ("person",)
    template = "admin/articles/entry/filter_person.html"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        """Those of the people whose names hold what was typed."""
        typed = self.typed["person"]
        return queryset.filter(by_name__icontains=typed) if typed else queryset


class StoryFilter(Typed):
    """Filter by a story's number; only stories within reach match."""

    title = _("story")
    names = ("story",)
    template = "admin/articles/entry/filter_story.html"

    def number(self) -> int | None:
        """The number that was typed."""
        typed = self.typed["story"]
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None

    def wrong(self) -> str:
        """What is no number."""
        typed = self.typed["story"]
        return str(_("Enter the story’s number in digits.")) if typed and not self.number() else ""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        """Those of the story."""
        number = self.number()
        if not number:
            return queryset
        # `readable` is the log's own annotation.
        return queryset.filter(Q(readable=True), article=number)


class DayFilter(Typed):
    """Filter from one day to another, both included, in the newsroom's time zone."""

    title = _("date")
    names = ("since", "until")
    template = "admin/articles/entry/filter_days.html"

    def day(self, name: str) -> date | None:
        """The day that was typed; None for none."""
        try:
            found = parse_date(self.typed[name])
        except ValueError:
            return None
        # Beyond, there is no day after it.
        return found if found and 1970 <= found.year <= 9000 else None

    def wrong(self) -> str:
        """What is no day."""
        unread = [text for name, text in self.typed.items() if text and not self.day(name)]
        return str(_("There is no such date: %s") % ", ".join(unread)) if unread else ""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        """Those of these days."""
        since, until = self.day("since"), self.day("until")
        if since:
            queryset = queryset.filter(at__gte=_midnight(since))
        return queryset.filter(at__lt=_midnight(until + timedelta(days=1))) if until else queryset


class VerbFilter(SimpleListFilter):
    """Filter by action."""

    title = _("what")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """The verbs in words."""
        return list(Entry.Verb.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        """Those of the verb."""
        chosen = self.value()
        return queryset.filter(verb=chosen) if chosen in Entry.Verb.values else queryset


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
