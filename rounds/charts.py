"""Rounds over time: a bar a round up and one down, in the accent where that side was right; and the sum of the fees."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from django.urls import reverse

from rounds.models import Round, Side, State
from web.figure import days, end_label, layout, units
from web.numbers import money_text

RIGHT, WRONG, VOID = "--accent", "--ink-faint", "--line"


def pools_chart(rounds: Sequence[Round]) -> dict[str, Any]:
    """Oldest first: the pool up above the line, the pool down below it."""
    up = [each.up_micro or 0 for each in rounds]
    down = [each.down_micro or 0 for each in rounds]
    return {
        "data": [
            _bars("Up", rounds, up, up, Side.UP),
            _bars("Down", rounds, [-micro for micro in down], down, Side.DOWN),
        ],
        "layout": layout(barmode="relative"),
    }


def fees_chart(rounds: Sequence[Round]) -> dict[str, Any]:
    """Oldest first: the sum of all fees so far."""
    sums = list(accumulate(each.fee_micro or 0 for each in rounds))
    first = days([each.session for each in rounds])
    said = [money_text(micro, each.currency) for micro, each in zip(sums, rounds, strict=True)]
    labels = [end_label(first[-1], sums[-1], said[-1], colour="--accent")] if rounds else []
    line = {
        "type": "scatter",
        "name": "Fees",
        "mode": "lines" if len(rounds) > 1 else "markers",
        "x": first,
        "y": units(sums),
        "line": {"color": "--accent", "width": 2.5, "shape": "hv"},
        "marker": {"color": "--accent", "size": 8},
        "text": said,
        "hovertemplate": "%{text} in all<extra></extra>",
    }
    return {"data": [line], "layout": layout(annotations=labels)}


def colour(one: Round, side: str) -> str:
    """The accent for the side that was right, grey for the other, a line's colour for both of a void round."""
    if one.state == State.VOID:
        return VOID
    return RIGHT if one.outcome == side else WRONG


def _bars(
    name: str, rounds: Sequence[Round], drawn: Sequence[int], micro: Sequence[int], side: Side
) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": name,
        "x": days([each.session for each in rounds]),
        "y": units(drawn),
        "marker": {"color": [colour(each, side) for each in rounds]},
        "customdata": [reverse("rounds:round", args=[each.instrument.slug, each.code]) for each in rounds],
        "text": [money_text(amount, each.currency) for amount, each in zip(micro, rounds, strict=True)],
        "textposition": "none",
        "hovertemplate": f"%{{text}} {name.lower()}<extra></extra>",
    }
