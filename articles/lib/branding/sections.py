"""The sections' colours where no style sheet is at hand: as tokens.css has them by day."""

from __future__ import annotations

from math import radians
from typing import Final

from articles.lib.branding.colours import hex_of

#: Lightness, chroma and hue in OKLCH.
TOKENS: Final = {
    "crimson": (0.46, 0.18, 16),
    "teal": (0.45, 0.077, 200),
    "plum": (0.44, 0.15, 318),
    "amber": (0.49, 0.11, 62),
    "cobalt": (0.45, 0.17, 262),
    "moss": (0.44, 0.095, 135),
    "rose": (0.5, 0.19, 352),
    "slate": (0.43, 0.035, 250),
}
#: The same as #rrggbb.
BY_DAY: Final = {
    name: hex_of((light, chroma, radians(hue))) for name, (light, chroma, hue) in TOKENS.items()
}
