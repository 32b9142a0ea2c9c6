"""A heat map of two crossed dimensions: a press on a field opens its bets."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import numpy as np

from web.figure import MICRO, layout, typed

GAINS = [[0, "--loss"], [0.5, "--surface-sunk"], [1, "--gain"]]
AMOUNTS = [[0, "--surface-sunk"], [1, "--accent"]]


def heat_map(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[int | None]],
    links: Sequence[Sequence[str]],
    *,
    say: Callable[[int], str],
    is_result: bool,
    scale: int = MICRO,
) -> dict[str, Any]:
    """The figure. `values` are whole numbers, None where there is nothing; results are coloured around zero."""
    rows, columns = _names(rows), _names(columns)
    drawn = np.array([[np.nan if value is None else value / scale for value in line] for line in values])
    largest = np.nanmax(np.abs(drawn)) if drawn.size and not np.isnan(drawn).all() else 1
    field: dict[str, Any] = {
        "type": "heatmap",
        "x": columns,
        "y": rows,
        "z": typed(drawn) | {"shape": f"{len(rows)}, {len(columns)}"},
        "text": [["" if value is None else say(value) for value in line] for line in values],
        "customdata": [list(line) for line in links],
        "colorscale": GAINS if is_result else AMOUNTS,
        "zmin": -largest if is_result else 0,
        "zmax": largest or 1,
        "showscale": False,
        "hoverongaps": False,
        "xgap": 2,
        "ygap": 2,
        "hovertemplate": "%{y}, %{x}: %{text}<extra></extra>",
    }
    axis = {
        "type": "category",
        "showgrid": False,
        "automargin": True,
        "tickcolor": "--line",
        "fixedrange": True,
    }
    drawn_layout = layout(hovermode="closest", margin={"l": 8, "r": 8, "t": 8, "b": 8})
    drawn_layout["xaxis"] = axis
    drawn_layout["yaxis"] = axis | {"autorange": "reversed"}
    return {"data": [field], "layout": drawn_layout}


def _names(labels: Sequence[str]) -> list[str]:
    """Labels as plain text: Plotly reads tags in them, and takes two equal ones for one place on the axis."""
    found: list[str] = []
    for label in labels:
        name = escape(label, quote=False)
        while name in found:
            name += "\N{ZERO WIDTH SPACE}"
        found.append(name)
    return found
