"""A bar chart: below each label its bars, so that long labels have the whole width of a phone.

Widths are in percent and heights in pixels: letters keep their size on every screen.
"""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import Final

from articles.lib.charts.data import Data
from articles.lib.charts.scale import Scale

_LINE, _BAR, _GAP = 18, 16, 10  # pixels
_LABEL: Final = 38  # characters of a line: what a phone has room for
_LINES: Final = 3


def drawn(data: Data, *, rtl: bool) -> tuple[str, int]:
    """Return the chart's shapes, and its height in pixels."""
    low, high = min(0.0, *data.values), max(0.0, *data.values)
    axis = Scale(low, high if low < high else 1.0, 1.0)
    shapes, y = [], 0
    for row, label in enumerate(data.labels):
        lines = wrap(label, _LABEL, max_lines=_LINES, placeholder=" …") or [""]
        for line in lines:
            y += _LINE
            shapes.append(_label(line, y - 5, rtl=rtl))
        for number, series in enumerate(data.series, 1):
            value = series.values[row]
            text = series.written[row] if value is not None else "–"
            shapes.append(_bar(_Room(data, axis), value, text, y, number, rtl=rtl))
            y += _BAR + 2
        y += _GAP
    return "".join(shapes), y


def _label(text: str, y: int, *, rtl: bool) -> str:
    side = ' x="100%" direction="rtl"' if rtl else ' x="0"'
    return f'<text class="chart__label"{side} y="{y}">{escape(text)}</text>'


class _Room:
    """Where on the width bars may stand: what is written beside them needs some of it."""

    def __init__(self, data: Data, axis: Scale) -> None:
        longest = max(len(text) for series in data.series for text in series.written)
        beside = min(45, 6 + longest * 2.4)  # percent
        self.axis, self.start = axis, beside if axis.low < 0 else 0.0
        self.width = 100 - beside - self.start

    def at(self, value: float) -> float:
        """The place of a value, in percent."""
        return self.start + self.axis.share(value) * self.width


def _bar(room: _Room, value: float | None, text: str, y: int, number: int, *, rtl: bool) -> str:
    zero, end = room.at(0), room.at(value or 0)
    left, width = min(zero, end), max(abs(end - zero), 0.3)
    x = 100 - left - width if rtl else left
    shape = (
        f'<rect class="chart__s{number}" x="{x:.2f}%" y="{y}" width="{width:.2f}%"'
        f' height="{_BAR}"/>'
        if value is not None
        else ""
    )
    backwards = (value is not None and value < 0) != rtl
    at, shift, anchor = (
        100 - end if rtl else end,
        -6 if backwards else 6,
        "end" if backwards else "start",
    )
    return shape + (
        f'<text class="chart__value" x="{at:.2f}%" dx="{shift}" y="{y + 13}" text-anchor="{anchor}"'
        f' direction="ltr">{escape(text)}</text>'
    )
