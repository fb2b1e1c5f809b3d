"""All that names an account, as JSON that a person can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext

from articles.lib.host import atomic_files
from articles.models import Entry
from articles.models.changes.log import record
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
    if place.suffix == ".zip":
        with place.open("xb") as file:
            names = write_zip(account, file)
        place.chmod(0o600)
        return names
    names = []
    place.mkdir(parents=True, mode=0o700)
    for name, content in files(account):
        atomic_files.write(place / name, [content])
        names.append(name)
    return names


def write_zip(account: User, file: IO[bytes]) -> list[str]:
    """Write the files into a zip; returns their names."""
    names = []
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in files(account):
            archive.writestr(name, content)
            names.append(name)
    return names


def was_given_out(account: User, by: Any) -> None:
    """Have the log say so."""
    note = gettext("personal data exported")
    record(Entry.Verb.ACCOUNT, by, title=account.get_username(), note=note, account=account.pk)


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
