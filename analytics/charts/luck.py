"""Expected against actual with what chance alone makes of it, and the next bets played through."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from analytics.luck.bankroll import Played
from analytics.luck.curve import Step
from analytics.luck.sample import to_cents
from web.figure import days, end_label, layout, units

Say = Callable[[int], str]
WIDE, NARROW = "--band-outer", "--band-inner"


def luck_chart(
    steps: Sequence[Step], links: Sequence[str], *, say: Say, is_masked: bool = False
) -> dict[str, Any]:
    """The running total, on the bands in which two thirds and 19 of 20 of all runs lie. `links` as elsewhere."""
    x = days([step.last for step in steps])
    expected, sigma = [step.expected_micro for step in steps], [step.sigma_micro for step in steps]
    total = [step.total_micro for step in steps]
    middle = np.asarray(expected, dtype=np.int64)
    spread = np.asarray(sigma, dtype=np.int64)
    bands = _band(x, middle - 2 * spread, middle + 2 * spread, WIDE) + _band(
        x, middle - spread, middle + spread, NARROW
    )
    lines = [
        _line(
            "Expected",
            x,
            units(expected),
            [f"{say(each)} expected" for each in expected],
            "--ink-soft",
            "dot",
        ),
        _line("You", x, units(total), [f"{say(each)} came" for each in total], "--accent", "solid")
        | {"customdata": list(links)},
    ]
    labels = (
        [
            end_label(x[-1], expected[-1], f"expected {say(expected[-1])}", colour="--ink-soft"),
            end_label(x[-1], total[-1], f"you {say(total[-1])}", colour="--accent"),
        ]
        if steps
        else []
    )
    return {"data": bands + lines, "layout": layout(is_masked=is_masked, annotations=_apart(labels))}


def bankroll_chart(played: Played, *, say: Say, is_masked: bool = False) -> dict[str, Any]:
    """Between which amounts half (nine tenths) of the plays lie after each number of bets, and the middle one."""
    low, lower, middle, upper, high = (to_cents(row) for row in played.percentiles)
    after = played.after
    amounts, lowest, highest = middle.tolist(), low.tolist(), high.tolist()
    told = [
        f"{say(a)}, nine of ten {say(b)} to {say(c)}"
        for a, b, c in zip(amounts, lowest, highest, strict=True)
    ]
    figure_layout = layout(is_masked=is_masked, annotations=[])
    figure_layout["xaxis"] |= {"type": "linear", "title": {"text": "bets from now", "font": {"size": 13}}}
    figure_layout["yaxis"]["rangemode"] = "tozero"
    figure_layout["margin"]["b"] = 52
    return {
        "data": [
            *_band(after, low, high, WIDE),
            *_band(after, lower, upper, NARROW),
            _line("Middle", after, units(amounts), told, "--accent", "solid"),
        ],
        "layout": figure_layout,
    }


def _line(name: str, x: Any, y: Any, text: list[str], colour: str, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines" if len(text) > 1 else "markers",
        "x": x,
        "y": y,
        "line": {"color": colour, "width": 2.5 if dash == "solid" else 2, "dash": dash},
        "marker": {"color": colour, "size": 8},
        "text": text,
        "hovertemplate": "%{text}<extra></extra>",
    }


def _band(x: Any, low: Any, high: Any, colour: str) -> list[dict[str, Any]]:
    """Two lines nobody sees, and what lies between them filled; amounts in micro-units."""
    edge = {"type": "scatter", "mode": "lines", "x": x, "line": {"width": 0}, "hoverinfo": "skip"}
    return [
        edge | {"y": units(low)},
        edge | {"y": units(high), "fill": "tonexty", "fillcolor": colour},
    ]


def _apart(labels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The higher label above its line's end, the lower one below: they never lie on each other."""
    for place, label in enumerate(sorted(labels, key=lambda each: -each["y"])):
        label |= {"yanchor": "top" if place else "bottom", "yshift": -6 if place else 6}
    return labels
