"""Names and pictures, whose folded words stand in their own rows, after another folding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Model

from articles.lib.text.naming import LONGEST, look_of
from articles.models import Author, Picture, Topic
from articles.models.common.slices import Turn

AT_ONCE = 200


def renewed() -> Iterator[int]:
    """Write the words of all authors, topics and pictures that are others now, some rows at a time;
    yields after each step how many rows were written so far. What is right already stays untouched,
    so that it may be broken off and begun anew."""
    turn, written = Turn(), 0
    for rows in (
        _renewed(Author, "search_text", Author.folded),
        _renewed(Topic, "look", lambda topic: look_of(topic.name)[:LONGEST]),
        _renewed(Picture, "search_text", Picture.folded),
    ):
        for many in rows:
            written += many
            turn.over()
            yield written


def _renewed(model: type[Model], column: str, of: Callable[[Any], str]) -> Iterator[int]:
    """No reader sees the column: nothing is announced."""
    last = 0
    every = model._default_manager.order_by("pk")
    while some := list(every.filter(pk__gt=last)[:AT_ONCE]):
        changed = 0
        for row in some:
            if (words := of(row)) != (was := getattr(row, column)):
                # Whoever has just saved the row has written it anew by itself.
                changed += every.filter(pk=row.pk, **{column: was}).update(**{column: words})
        last = some[-1].pk
        yield changed
