"""Nouns with a name, found and listed by it alike on every database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.lib.text import visible
from articles.lib.text.ordering import rules_of, sort_key
from articles.models.common.slices import Turn

#: Rows whose keys are made anew in one go.
AT_ONCE = 500


def place_of(name: str) -> bytes:
    """What lists of names are sorted by, in the order of the site's language."""
    return sort_key(str(name), settings.LANGUAGE_CODE)


class Named(models.Model):
    """A noun that is listed by its `name`, in the order of the site's language."""

    name: Any
    sort_key = models.BinaryField(default=b"", editable=False, db_index=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it with its place in lists; of the name only what can be seen."""
        self.name = visible.line(self.name)
        self.sort_key = place_of(self.name)
        fields = kwargs.get("update_fields")
        if fields is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "sort_key"}
        super().save(*args, **kwargs)

    @classmethod
    def put_in_order(cls) -> int:
        """Make those keys anew that were made by other rules, or for another language; how many.
        Two looks at the index where there are none."""
        rules, turn, made = rules_of(settings.LANGUAGE_CODE), Turn(), 0
        # Keys of these rules lie between theirs and the next.
        other = Q(sort_key__lt=rules) | Q(sort_key__gte=rules[:-1] + b"\x01")
        rows: Any = cls._base_manager.filter(other).order_by("pk")
        while some := list(rows.values_list("pk", "name")[:AT_ONCE]):
            for pk, name in some:
                rows.filter(pk=pk, name=name).update(sort_key=place_of(name))
            made += len(some)
            turn.over()
        return made


def put_names_in_order(apps: Any) -> int:
    """The same of all nouns; how many. After a migration: the language of the site may be another
    one than before, and the rules those of a new release. `apps` is what the migration left."""
    known = {one._meta.label: one._meta.fields for one in apps.get_models()}
    made = 0
    for noun in Named.__subclasses__():
        if any(field.name == "sort_key" for field in known.get(noun._meta.label, ())):
            made += noun.put_in_order()
    return made
