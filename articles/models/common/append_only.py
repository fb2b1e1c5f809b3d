"""Rows that are written once and read for ever."""

from __future__ import annotations

from typing import Any

from django.db import models


class AppendOnly(models.QuerySet[Any]):
    """Rows that are written once: neither changed nor taken out but with their story."""

    def update(self, **kwargs: Any) -> int:
        """Refused."""
        raise TypeError("These rows are written once and never changed.")

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        """As ever; not over what is there."""
        if kwargs.get("update_conflicts"):
            raise TypeError("These rows are written once and never changed.")
        return super().bulk_create(objs, *args, **kwargs)

    def delete(self) -> Any:
        """Refused."""
        raise TypeError("These rows are never deleted on their own.")
