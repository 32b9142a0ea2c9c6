from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from analytics import breakdowns
from analytics.charts.heat import heat_map
from analytics.choices import filter_bar
from analytics.crossed import Matrix, crossed
from analytics.figures import Figures
from analytics.filters import read_for
from analytics.measures import ratio
from web.access import member
from web.csp import chart_styles
from web.figure import as_json
from web.http import page
from web.templatetags.show import count, gain, money, signed_money, signed_percent

ROWS, COLUMNS = "weekday", "hour"
MILLIONTHS = 1_000_000


@dataclass(frozen=True, slots=True)
class Measure:
    """What the fields show: its name, the whole number drawn, and how the table and the map write it."""

    title: str
    number: Callable[[Figures], int | None]
    cell: Callable[[Figures], Any]
    say: Callable[[int, str], str]
    is_result: bool


MEASURES = {
    "profit": Measure(
        "Result",
        lambda f: f.profit_micro if f.settled else None,
        lambda f: gain(f.profit_micro if f.settled else None, f.currency),
        signed_money,
        is_result=True,
    ),
    "bets": Measure(
        "Bets",
        lambda f: f.bets * MILLIONTHS,
        lambda f: count(f.bets),
        lambda micro, currency: count(micro // MILLIONTHS),
        is_result=False,
    ),
    "turnover": Measure(
        "Turnover",
        lambda f: f.turnover_micro,
        lambda f: money(f.turnover_micro, f.currency),
        money,
        is_result=False,
    ),
    "yield": Measure(
        "Yield",
        lambda f: None if f.bet_yield is None else int(f.bet_yield * MILLIONTHS),
        lambda f: signed_percent(f.bet_yield),
        lambda micro, currency: signed_percent(_ratio(micro)),
        is_result=True,
    ),
}


def _ratio(millionths: int) -> Any:
    """A ratio from its millionths."""
    return ratio(millionths, MILLIONTHS)


@member
@chart_styles
def cross(request: HttpRequest) -> HttpResponse:
    """Two dimensions crossed (`rows`, `columns`): a heat map and its table, both leading to the bets of each field."""
    user: Any = request.user
    asked, notices = read_for(user, request.GET)
    rows = _dimension(request.GET.get("rows", ""), ROWS)
    columns = _dimension(request.GET.get("columns", ""), COLUMNS if rows != COLUMNS else ROWS)
    if rows == columns:
        notices.append("A dimension is not crossed with itself; another was taken.")
        columns = next(name for name in (COLUMNS, ROWS) if name != rows)
    shown = request.GET.get("show", "")
    shown = shown if shown in MEASURES else "profit"
    found = crossed(rows, columns, user, asked, ZoneInfo(user.time_zone))
    context = {
        "asked": asked,
        "notices": notices,
        "choices": filter_bar(user, asked),
        "dimensions": [(key, each.title) for key, each in breakdowns.DIMENSIONS.items()],
        "rows": rows,
        "columns": columns,
        "by_rows": breakdowns.DIMENSIONS[rows],
        "by_columns": breakdowns.DIMENSIONS[columns],
        "shown": shown,
        "measures": [(key, each.title) for key, each in MEASURES.items()],
        "kept": [("rows", rows), ("columns", columns), ("show", shown)],
        "pictures": [_picture(matrix, MEASURES[shown]) for matrix in found],
    }
    return page(request, "analytics/cross.html", context, partials={"found"})


def _dimension(name: str, otherwise: str) -> str:
    return name if name in breakdowns.DIMENSIONS else otherwise


def _picture(matrix: Matrix, measure: Measure) -> dict[str, Any]:
    bets = reverse("bets:list")

    def link(narrowed: Any, figures: Figures) -> Any:
        return format_html('<a href="{}?{}">{}</a>', bets, narrowed.query, measure.cell(figures))

    drawn = heat_map(
        [head.label for head in matrix.rows],
        [head.label for head in matrix.columns],
        [[measure.number(cell.figures) if cell else None for cell in line] for line in matrix.cells],
        [[f"{bets}?{cell.narrowed.query}" if cell else "" for cell in line] for line in matrix.cells],
        say=partial(_say, measure, matrix.currency),
        is_result=measure.is_result,
    )
    lines = [
        (head.label, [cell and link(cell.narrowed, cell.figures) for cell in cells], link(head.narrowed, head.figures))
        for head, cells in matrix.lines
    ]  # fmt: skip
    return {
        "currency": matrix.currency,
        "json": as_json(drawn),
        "heads": [head.label for head in matrix.columns],
        "lines": lines,
        "sums": [link(head.narrowed, head.figures) for head in matrix.columns],
        "left_out": matrix.left_out,
        "height": min(10 + 2 * len(lines), 40),
    }


def _say(measure: Measure, currency: str, value: int) -> str:
    return str(measure.say(value, currency))
