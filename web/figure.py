"""What all charts share: Plotly figures as plain dicts, typed arrays, and colours named by design token.

Colours are written as the tokens' names ("--accent"); the page's script replaces them by the theme's colours, so one
figure serves light and dark.
"""

import base64
import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np

MICRO = 1_000_000
DAY_MS = 86_400_000
# Three quarters of a period in milliseconds: left to itself Plotly fills the gaps between sparse periods.
WIDTHS = {
    "day": 3 * DAY_MS // 4,
    "week": 5 * DAY_MS,
    "month": 22 * DAY_MS,
    "quarter": 66 * DAY_MS,
    "year": 270 * DAY_MS,
}


def typed(values: Any) -> dict[str, str]:
    """Numbers as Plotly's typed array: a fraction of the size and time of a list."""
    array = np.asarray(values, dtype="<f8")
    return {"dtype": "f8", "bdata": base64.b64encode(array.tobytes()).decode("ascii")}


def units(micro: Sequence[int]) -> dict[str, str]:
    """Micro-units as whole units for drawing only; every exact figure stands in the table and the labels."""
    return typed(np.asarray(micro, dtype=np.int64) / MICRO)


def days(moments: list[date]) -> list[str]:
    """Dates as Plotly reads them."""
    return [moment.isoformat() for moment in moments]


def bars(
    name: str,
    first: list[str],
    micro: Sequence[int],
    links: Sequence[str],
    colour: str | list[str],
    *,
    period: str,
    say: Callable[[int], str],
) -> dict[str, Any]:
    """A bar a period, with the exact amount to be read on hover and the address opened by a click."""
    return {
        "type": "bar",
        "name": name.capitalize(),
        "x": first,
        "y": units(micro),
        "marker": {"color": colour},
        "width": WIDTHS[period],
        "customdata": list(links),
        "text": [say(amount) for amount in micro],
        "textposition": "none",
        "hovertemplate": f"%{{text}} {name}<extra></extra>",
    }


def end_label(x: str, micro: int, text: str, *, colour: str) -> dict[str, Any]:
    """A label at the end of a line, instead of a legend: above it when it ends high, below when it ends low."""
    return {
        "x": x,
        "y": micro / MICRO,
        "text": f"<b>{text}</b>",
        "showarrow": False,
        "xanchor": "right",
        "yanchor": "bottom" if micro >= 0 else "top",
        "yshift": 6 if micro >= 0 else -6,
        "font": {"color": colour, "size": 13},
        "bgcolor": "--surface",
        "opacity": 0.92,
    }


def layout(*, is_masked: bool = False, **more: Any) -> dict[str, Any]:
    """Quiet axes, a visible zero line, room for labels, no legend box; no amounts on the axis when they are hidden."""
    axis = {
        "gridcolor": "--line",
        "linecolor": "--line",
        "tickcolor": "--line",
        "zeroline": False,
        "fixedrange": False,
    }
    return {
        "margin": {"l": 64, "r": 16, "t": 16, "b": 40},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": "--ink-soft", "size": 13},
        "showlegend": False,
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": "--surface-raised", "bordercolor": "--line", "font": {"color": "--ink"}},
        "xaxis": {**axis, "type": "date", "showgrid": False},
        "yaxis": {
            **axis,
            "zeroline": True,
            "zerolinecolor": "--line-strong",
            "zerolinewidth": 1.5,
            "tickformat": ",.0f",
            "separatethousands": True,
            "showticklabels": not is_masked,
        },
        **more,
    }


def as_json(figure: dict[str, Any]) -> str:
    """The figure for a JSON block in a page: nothing in it can end the block."""
    text = json.dumps(figure, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
