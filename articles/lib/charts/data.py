"""What a table says as numbers: its labels, and a series for each column of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from turbohtml import TokenType

from articles.lib.charts import numbers
from articles.lib.html.reading import closes, opens, pieces

MOST_ROWS, MOST_SERIES = 100, 6
_CELLS: Final = frozenset({"td", "th"})


@dataclass(frozen=True, slots=True)
class Series:
    """A column: its name, its values (None: missing), and how each is written."""

    name: str
    values: list[float | None]
    written: list[str]
    unit: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Data:
    """What a chart shows."""

    labels: list[str]
    series: list[Series]

    @property
    def values(self) -> list[float]:
        """All that is not missing."""
        return [one for series in self.series for one in series.values if one is not None]


@dataclass(slots=True)
class _Cell:
    text: str = ""
    is_head: bool = False


def read(table: str, usual: str = ".") -> Data | None:
    """Return what a canonical table says, or None for one that no chart can show: joined cells, no
    column of numbers beside one of labels, or several units in a column.

    `usual` is the language's decimal sign, for what may be read in two ways.
    """
    rows = _rows(table)
    if not rows or len({len(row) for row in rows}) != 1 or len(rows[0]) < 2:
        return None
    first, rest = rows[0], rows[1:]
    has_head = all(cell.is_head for cell in first[1:])
    decimal = numbers.decimal_sign((cell.text for row in rest for cell in row[1:]), usual)
    if not has_head:
        has_head = not any(numbers.read(cell.text, decimal) for cell in first[1:])
    shown = rest if has_head else rows
    names = [cell.text for cell in first] if has_head else [""] * len(first)
    columns = (
        _series(names[at], [row[at].text for row in shown], decimal) for at in range(1, len(first))
    )
    series = [one for one in columns if one is not None]
    if not (0 < len(series) <= MOST_SERIES and 2 <= len(shown) <= MOST_ROWS):
        return None
    return Data([row[0].text for row in shown], series)


def _series(name: str, cells: list[str], decimal: str) -> Series | None:
    """The series of a column; None where it has words, several units, or nothing."""
    found = [numbers.read(cell, decimal) for cell in cells]
    units = {one.unit for one in found if one and one.unit != ("", "")}
    words = any(
        any(letter.isdigit() for letter in cell) or len(cell) > 6
        for cell, one in zip(cells, found, strict=True)
        if one is None
    )
    if words or len(units) > 1 or not any(found):
        return None
    values = [one.value if one else None for one in found]
    return Series(name, values, cells, next(iter(units), ("", "")))


def _rows(table: str) -> list[list[_Cell]]:
    """The cells of a table, row by row; none for one with joined cells."""
    rows: list[list[_Cell]] = []
    cell: _Cell | None = None
    for piece in pieces(table):
        if opens(piece, "tr"):
            rows.append([])
        elif opens(piece, *_CELLS) and rows:
            if piece.attr("colspan") or piece.attr("rowspan"):
                return []
            cell = _Cell(is_head=piece.tag == "th")
            rows[-1].append(cell)
        elif cell and (closes(piece, "td") or closes(piece, "th")):
            cell.text, cell = " ".join(cell.text.split()), None
        elif cell and piece.type is TokenType.TEXT:
            cell.text += piece.data or ""
        elif cell and piece.tag in {"br", "p"}:
            cell.text += " "
    return rows
