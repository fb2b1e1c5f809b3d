"""A line chart. Its lines stand in a picture of their own that is stretched to the width; letters
and dots are not stretched."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from itertools import groupby
from typing import Final

from articles.lib.charts.data import Data
from articles.lib.charts.scale import Scale, scale

_TOP, _PLOT, _FOOT = 20, 240, 28  # pixels
_EDGE: Final = 3.0  # percent left free at either end
_MOST_DOTS: Final = 24
_CHARACTERS: Final = 34  # below the chart, on a phone
_LABEL: Final = 14


def drawn(data: Data, said: Callable[[float, int], str], *, rtl: bool) -> tuple[str, int]:
    """Return the chart's shapes, and its height in pixels; `said` writes a number with so many
    decimals."""
    axis = scale(data.values, from_zero=False)
    places = _places(len(data.labels), rtl=rtl)
    shapes = [_grid(axis, tick, said, rtl=rtl) for tick in axis.ticks]
    shapes.append(
        f'<svg x="0" y="{_TOP}" width="100%" height="{_PLOT}" viewBox="0 0 1000 {_PLOT}"'
        ' preserveAspectRatio="none">'
    )
    for number, series in enumerate(data.series, 1):
        shapes += _line(axis, places, series.values, number)
    shapes.append("</svg>")
    for number, series in enumerate(data.series, 1):
        shapes += _dots(axis, places, series.values, number)
    return "".join((*shapes, *_below(data.labels, places, rtl=rtl))), _TOP + _PLOT + _FOOT


def _places(count: int, *, rtl: bool) -> list[float]:
    """Where each label stands, in percent; time runs as the text does."""
    step = (100 - 2 * _EDGE) / (count - 1)
    places = [_EDGE + step * number for number in range(count)]
    return places[::-1] if rtl else places


def _height(axis: Scale, value: float) -> float:
    return _PLOT * (1 - axis.share(value))


def _grid(axis: Scale, tick: float, said: Callable[[float, int], str], *, rtl: bool) -> str:
    y = _TOP + _height(axis, tick)
    kind = "chart__zero" if abs(tick) < axis.step / 1e6 else "chart__grid"
    side, anchor = ("100%", "end") if rtl else ("0", "start")
    words = escape(said(0.0 if kind == "chart__zero" else tick, axis.decimals))
    return (
        f'<line class="{kind}" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="chart__tick" x="{side}" y="{y - 4:.1f}" text-anchor="{anchor}"'
        f' direction="ltr">{words}</text>'
    )


def _line(axis: Scale, places: list[float], values: list[float | None], number: int) -> list[str]:
    """The line of a series, in a piece for each stretch without something missing."""
    points = zip(places, values, strict=True)
    stretches = [
        list(part) for there, part in groupby(points, lambda one: one[1] is not None) if there
    ]
    return [
        f'<polyline class="chart__s{number}" vector-effect="non-scaling-stroke" points="'
        + " ".join(f"{x * 10:.1f},{_height(axis, y or 0):.1f}" for x, y in stretch)
        + '"/>'
        for stretch in stretches
        if len(stretch) > 1
    ]


def _dots(axis: Scale, places: list[float], values: list[float | None], number: int) -> list[str]:
    """A dot for each value, as long as they are few; one that stands alone always has its own."""
    few = len(values) <= _MOST_DOTS
    around = [None, *values, None]
    return [
        f'<circle class="chart__s{number}" cx="{x:.2f}%" cy="{_TOP + _height(axis, y):.1f}"'
        ' r="3.5"/>'
        for at, (x, y) in enumerate(zip(places, values, strict=True))
        if y is not None and (few or (around[at] is None and around[at + 2] is None))
    ]


def _below(labels: list[str], places: list[float], *, rtl: bool) -> list[str]:
    """As many labels as there is room for, the first and the last among them."""
    short = [one if len(one) <= _LABEL else f"{one[: _LABEL - 1]}…" for one in labels]
    room = max(2, _CHARACTERS // (max(map(len, short)) + 2))
    last = len(labels) - 1
    parts = min(room - 1, last)
    while parts > 1 and last % parts:
        parts -= 1
    chosen = [last * number // parts for number in range(parts + 1)]
    direction = "rtl" if rtl else "ltr"
    anchors = {0: "start", last: "end"}
    return [
        f'<text class="chart__tick" x="{places[at]:.2f}%" y="{_TOP + _PLOT + 18}"'
        f' text-anchor="{anchors.get(at, "middle")}" direction="{direction}">'
        f"{escape(short[at])}</text>"
        for at in chosen
    ]
