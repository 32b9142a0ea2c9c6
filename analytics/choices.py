"""What the filter bar offers: only what the person's own bets contain."""

from dataclasses import dataclass
from typing import Any

from analytics.filters import STATES, TYPES, Filter
from bets.models import Bet


@dataclass(frozen=True, slots=True)
class Choice:
    """One drop-down of the filter bar: its name in the address, its label, what nothing chosen means, the options."""

    name: str
    label: str
    every: str
    options: list[tuple[str, str]]
    chosen: str


def filter_bar(user: Any, asked: Filter) -> list[Choice]:
    """The drop-downs, without those that would offer a single thing. Call it inside acting_as(user)."""
    mine = Bet.objects.visible_to(user)
    pairs = {
        "bookmaker": ("Bookmaker", "All bookmakers", _pairs(mine, "bookmaker__slug", "bookmaker__name")),
        "sport": ("Sport", "All sports", _pairs(mine, "sport__slug", "sport__name")),
        "market": ("Market", "All markets", _pairs(mine, "market_type__slug", "market_type__name")),
        "currency": ("Currency", "All currencies", _pairs(mine, "currency", "currency")),
    }
    fixed = {
        "type": ("Type", "All types", [(key, label) for key, (label, _) in TYPES.items()]),
        "status": ("State", "All states", [(key, label) for key, (label, _) in STATES.items()]),
    }
    return [
        Choice(name, label, every, options, getattr(asked, name))
        for name, (label, every, options) in (pairs | fixed).items()
        if len(options) > 1 or getattr(asked, name)
    ]


def _pairs(bets: Any, value: str, label: str) -> list[tuple[str, str]]:
    found = bets.exclude(**{value: None}).order_by(label).values_list(value, label).distinct()
    return [(str(key), str(name)) for key, name in found]
