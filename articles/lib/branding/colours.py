"""Colours of the paper: how well they can be read, and the nearest ones that can.

Contrast is that of WCAG 2.2 (1.4.3); lightness is changed in OKLCH, where it leaves the hue alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import atan2, cbrt, cos, hypot, sin
from typing import Final

#: The least contrast of text, level AA.
ENOUGH: Final = 4.5
#: What words stand on, by day and by night, as tokens.css has it: paper and tint.
DAY: Final = ("#fcfaf6", "#f3efe5")
NIGHT: Final = ("#0d1420", "#171f2f")
#: The quietest words that stand on a band.
ON_BAND: Final = "#b8bec8"
_STEP: Final = 0.005

_WRITTEN: Final = re.compile(r"#[0-9a-f]{6}")

Lch = tuple[float, float, float]


def is_one(text: str) -> bool:
    """Whether `text` is a colour as it is written here: #rrggbb, in small letters."""
    return _WRITTEN.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """How much lighter one of two colours (#rrggbb) is than the other: from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def least(colour: str, grounds: Iterable[str]) -> float:
    """The contrast of `colour` on the ground of `grounds` on which it is worst."""
    return min(contrast(colour, ground) for ground in grounds)


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb, from 0 to 1."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def readable(colour: str, grounds: Iterable[str]) -> str:
    """`colour` where it has enough contrast on all `grounds`, else the nearest of its hue that
    has: darker on light grounds, lighter on dark ones."""
    grounds = tuple(grounds)
    step = -_STEP if min(luminance(ground) for ground in grounds) > 0.18 else _STEP
    light, chroma, hue = lch(colour)
    while least(colour, grounds) < ENOUGH and 0 <= light + step <= 1:
        light += step
        colour = hex_of((light, chroma, hue))
    return colour


def by_night(colour: str) -> str:
    """The colour's counterpart on the dark paper: as light as the design's own accent is there."""
    light, chroma, hue = lch(colour)
    return readable(hex_of((max(light, 0.78), min(chroma, 0.14), hue)), NIGHT)


def dimmed(colour: str) -> str:
    """A band's colour by night: darker than the paper around it."""
    light, chroma, hue = lch(colour)
    return hex_of((min(light, 0.145), min(chroma, 0.03), hue))


def lch(colour: str) -> Lch:
    """Lightness (0–1), chroma and hue (radians) of #rrggbb in OKLCH."""
    red, green, blue = _linear(colour)
    long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    light = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return light, hypot(a, b), atan2(b, a)


def hex_of(colour: Lch) -> str:
    """The colour as #rrggbb; one that screens don't have loses chroma until they do."""
    light, chroma, hue = colour
    light = min(1.0, max(0.0, light))
    channels = _channels(light, chroma, hue)
    while chroma > 0 and not all(-0.0005 <= one <= 1.0005 for one in channels):
        chroma = max(0.0, chroma - 0.002)
        channels = _channels(light, chroma, hue)
    return "#" + "".join(f"{round(_encoded(min(1, max(0, one))) * 255):02x}" for one in channels)


def _channels(light: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _decoded(red), _decoded(green), _decoded(blue)


def _decoded(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _encoded(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
