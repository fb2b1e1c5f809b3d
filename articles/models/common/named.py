"""Nouns with a name, found and listed by it alike on every database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from articles.lib.text import visible
from articles.lib.text.ordering import sort_key


class Named(models.Model):
    """A noun that is listed by its `name`, in the order of the site's language."""

    name: Any
    sort_key = models.BinaryField(default=b"", editable=False, db_index=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it with its place in lists; of the name only what can be seen."""
        self.name = visible.line(self.name)
        self.sort_key = sort_key(self.name, settings.LANGUAGE_CODE)
        fields = kwargs.get("update_fields")
        if fields is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "sort_key"}
        super().save(*args, **kwargs)
