"""What a check says of a story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check has found: what is wrong, and at which field."""

    code: str
    level: Literal["error", "warning", "note"]
    message: str
    field: str = ""
    #: Whether those who may override checks may pass over it, for a reason.
    can_be_overridden: bool = True
    #: The words of the place in the field that it speaks of, if it is one that is to be filled.
    place: str = ""
