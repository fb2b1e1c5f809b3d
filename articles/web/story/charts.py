"""What readers get of a table that is shown as a chart: the drawing, and the table below it."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.formats import get_format, number_format
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from articles.lib.charts import bars, lines
from articles.lib.charts.data import Data, read
from articles.lib.html.direction import direction_of


def shown(table: str, kind: str) -> str:
    """Return the HTML of a canonical table as a chart of that kind; "" where it can be none."""
    data = read(table, str(get_format("DECIMAL_SEPARATOR")))
    if data is None:
        return ""
    runs = direction_of("".join((*data.labels, *(one.name for one in data.series))))
    rtl = runs == "rtl" or (not runs and get_language_bidi())
    if kind == "line":
        shapes, height = lines.drawn(data, _Written(data), rtl=rtl)
    else:
        shapes, height = bars.drawn(data, rtl=rtl)
    context = {
        "kind": kind,
        "shapes": mark_safe(shapes),
        "height": height,
        "dir": "rtl" if rtl else "ltr",
        "names": [one.name for one in data.series],
        "table": mark_safe(table),
        "title": _title(data, kind),
    }
    return render_to_string("partials/chart.html", context)


def _title(data: Data, kind: str) -> str:
    named = ", ".join(filter(None, (one.name for one in data.series)))
    said = _("Line chart") if kind == "line" else _("Bar chart")
    return f"{said}: {named}" if named else said


class _Written:
    """Writes the numbers beside a chart's lines, with the unit that all its columns have."""

    def __init__(self, data: Data) -> None:
        units = {one.unit for one in data.series}
        self.before, self.after = units.pop() if len(units) == 1 else ("", "")

    def __call__(self, value: float, decimals: int) -> str:
        number = number_format(abs(value), decimal_pos=decimals, force_grouping=True)
        minus = "\u2212" if value < 0 else ""
        after = f"\u00a0{self.after}" if self.after else ""
        return f"{minus}{self.before}{number}{after}"
