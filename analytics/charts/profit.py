"""Profit and loss over time: a bar a period, and the running total as a line."""

from collections.abc import Callable, Sequence
from typing import Any

from analytics.charts.figure import days, layout, units
from analytics.series import Point, cumulative
from web.numbers import money_text


def profit_chart(points: Sequence[Point], currency: str, link: Callable[[Point], str]) -> dict[str, Any]:
    """The figure; `link` gives the address of the bets behind a period, opened by a click on its mark."""
    first = days([point.first for point in points])
    profits, totals = [point.profit_micro for point in points], cumulative(points)
    return {
        "data": [
            {
                "type": "bar",
                "name": "Period",
                "x": first,
                "y": units(profits),
                "marker": {
                    "color": ["--gain" if micro >= 0 else "--loss" for micro in profits],
                    "opacity": 0.55,
                },
                "customdata": [link(point) for point in points],
                "text": [money_text(micro, currency, own=currency, plus=True) for micro in profits],
                "textposition": "none",
                "hovertemplate": "%{text} in the period<extra></extra>",
            },
            {
                "type": "scatter",
                "name": "Running total",
                "mode": "lines",
                "x": first,
                "y": units(totals),
                "line": {"color": "--accent", "width": 2.5, "shape": "linear"},
                "text": [money_text(micro, currency, own=currency, plus=True) for micro in totals],
                "hovertemplate": "%{text} in all<extra></extra>",
            },
        ],
        "layout": layout(bargap=0.25),
    }


def cash_chart(points: Sequence[Any], currency: str) -> dict[str, Any]:
    """Money put in (upwards) and taken out (downwards) by period."""
    first = days([point.first for point in points])
    sides = (
        ("Put in", [point.deposits_micro for point in points], "--accent", 1),
        ("Taken out", [point.withdrawals_micro for point in points], "--ink-faint", -1),
    )
    return {
        "data": [
            {
                "type": "bar",
                "name": name,
                "x": first,
                "y": units([sign * micro for micro in amounts]),
                "marker": {"color": colour},
                "text": [money_text(micro, currency, own=currency) for micro in amounts],
                "textposition": "none",
                "hovertemplate": f"{name} %{{text}}<extra></extra>",
            }
            for name, amounts, colour, sign in sides
        ],
        "layout": layout(barmode="relative", bargap=0.25),
    }
