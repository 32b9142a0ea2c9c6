"""How a price moved: a step line for each bookmaker, the first in the accent, the others in grey."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from odds.models import Quote
from web.figure import layout, typed

Say = Callable[[Decimal], str]
COLOURS = ("--accent", "--ink-soft", "--ink-faint", "--line-strong", "--ink-faint")
DASHES = ("solid", "solid", "dash", "dot", "dashdot")


def movement_chart(
    moved: Mapping[str, Sequence[Quote]], *, starts_at: datetime | None, closed: Decimal | None, say: Say
) -> dict[str, Any]:
    """The figure; quotes by bookmaker, oldest first. `starts_at` ends the lines, `closed` is the closing price."""
    data, labels = [], []
    for place, quotes in enumerate(moved.values()):
        colour = COLOURS[place % len(COLOURS)]
        moments = [quote.taken_at for quote in quotes]
        odds = [quote.odds for quote in quotes]
        last = max(quotes[-1].seen_at, moments[-1])
        if last > moments[-1]:
            moments, odds = [*moments, last], [*odds, odds[-1]]
        name = quotes[-1].bookmaker.name
        data.append(_line(name, moments, odds, colour, DASHES[place % len(DASHES)], say))
        if place < 2:
            labels.append(_end(moments[-1], odds[-1], f"{name} {say(odds[-1])}", colour, is_above=place == 0))
    shapes = [_start(starts_at)] if starts_at else []
    axis = layout()["yaxis"] | {"tickformat": ".2f", "zeroline": False, "separatethousands": False}
    xaxis = layout()["xaxis"]
    figure = layout(annotations=labels, shapes=shapes, yaxis=axis, xaxis=xaxis)
    if closed is not None and starts_at:
        data.append(_closing(starts_at, closed, say))
    return {"data": data, "layout": figure}


def _line(
    name: str, moments: Sequence[datetime], odds: Sequence[Decimal], colour: str, dash: str, say: Say
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines+markers",
        "x": [moment.isoformat() for moment in moments],
        "y": typed([str(value) for value in odds]),
        "line": {"color": colour, "width": 2.5, "shape": "hv", "dash": dash},
        "marker": {"color": colour, "size": 6},
        "text": [say(value) for value in odds],
        "hovertemplate": f"%{{text}} {name.replace('<', '')}<extra></extra>",
    }


def _closing(starts_at: datetime, closed: Decimal, say: Say) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "Closing line",
        "mode": "markers",
        "x": [starts_at.isoformat()],
        "y": typed([str(closed)]),
        "marker": {"color": "--ink", "size": 11, "symbol": "diamond-open", "line": {"width": 2}},
        "text": [say(closed)],
        "hovertemplate": "%{text} closing line<extra></extra>",
    }


def _start(starts_at: datetime) -> dict[str, Any]:
    moment = starts_at.isoformat()
    return {
        "type": "line", "x0": moment, "x1": moment, "yref": "paper", "y0": 0, "y1": 1,
        "line": {"color": "--line-strong", "width": 1, "dash": "dot"},
    }  # fmt: skip


def _end(moment: datetime, odds: Decimal, text: str, colour: str, *, is_above: bool) -> dict[str, Any]:
    return {
        "x": moment.isoformat(), "y": str(odds), "text": f"<b>{text.replace('<', '')}</b>", "showarrow": False,
        "xanchor": "right", "yanchor": "bottom" if is_above else "top", "yshift": 8 if is_above else -8,
        "font": {"color": colour, "size": 13}, "bgcolor": "--surface", "opacity": 0.92,
    }  # fmt: skip
