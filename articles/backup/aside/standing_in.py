"""Another database in the place of the portal's own, for this thread and as long as a block lasts.

Migrations, models and commands all ask `connection`; so nothing of them has to know.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


@contextmanager
def standing_in(**settings: Any) -> Iterator[None]:
    """The default connection with other `settings`."""
    own: Any = connections[DEFAULT_DB_ALIAS]
    other = type(own)({**deepcopy(own.settings_dict), **settings}, DEFAULT_DB_ALIAS)
    connections[DEFAULT_DB_ALIAS] = other
    try:
        yield
    finally:
        other.close()
        connections[DEFAULT_DB_ALIAS] = own
