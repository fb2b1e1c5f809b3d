"""A queryset that is compiled once, and asked with other numbers each time.

    bylines = Prepared(lambda article: Byline.objects.filter(article=article))
    bylines(7)
    pictures = Prepared(lambda *pks: Picture.objects.filter(pk__in=pks))
    pictures(3, 8)

Compiling a queryset costs several times what SQLite takes to run it. For the few that every page of
a story needs, and every save of one, that is done once a connection; what comes back are the rows
that the queryset gives.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from inspect import signature
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.query import get_related_populators

from articles.lib.dependencies import recording

Row = TypeVar("Row", bound=models.Model)
Compiled = TypeVar("Compiled", bound="_Statement")

#: Stands for the first number while the queryset is compiled, the next ones below it for the
#: others: a column of numbers can hold them, unless they are small ones, and nothing else in a
#: queryset says these.
PLACE = 2**31 - 7
#: The same for a moment.
MOMENT = datetime(1971, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
#: Numbers are filled up to one of these counts, so that few forms are compiled and kept.
COUNTS = (1, 2, 4, 8, 16, 32, 64)


class Prepared(Generic[Row]):
    """`make` makes the queryset for its numbers; it must not depend on anything else, such as the
    time. More than two of them may be filled up with the last, so that their order and repetition
    must say nothing."""

    def __init__(self, make: Callable[..., models.QuerySet[Row]]) -> None:
        self.make = make

    def __call__(self, *numbers: int) -> list[Row]:
        """The rows for these: one query."""
        rows: _Rows[Row] = _kept(self, _Rows, numbers)
        return rows.rows(numbers)


class PreparedValues:
    """The same for a queryset of plain values, such as a union: its rows are tuples, as the
    database gives them."""

    def __init__(self, make: Callable[..., models.QuerySet[Any, Any]]) -> None:
        self.make = make

    def __call__(self, *numbers: int) -> list[tuple[Any, ...]]:
        """The rows for these: one query."""
        return _kept(self, _Statement, numbers).found(numbers)


class PreparedPart:
    """The text of a queryset of plain values that also depends on a moment, to be a part of a
    statement that is written out: `make(moment, *numbers)`."""

    def __init__(self, make: Callable[..., models.QuerySet[Any, Any]]) -> None:
        self.make = make

    def __call__(self, moment: datetime, *numbers: int) -> tuple[str, list[Any]]:
        """The text and what it is given; no query."""
        places = [PLACE - at for at in range(len(numbers))]
        kept = connection.__dict__.setdefault("_prepared", {})
        known = kept.get((self, len(numbers)))
        if known is None:
            # What is noted meanwhile is of the numbers that stand for others.
            with recording():
                known = self.make(MOMENT, *places).query.sql_with_params()
            kept[self, len(numbers)] = known
        adapted = connection.ops.adapt_datetimefield_value
        given = dict(zip(places, numbers, strict=True)) | {adapted(MOMENT): adapted(moment)}
        return known[0], [given.get(one, one) for one in known[1]]


def _kept(
    prepared: Prepared[Any] | PreparedValues, kind: type[Compiled], numbers: tuple[int, ...]
) -> Compiled:
    """What was compiled for this connection, and for as many numbers."""
    count = next((one for one in COUNTS if one >= len(numbers)), len(numbers))
    kept: dict[Any, Compiled] = connection.__dict__.setdefault("_prepared", {})
    compiled = kept.get((prepared, count))
    if compiled is None:
        places = [PLACE - at for at in range(count)]
        compiled = kept[prepared, count] = kind(prepared.make(*places), places)
    return compiled


class _Statement:
    def __init__(self, queryset: models.QuerySet[Any, Any], places: list[int]) -> None:
        self.compiler = queryset.query.get_compiler(connection=connection)
        self.sql, self.parameters = self.compiler.as_sql()
        self.places = places
        if not set(places) <= set(self.parameters):
            raise ValueError("The queryset does not ask for the number.")

    def found(self, numbers: tuple[int, ...]) -> list[tuple[Any, ...]]:
        filled = [*numbers, *numbers[-1:] * (len(self.places) - len(numbers))]
        given = dict(zip(self.places, filled, strict=True))
        parameters = [given.get(one, one) for one in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            return list(cursor.fetchall())


class _Rows(_Statement, Generic[Row]):
    def __init__(self, queryset: models.QuerySet[Row], places: list[int]) -> None:
        super().__init__(queryset, places)
        info: Any = self.compiler.klass_info
        fields = info["select_fields"]
        self.first, self.end = fields[0], fields[-1] + 1
        self.model = info["model"]
        selected: Any = self.compiler.select
        self.names = [one[0].target.attname for one in selected[self.first : self.end]]
        self.annotations = list(self.compiler.annotation_col_map.items())
        more: dict[str, Any] = {}
        if "fetch_mode" in signature(get_related_populators).parameters:  # since Django 6.1
            more["fetch_mode"] = queryset._fetch_mode  # type: ignore[attr-defined]
        self.related = get_related_populators(info, selected, connection.alias, **more)
        self.converters = self.compiler.get_converters([one[0] for one in selected])

    def rows(self, numbers: tuple[int, ...]) -> list[Row]:
        found: Any = self.found(numbers)
        if self.converters:
            found = self.compiler.apply_converters(found, self.converters)
        return [self._row(values) for values in found]

    def _row(self, values: Any) -> Row:
        row: Row = self.model.from_db(connection.alias, self.names, values[self.first : self.end])
        for populator in self.related:
            populator.populate(values, row)
        for name, column in self.annotations:
            setattr(row, name, values[column])
        return row
