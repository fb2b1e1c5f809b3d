"""Places that are still to be filled in a text: `[[final score]]`."""

from __future__ import annotations

import re

#: What stands for a place. Its words say what is to be written there.
PLACE = re.compile(r"\[\[([^\[\]\n]{1,120})\]\]")


def places(text: str) -> list[str]:
    """The words of the places in `text`, in order."""
    return [found[1].strip() or "…" for found in PLACE.finditer(text)] if "[[" in text else []
