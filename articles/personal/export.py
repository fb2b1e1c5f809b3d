"""All that names an account, as JSON that a person can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.text import capfirst, slugify

from articles.lib.host import atomic_files
from articles.personal import finding
from articles.personal.rules import RULES


def files(account: User) -> Iterator[tuple[str, bytes]]:
    """A file for each kind of thing, with its name."""
    for model, rows in finding.of(account):
        found = [_told(row) for row in rows.order_by("pk").iterator(chunk_size=500)]
        if found:
            said = json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            kind = slugify(str(model._meta.verbose_name_plural)) or model._meta.model_name
            yield f"{model._meta.app_label}-{kind}.json", said.encode() + b"\n"


def write(account: User, place: Path) -> list[str]:
    """Write the files into the new folder `place`, or into a zip where it is called so; returns
    their names. Raises OSError."""
    names = []
    if place.suffix == ".zip":
        with ZipFile(place, "x", ZIP_DEFLATED) as archive:
            for name, content in files(account):
                archive.writestr(name, content)
                names.append(name)
        place.chmod(0o600)
        return names
    place.mkdir(parents=True, mode=0o700)
    for name, content in files(account):
        atomic_files.write(place / name, [content])
        names.append(name)
    return names


def _told(row: models.Model) -> dict[str, Any]:
    secret = RULES[row._meta.label].secret
    return {
        _label(field): _value(row, field)
        for field in row._meta.concrete_fields
        if field.name not in secret and not isinstance(field, models.BinaryField)
    }


def _label(field: Any) -> str:
    return str(capfirst(field.verbose_name))


def _value(row: models.Model, field: Any) -> Any:
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    value = field.value_from_object(row)
    return str(value) if isinstance(field, models.FileField) else value
