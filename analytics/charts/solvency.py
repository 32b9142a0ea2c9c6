"""What the house owed and held, day by day, in one currency: two lines, one grey and one in the accent."""

from collections.abc import Callable, Sequence
from typing import Any

from treasury.models import DaySolvency
from web.figure import days, end_label, layout, units

Say = Callable[[int], str]


def solvency_chart(points: Sequence[DaySolvency], *, say: Say) -> dict[str, Any]:
    """The figure; `points` of one currency, oldest first. `say` writes an amount in micro-units."""
    first = days([point.day for point in points])
    held = [point.assets_micro for point in points]
    owed = [point.liabilities_micro for point in points]
    labels = []
    if points:
        above = held[-1] >= owed[-1]
        labels = [
            end_label(first[-1], held[-1], f"held {say(held[-1])}", colour="--accent")
            | {"yanchor": "bottom" if above else "top", "yshift": 6 if above else -6},
            end_label(first[-1], owed[-1], f"owed {say(owed[-1])}", colour="--ink-soft")
            | {"yanchor": "top" if above else "bottom", "yshift": -6 if above else 6},
        ]
    return {
        "data": [
            _line("held", first, held, "--accent", say),
            _line("owed", first, owed, "--ink-faint", say),
        ],
        "layout": layout(annotations=labels),
    }


def _line(name: str, first: list[str], micro: Sequence[int], colour: str, say: Say) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": name.capitalize(),
        "mode": "lines" if len(micro) > 1 else "markers",
        "x": first,
        "y": units(micro),
        "line": {"color": colour, "width": 2.5},
        "marker": {"color": colour, "size": 8},
        "text": [say(each) for each in micro],
        "hovertemplate": f"%{{text}} {name}<extra></extra>",
    }
