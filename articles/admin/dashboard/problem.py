"""A problem as the start page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem that somebody has to look after."""

    title: str
    url: str
    why: str
    what_to_do: str = ""


def page_of(name: str, *args: Any) -> str:
    """The address of a page of the desk; "" where there is none of that name."""
    try:
        return reverse(f"admin:{name}", args=args)
    except NoReverseMatch:
        return ""
