"""Processes that serve a database which is there already."""

from __future__ import annotations

from typing import Any

from django.db import connections


def never_make_one() -> None:
    """From now on, fail where the database is gone: on SQLite an empty one would be made, which
    whoever puts the right one back would have to know of."""
    ours: Any = type(connections["default"])
    if hasattr(ours, "makes_its_file"):
        ours.makes_its_file = False
