"""How plain values are written, in whatever format."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone


def stamp(moment: datetime | None) -> str:
    """A moment to the second, by the newsroom's clock, as RFC 3339 has it; "" for none."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def without_nothing(said: dict[str, Any]) -> dict[str, Any]:
    """What is said, without what a story does not have."""
    return {name: value for name, value in said.items() if value not in ("", [])}
