"""Charts of a story's tables: how numbers are read, and what is drawn of them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.lib.charts import bars, lines
from articles.lib.charts.data import Data, read
from articles.lib.charts.numbers import decimal_sign
from articles.lib.charts.numbers import read as number
from articles.lib.charts.scale import scale
from articles.lib.html.sanitiser import sanitise


def table(*rows: str, head: str = "") -> str:
    """A table of cells parted by |; `head` is a row of heads."""
    lines_ = [f"<tr>{''.join(f'<th>{cell}</th>' for cell in head.split('|'))}</tr>"] if head else []
    lines_ += [f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in rows]
    return f"<table><tbody>{''.join(lines_)}</tbody></table>"


def plain(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}"


@pytest.mark.parametrize(
    ("written", "decimal", "value", "unit"),
    [
        ("1,234.5", ".", 1234.5, ("", "")),
        ("1.234,5", ",", 1234.5, ("", "")),
        ("12,34,567", ".", 1234567, ("", "")),
        ("1 234,5", ",", 1234.5, ("", "")),
        ("1\u202f234", ",", 1234, ("", "")),
        ("1’234.50", ".", 1234.5, ("", "")),
        ("45 %", ".", 45, ("", "%")),
        ("\u22123.5", ".", -3.5, ("", "")),
        ("–3", ".", -3, ("", "")),
        ("-€3", ".", -3, ("€", "")),
        ("€ -3", ".", -3, ("€", "")),
        ("(3.5)", ".", -3.5, ("", "")),
        ("+7", ".", 7, ("", "")),
        (".5", ".", 0.5, ("", "")),
        ("€ 7,2 Mio.", ",", 7.2, ("€", "Mio.")),
        ("12 m2", ".", 12, ("", "m2")),
        ("٤٥٫٥", ".", 45.5, ("", "")),
        ("४५", ".", 45, ("", "")),
    ],
)
def test_numbers_are_read_as_people_write_them(
    written: str, decimal: str, value: float, unit: tuple[str, str]
) -> None:
    assert number(written, decimal) == (value, unit)


@pytest.mark.parametrize("written", ["", "–", "n/a", "3–5", "12 of 30", "1.2.2024", "none"])
def test_what_is_no_number_is_none(written: str) -> None:
    assert number(written, ".") is None


@pytest.mark.parametrize(
    ("cells", "usual", "sign"),
    [
        (["1,234", "12.5"], ",", "."),
        (["1.234", "12,5"], ".", ","),
        (["1.234.567"], ".", ","),
        (["1,234", "2,345"], ".", "."),
        (["1,234", "2,345"], ",", ","),
        (["0,125"], ".", ","),
        (["1234,567"], ".", ","),
        ([], ".", "."),
    ],
)
def test_the_column_says_which_sign_begins_the_decimals(
    cells: list[str], usual: str, sign: str
) -> None:
    assert decimal_sign(cells, usual) == sign


def test_a_table_is_read_with_its_gaps() -> None:
    found = read(table("North|1,5 %|a note", "South|–|b note", head="Place|Share|Note"))
    assert found is not None
    assert found.labels == ["North", "South"]
    (share,) = found.series
    assert (share.name, share.values, share.unit) == ("Share", [1.5, None], ("", "%"))
    years = read(table("Year|2019|2020", "A|1|2", "B|3|4"))
    assert years is not None
    assert [one.name for one in years.series] == ["", ""], "years in no head are numbers"


@pytest.mark.parametrize(
    "given_",
    [
        "<table><tbody></tbody></table>",
        table("A|1"),
        table("A|x y z", "B|words"),
        table("A|1 kg", "B|2 t"),
        table("A|1", "B|12 of 30"),
        table("1", "2"),
        table("A|1", "B|2").replace("<td>1", '<td rowspan="2">1'),
        table("A|1|2", "B|2"),
        table(*(f"{n}|{n}" for n in range(101))),
        table("A|1|1|1|1|1|1|1", "B|1|1|1|1|1|1|1"),
    ],
)
def test_what_no_chart_can_show_is_none(given_: str) -> None:
    assert read(given_) is None


@given(st.lists(st.floats(-1e12, 1e12), min_size=1), st.booleans())
def test_every_value_is_on_its_scale(values: list[float], from_zero: bool) -> None:
    axis = scale(values, from_zero=from_zero)
    assert all(-1e-6 <= axis.share(one) <= 1 + 1e-6 for one in values)
    assert 2 <= len(axis.ticks) <= 8
    assert not from_zero or axis.low <= 0 <= axis.high


@pytest.mark.parametrize("rtl", [False, True])
def test_charts_are_well_formed_within_their_width_and_without_styles(rtl: bool) -> None:
    data = read(
        table("<b>&lt;a&gt;</b> " + "long " * 40 + "|-3,5|7", "B||1", "C|12|2", head="|x|y")
    )
    assert data is not None
    for drawing in (bars.drawn(data, rtl=rtl)[0], lines.drawn(data, plain, rtl=rtl)[0]):
        assert "style" not in drawing
        assert "&lt;a&gt;" in drawing
        root = ET.fromstring(f"<svg>{drawing}</svg>")
        for shape in root.iter():
            for name in ("x", "cx", "width"):
                if (found := shape.get(name, "")).endswith("%"):
                    assert 0 <= float(found[:-1]) <= 100


def test_a_line_is_parted_where_something_is_missing() -> None:
    data = read(table("A|1", "B|2", "C|", "D|4", head="|x"))
    assert data is not None
    drawing, _ = lines.drawn(data, plain, rtl=False)
    assert drawing.count("<polyline") == 1
    assert drawing.count("<circle") == 3


@given(st.integers(2, 100), st.integers(1, 30))
def test_labels_below_a_line_never_crowd_a_phone(count: int, length: int) -> None:
    data = Data(["x" * length] * count, read(table(*["a|1"] * count)).series)  # type: ignore[union-attr]
    below = re.findall(
        'text-anchor="(?:start|middle|end)" direction="ltr">(x+…?)<',
        lines.drawn(data, plain, rtl=False)[0],
    )
    assert len(below) >= 2
    assert len(below) == 2 or sum(map(len, below)) + 2 * len(below) <= 36


def test_the_mark_is_kept_and_nothing_else() -> None:
    rows = "<tbody><tr><td>a</td></tr></tbody></table>"
    assert (
        sanitise(f'<table data-chart="bar" class="x">{rows}') == f'<table data-chart="bar">{rows}'
    )
    assert sanitise(f'<table data-chart="pie">{rows}') == f"<table>{rows}"
