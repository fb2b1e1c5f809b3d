"""Lists of the desk answer the questions that they offer, and no others: a filter that is made up
in the address would tell, one answer after the other, of what may not be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME as CHOSEN
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)
#: The highest number of a row.
MOST_ROWS = 2**63

#: What Django's own filters of a field ask: of a choice, a date, a relation, a yes or no.
ASKED = r"__(?:id__exact|exact|isnull|gte|lt)"


class AllowedLookupsAdmin(admin.ModelAdmin[Row]):
    """An admin whose list takes the parameters of its filters. Everything else is a 400."""

    #: Counting each choice costs as much as the list is long.
    show_facets = admin.ShowFacets.NEVER

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only what the list's filters ask."""
        filters = self.get_list_filter(request) if request else self.list_filter
        return any(re.fullmatch(one, lookup) for one in parameters(filters))

    def response_action(self, request: HttpRequest, queryset: Any, *more: Any, **most: Any) -> Any:
        """Of what was chosen, only what can be a row: Django asks the database for the rest, too,
        which does not take it."""
        posted = request.POST.copy()
        posted.setlist(CHOSEN, [one for one in posted.getlist(CHOSEN) if self._may_be_a_row(one)])
        request.POST = posted  # type: ignore[assignment]
        return super().response_action(request, queryset, *more, **most)

    def _may_be_a_row(self, said: str) -> bool:
        try:
            number = self.model._meta.pk.to_python(said)
        except ValidationError:
            return False
        return not isinstance(number, int) or 0 < number < MOST_ROWS

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """Rows are known by their number."""
        return to_field in {"pk", "id"}


def parameters(filters: Any) -> Iterator[str]:
    """The parameters of these filters, as patterns."""
    for one in filters:
        if isinstance(one, type):
            named = getattr(one, "parameter_name", None)
            yield from map(re.escape, [named] if named else getattr(one, "names", ()))
        else:
            field = one[0] if isinstance(one, list | tuple) else one
            yield re.escape(field) + ASKED
