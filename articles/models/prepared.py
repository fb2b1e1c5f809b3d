"""A queryset that is compiled once, and asked with other numbers each time.

    bylines = Prepared(lambda article: Byline.objects.filter(article=article))
    bylines(7)
    pictures = Prepared(lambda *pks: Picture.objects.filter(pk__in=pks))
    pictures(3, 8)

Compiling a queryset costs several times what SQLite takes to run it. For the few that every page of
a story needs, that is done once a connection; what comes back are the rows that the queryset gives.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=models.Model)

#: Stands for the first number while the queryset is compiled, the next ones below it for the
#: others: no row has them.
PLACE = -(2**40) - 7
#: Numbers are filled up to one of these counts, so that few forms are compiled and kept.
COUNTS = (1, 2, 4, 8, 16, 32, 64)


class Prepared(Generic[Row]):
    """`make` makes the queryset for its numbers, whose order and repetition say nothing; it must
    not depend on anything else, such as the time, and select no annotations."""

    def __init__(self, make: Callable[..., models.QuerySet[Row]]) -> None:
        self.make = make

    def __call__(self, *numbers: int) -> list[Row]:
        """The rows for these: one query."""
        count = next((one for one in COUNTS if one >= len(numbers)), len(numbers))
        kept: dict[Any, _Compiled[Row]] = connection.__dict__.setdefault("_prepared", {})
        compiled = kept.get((self, count))
        if compiled is None:
            places = [PLACE - at for at in range(count)]
            compiled = kept[self, count] = _Compiled(self.make(*places), places)
        return compiled.rows([*numbers, *numbers[-1:] * (count - len(numbers))])


class _Compiled(Generic[Row]):
    def __init__(self, queryset: models.QuerySet[Row], places: list[int]) -> None:
        self.compiler = queryset.query.get_compiler(connection=connection)
        self.sql, self.parameters = self.compiler.as_sql()
        self.places = places
        if not set(places) <= set(self.parameters):
            raise ValueError("The queryset does not ask for the number.")
        info: Any = self.compiler.klass_info
        fields = info["select_fields"]
        self.first, self.end = fields[0], fields[-1] + 1
        self.model = info["model"]
        selected: Any = self.compiler.select
        self.names = [one[0].target.attname for one in selected[self.first : self.end]]
        more: dict[str, Any] = {}
        if "fetch_mode" in signature(get_related_populators).parameters:  # since Django 6.1
            more["fetch_mode"] = queryset._fetch_mode  # type: ignore[attr-defined]
        self.related = get_related_populators(info, selected, connection.alias, **more)
        self.converters = self.compiler.get_converters([one[0] for one in selected])

    def rows(self, numbers: list[int]) -> list[Row]:
        given = dict(zip(self.places, numbers, strict=True))
        parameters = [given.get(one, one) for one in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            found: Any = cursor.fetchall()
        if self.converters:
            found = self.compiler.apply_converters(found, self.converters)
        return [self._row(values) for values in found]

    def _row(self, values: Any) -> Row:
        row: Row = self.model.from_db(connection.alias, self.names, values[self.first : self.end])
        for populator in self.related:
            populator.populate(values, row)
        return row
