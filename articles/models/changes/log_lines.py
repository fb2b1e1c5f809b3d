"""The log as lines of JSON, oldest first, in memory that does not grow with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet

from articles.models.changes.log import Entry

#: Entries that are read in one go.
BATCH = 500


def lines(
    entries: QuerySet[Entry], may_be_read: Callable[[Entry], bool] = lambda _entry: True
) -> Iterator[str]:
    """A line for each of `entries`; of what may not be read, no more than who, what and when."""
    ordered, last = entries.order_by("pk"), 0
    while some := list(ordered.filter(pk__gt=last)[:BATCH]):
        for entry in some:
            yield json.dumps(as_json(entry, is_whole=may_be_read(entry)), ensure_ascii=False) + "\n"
        last = some[-1].pk


def as_json(entry: Entry, *, is_whole: bool) -> dict[str, Any]:
    """The entry in plain values."""
    told = {
        "id": entry.pk,
        "at": entry.at.isoformat(),
        "who": entry.by_name,
        "account": entry.by_id,
        "what": entry.verb,
    }
    if not is_whole:
        return told
    return told | {
        "story": entry.article_id,
        "title": entry.title,
        "from": entry.from_state,
        "to": entry.to_state,
        "revision": entry.revision,
        "note": entry.note,
        "details": entry.details,
    }
