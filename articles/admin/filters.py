"""Filters of the desk's lists, whose cost does not grow with what there is to choose from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import ListFilter, ModelAdmin, SimpleListFilter
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Byline, Status, Tagging


class StatusFilter(SimpleListFilter):
    """By the state as it shows now."""

    title = _("state")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        """The states in words."""
        return list(Status.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Those that show as the chosen state."""
        chosen = self.value()
        if chosen not in Status.values:
            return queryset
        return queryset.with_status(Status(chosen))  # type: ignore[attr-defined,no-any-return]


class NameFilter(ListFilter):
    """By a name that is typed, or its beginning: one field, whatever number there is."""

    template = "admin/filter_name.html"
    parameter_name = ""

    def __init__(
        self,
        request: HttpRequest,
        params: dict[str, list[str]],
        model: type[Article],
        model_admin: ModelAdmin[Article],
    ) -> None:
        super().__init__(request, params, model, model_admin)
        self.typed = (params.pop(self.parameter_name, None) or [""])[-1].strip().replace("\0", "")
        if self.typed:
            self.used_parameters[self.parameter_name] = self.typed

    def has_output(self) -> bool:
        """Always shown."""
        return True

    def expected_parameters(self) -> list[str | None]:
        """The parameter of the address."""
        return [self.parameter_name]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """What the form has to carry along, and the way to take the filter off."""
        kept = changelist.get_filters_params()
        kept.pop(self.parameter_name, None)
        if changelist.query:
            kept[SEARCH_VAR] = [changelist.query]
        yield {
            "name": self.parameter_name,
            "typed": self.typed,
            "kept": [(name, values[-1]) for name, values in kept.items()],
            "off": changelist.get_query_string(remove=[self.parameter_name]),
        }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Those with the name."""
        return queryset.filter(pk__in=self.matching(self.typed)) if self.typed else queryset

    def matching(self, typed: str) -> Any:
        """The numbers of the stories with the name."""
        raise ValueError("Said by each filter.")


class AuthorFilter(NameFilter):
    """By author."""

    title = _("author")
    parameter_name = "author"

    def matching(self, typed: str) -> Any:
        """The stories of the authors whose names hold what was typed."""
        return Byline.objects.filter(author__name__icontains=typed).values("article")


class TopicFilter(NameFilter):
    """By topic."""

    title = _("topic")
    parameter_name = "topic"

    def matching(self, typed: str) -> Any:
        """The stories with a topic whose name begins with what was typed."""
        return Tagging.objects.filter(tag__name__istartswith=typed).values("content_object")
