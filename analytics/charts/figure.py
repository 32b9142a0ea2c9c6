"""What all charts share: Plotly figures as plain dicts, typed arrays, and colours named by design token.

Colours are written as the tokens' names ("--accent"); the page's script replaces them by the theme's colours, so one
figure serves light and dark.
"""

import base64
import json
from datetime import date
from typing import Any

import numpy as np

MICRO = 1_000_000


def typed(values: Any) -> dict[str, str]:
    """Numbers as Plotly's typed array: a fraction of the size and time of a list."""
    array = np.asarray(values, dtype="<f8")
    return {"dtype": "f8", "bdata": base64.b64encode(array.tobytes()).decode("ascii")}


def units(micro: list[int]) -> dict[str, str]:
    """Micro-units as whole units for drawing only; every exact figure stands in the table and the labels."""
    return typed(np.asarray(micro, dtype=np.int64) / MICRO)


def days(moments: list[date]) -> list[str]:
    """Dates as Plotly reads them."""
    return [moment.isoformat() for moment in moments]


def layout(**more: Any) -> dict[str, Any]:
    """Quiet axes, a visible zero line, room for labels, no legend box."""
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
        },
        **more,
    }


def as_json(figure: dict[str, Any]) -> str:
    """The figure for a JSON block in a page: nothing in it can end the block."""
    text = json.dumps(figure, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
