"""Tables of figures, as they are printed."""

from __future__ import annotations

import statistics
from collections.abc import Sequence


def show(title: str, lines: Sequence[tuple[str, ...]]) -> None:
    """Print a table whose first line is its head."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(f"\n{title}", flush=True)
    for first, *rest in lines:
        cells = [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        print("  ".join([first.ljust(widths[0]), *cells]).rstrip(), flush=True)


def parts(times: list[float]) -> tuple[str, str]:
    """The median and the 99th percentile, in words."""
    return f"{statistics.median(times):.2f}", f"{statistics.quantiles(times, n=100)[98]:.2f}"
