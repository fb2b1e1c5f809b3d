"""What was changed or left out of a text on its way in, to be told in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

_SAMPLES: Final = 20  # of each kind, so that a large text can't make a large answer
_LONGEST: Final = 120  # characters


@dataclass(slots=True)
class Report:
    """How often each kind of change was made, and the words of some."""

    counts: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[str]] = field(default_factory=dict)

    def tell(self, kind: str, words: str = "") -> None:
        """Note one change; `words` are what it was about."""
        self.counts[kind] += 1
        known = self.samples.setdefault(kind, [])
        if words.strip() and len(known) < _SAMPLES:
            short = words[:_LONGEST].strip()
            known.append(short if len(words) <= _LONGEST else f"{short}…")
