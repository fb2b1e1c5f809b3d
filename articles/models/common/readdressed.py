"""Nouns whose former addresses lead on: a bookmark, a feed reader and a search engine that know an
old one are sent to where the noun is now.

A former address names the noun, not its next address: however often it moves, one step leads
there, and there is no way in a circle.
"""

from __future__ import annotations

from itertools import chain, count
from typing import Any, Self

from django.db import models, transaction

from articles.models.common.texts import Slug


class FormerSlug(models.Model):
    """An address that a noun had; `owner` names the field that says whose it was."""

    owner = ""

    slug = Slug(max_length=100, unique=True)

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.slug} → {getattr(self, self.owner)}"

    @classmethod
    def leading_from(cls, slug: str) -> str:
        """The slug that whatever had `slug` has now; "" where nothing had it. One query."""
        now = cls.leading().filter(slug=slug).values_list(f"{cls.owner}__slug", flat=True)
        return now.first() or ""

    @classmethod
    def leading(cls) -> models.QuerySet[Self]:
        """Those that lead readers on."""
        return cls._base_manager.all()


class Readdressed(models.Model):
    """A noun with a `slug`, whose former ones (`former`) are kept as it is saved."""

    slug: Any

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it; where it has another address than before, the former one leads here."""
        fields = kwargs.get("update_fields")
        if fields is not None and "slug" not in fields:
            super().save(*args, **kwargs)
            return
        # A part of what stands around it, so that what is announced in both is said as one.
        with transaction.atomic(savepoint=False):
            there = self._rows().filter(pk=self.pk).values_list("slug", flat=True)
            was = there.first() if self.pk else None
            super().save(*args, **kwargs)
            if was != self.slug:
                self._lead_on(was)

    def _lead_on(self, was: str | None) -> None:
        """Whoever has an address now has it alone, also where it was somebody else's once."""
        former = self._former()
        former._base_manager.filter(slug=self.slug).delete()
        if was:
            former._base_manager.update_or_create(slug=was, defaults={former.owner: self})

    @classmethod
    def _rows(cls) -> Any:
        return cls._base_manager

    @classmethod
    def _former(cls) -> type[FormerSlug]:
        found: Any = cls._meta.get_field("former").related_model
        return found  # type: ignore[no-any-return]

    def free_slug_like(self, slug: str) -> str:
        """`slug`, or with the first number behind it that makes it nobody else's, now or before:
        what was somebody's goes on leading there until an editor gives it away. Two queries."""
        former = self._former()
        theirs = {former.owner: self.pk}
        rows = self._rows().exclude(pk=self.pk), former._base_manager.exclude(**theirs)
        alike = (some.filter(slug__startswith=slug).values_list("slug", flat=True) for some in rows)
        taken = set(chain.from_iterable(alike))
        numbered = (f"{slug}-{number}" for number in count(2))
        return next(one for one in chain([slug], numbered) if one not in taken)
