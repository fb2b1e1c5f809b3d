"""Columns that are asked of rows found otherwise.

SQLite knows how many rows of an index are alike on the average only: where nearly all stories are
published, it takes an index of states for a good one. A plus before the column keeps it from that
(https://sqlite.org/queryplanner.html). PostgreSQL knows which values are common, and is asked as
ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Field, Func
from django.db.models.lookups import In


class Unindexed(Func):
    """The column as it is, off no index of SQLite's."""

    template, arity = "%(expressions)s", 1

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """With the plus."""
        return self.as_sql(compiler, connection, template="+%(expressions)s", **more)

    def _resolve_output_field(self) -> Field[Any, Any] | None:
        return self.get_source_fields()[0]


def one_of(column: str, values: Sequence[Any]) -> In:
    """The condition that the column is one of `values`."""
    return In(Unindexed(column), values)
