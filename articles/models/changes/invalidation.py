"""What readers see of a noun, and the word that it changed: said by whatever changes it.

A noun says in `public` which of its fields pages show, and the surrogate keys of those pages.
Saving and deleting its rows, one by one or many at once (`update`, `bulk_update`, `bulk_create`),
announces the keys in the same transaction, where something that is shown changed and only then.
Pages are kept until they are told otherwise: a change that went by here unannounced would leave
readers with the old page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save, pre_save

from articles.models.changes.outbox import announce

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Public:
    """What pages show of a noun."""

    #: The columns that are shown, by the names that rows have them under (`picture_id`).
    fields: frozenset[str]
    #: The keys of what shows a row, such as `section:{pk}`.
    keys: tuple[str, ...]
    #: The keys of the lists in which a new row turns up.
    new: tuple[str, ...] = ()

    @property
    def named(self) -> list[str]:
        """The columns that the keys name."""
        return sorted(
            {part for key in self.keys for _text, part, *_ in Formatter().parse(key) if part}
        )

    def keys_of(self, rows: Iterable[Mapping[str, Any]]) -> set[str]:
        """The keys of what shows these rows, given as the columns in `named`."""
        return {key.format(**row) for row in rows for key in self.keys}

    def among(self, names: Iterable[str], model: type[models.Model]) -> list[str]:
        """Those of a model's fields that are shown."""
        columns = (model._meta.get_field(name).attname for name in names if name != "pk")  # type: ignore[union-attr]
        return sorted(self.fields.intersection(columns))


class Announcing(models.QuerySet[Row]):
    """Rows that announce what is done to many of them at once."""

    def update(self, **values: Any) -> int:
        """Update; announce the rows where something that is shown may have changed."""
        public: Public = self.model.public  # type: ignore[attr-defined]
        if not public.among(values, self.model):
            return super().update(**values)
        with transaction.atomic(using=self.db):
            rows = list(self.order_by().values(*{"pk", *public.named}))
            if not rows:
                return 0
            announce(public.keys_of(rows))
            # Exactly those that were announced, whatever matches by now.
            those = self.filter(pk__in=[row["pk"] for row in rows])
            return super(Announcing, those).update(**values)

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        """Make many rows; announce the lists in which they turn up."""
        public: Public = self.model.public  # type: ignore[attr-defined]
        with transaction.atomic(using=self.db):
            made = super().bulk_create(objs, *args, **kwargs)
            keys = public.keys if kwargs.get("update_conflicts") else public.new
            if made and keys:
                announce({key.format(**_columns(row)) for row in made for key in keys})
        return made


def wire(models: Iterable[Any]) -> None:
    """Listen to the rows of those of `models` that readers see something of."""
    for model in models:
        if hasattr(model, "public"):
            name = f"public {model.__name__}"
            pre_save.connect(_saving, sender=model, dispatch_uid=name)
            post_save.connect(_saved, sender=model, dispatch_uid=name)
            post_delete.connect(_deleted, sender=model, dispatch_uid=name)


def _saving(sender: Any, instance: Any, using: str, update_fields: Any, **_kwargs: Any) -> None:
    """Keep what readers have now of what is about to be saved."""
    public: Public = sender.public
    saved = sorted(public.fields)
    if update_fields is not None:
        saved = public.among(update_fields, sender)
    if not saved or instance.pk is None:
        instance._was_public = {}
        return
    row = sender._base_manager.using(using).filter(pk=instance.pk)
    instance._was_public = row.values(*saved).first() or {}


def _saved(sender: Any, instance: Any, created: bool, **_kwargs: Any) -> None:
    public: Public = sender.public
    was: dict[str, Any] = instance.__dict__.pop("_was_public", {})
    if created and public.new:
        announce({key.format(**_columns(instance)) for key in public.new})
    if any(getattr(instance, name) != value for name, value in was.items()):
        announce(public.keys_of([_columns(instance)]))


def _deleted(sender: Any, instance: Any, **_kwargs: Any) -> None:
    announce(sender.public.keys_of([_columns(instance)]))


def _columns(row: Any) -> dict[str, Any]:
    """What keys may name of a row."""
    return {name: getattr(row, name) for name in {"pk", *row.public.named}}
