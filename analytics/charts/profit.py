"""Profit and loss over time, and what was put in and taken out: a bar a period, the running total as a line."""

from collections.abc import Callable, Sequence
from typing import Any

from analytics.series import CashPoint, Point, cumulative
from web.figure import bars, days, end_label, layout, units

Say = Callable[[int], str]


def profit_chart(
    points: Sequence[Point], links: Sequence[str], *, say: Say, period: str = "month", is_masked: bool = False
) -> dict[str, Any]:
    """The figure. `links` are the addresses of the bets behind each period, opened by a click on its mark; `say`
    writes an amount in micro-units; `is_masked` leaves the axis without amounts.
    """
    first = days([point.first for point in points])
    profits, totals = [point.profit_micro for point in points], cumulative(points)
    colours = ["--gain" if micro >= 0 else "--loss" for micro in profits]
    line = {
        "type": "scatter",
        "name": "Running total",
        "mode": "lines" if len(points) > 1 else "markers",
        "x": first,
        "y": units(totals),
        "line": {"color": "--accent", "width": 2.5},
        "marker": {"color": "--accent", "size": 8},
        "customdata": list(links),
        "text": [say(micro) for micro in totals],
        "hovertemplate": "%{text} in all<extra></extra>",
    }
    label = [end_label(first[-1], totals[-1], say(totals[-1]), colour="--accent")] if points else []
    return {
        "data": [
            bars("in the period", first, profits, links, colours, say=say, period=period) | {"opacity": 0.6},
            line,
        ],
        "layout": layout(is_masked=is_masked, annotations=label),
    }


def cash_chart(
    points: Sequence[CashPoint],
    links: Sequence[str],
    balances: Sequence[int],
    *,
    say: Say,
    period: str = "month",
    is_masked: bool = False,
) -> dict[str, Any]:
    """Money put in (upwards) and taken out (downwards) by period, and the balance at the end of each as a line.

    Without `balances` there is no line. `links` lead to the movements behind each period.
    """
    first = days([point.first for point in points])
    put_in, taken_out = (
        [point.deposits_micro for point in points],
        [point.withdrawals_micro for point in points],
    )
    downwards = bars("taken out", first, taken_out, links, "--ink-faint", say=say, period=period)
    line = {
        "type": "scatter",
        "name": "Balance",
        "mode": "lines" if len(points) > 1 else "markers",
        "x": first,
        "y": units(balances),
        "line": {"color": "--gain", "width": 2, "shape": "hv" if period == "day" else "linear"},
        "marker": {"color": "--gain", "size": 8},
        "customdata": list(links),
        "text": [say(micro) for micro in balances],
        "hovertemplate": "%{text} with bookmakers at its end<extra></extra>",
    }
    label = (
        [end_label(first[-1], balances[-1], f"balance {say(balances[-1])}", colour="--gain")]
        if balances
        else []
    )
    return {
        "data": [
            bars("put in", first, put_in, links, "--accent", say=say, period=period) | {"opacity": 0.8},
            downwards | {"y": units([-micro for micro in taken_out])},
            *([line] if balances else []),
        ],
        "layout": layout(is_masked=is_masked, barmode="relative", annotations=label),
    }
