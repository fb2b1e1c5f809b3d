"""What was measured, as people read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

#: The name under which sizes and memory are told.
FACTS = "sizes in MB"
HEAD = (
    "", "queries", "KB at {0:,}", "{1:,}", "ms at {0:,}", "{1:,}", "growth", "p95",
    "processor {0:,}", "{1:,}", "growth", "p95",
)  # fmt: skip
Measures = dict[str, dict[str, Any]]


def table(small: Measures, large: Measures, sizes: tuple[int, int]) -> str:
    """A line an act: at both sizes, how much more the larger takes, and its p95."""
    rows = [tuple(word.format(*sizes) for word in HEAD), *_rows(small, large)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def _rows(small: Measures, large: Measures) -> Iterator[tuple[str, ...]]:
    for name, many in large.items():
        if name == FACTS:
            continue
        few, queries = small[name], many["queries"]
        yield (
            name,
            str(queries) if few["queries"] == queries else f"{few['queries']} → {queries}",
            *(f"{one['bytes'] / 1000:.0f}" if one["bytes"] else "" for one in (few, many)),
            *_compared(few["ms"], many["ms"], many["p95"]),
            *_compared(few["processor"], many["processor"], many["processor_p95"]),
        )


def _compared(few: float, many: float, p95: float) -> tuple[str, ...]:
    return f"{few:.1f}", f"{many:.1f}", f"{many / few:.2f} ×", f"{p95:.1f}"


def told(small: Measures, large: Measures) -> str:
    """Sizes and memory."""
    return "\n".join(
        f"{name}: {small[FACTS][name]:,} → {value:,}"
        for name, value in large.get(FACTS, {}).items()
    )
