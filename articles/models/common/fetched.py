"""What is known of a row's relations without asking the database.

Django keeps it where nothing documented reaches. It stands here alone, and its test tells what an
upgrade has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model


def fetched(row: Model, relation: str) -> Any:
    """The related row; None where there is none, or it was not fetched."""
    return row._state.fields_cache.get(relation)


def all_fetched(row: Model) -> dict[str, Any]:
    """All of them by the names of their relations."""
    return dict(row._state.fields_cache)


def take_for_fetched(row: Model, related: Mapping[str, Any]) -> None:
    """Let `row` ask no more for these; None says that there is none."""
    row._state.fields_cache.update(related)


def forget_fetched(row: Model) -> None:
    """Let `row` ask for whatever it is related to."""
    row._state.fields_cache.clear()
