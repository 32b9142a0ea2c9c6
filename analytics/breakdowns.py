"""Figures by one dimension of the bets; each line knows the filter that shows its bets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from analytics.figures import Figures, summed
from analytics.filters import NONE, Filter
from bets.models import Structure
from ledger.money import format_micro

SEVERAL_LEGS = {Structure.MULTI: "multi", Structure.SYSTEM: "system", Structure.MARKET: "market"}


@dataclass(frozen=True, slots=True)
class Dimension:
    """title for people; the columns grouped by; from those columns' values the label and the filter's changes."""

    title: str
    columns: tuple[str, ...]
    label: Callable[..., str]
    narrow: Callable[..., dict[str, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a dimension in one currency."""

    label: str
    figures: Figures
    narrowed: Filter

    def json(self) -> dict[str, Any]:
        """For the command and the API: decimal strings."""
        return {
            "value": self.label,
            "currency": self.figures.currency,
            "bets": self.figures.bets,
            "turnover": format_micro(self.figures.turnover_micro),
            "profit": format_micro(self.figures.profit_micro),
            "yield": None if self.figures.bet_yield is None else str(self.figures.bet_yield),
        }


DIMENSIONS = {
    "sport": Dimension(
        "Sport",
        ("sport__slug", "sport__name"),
        lambda slug, name: name or "Not recognised",
        lambda slug, name: {"sport": slug or NONE},
    ),
    "competition": Dimension(
        "Competition",
        ("competition__name",),
        lambda name: name or "Not named",
        lambda name: {"competition": name or NONE},
    ),
    "market": Dimension(
        "Market",
        ("market_type__slug", "market_type__name"),
        lambda slug, name: name or "Not recognised",
        lambda slug, name: {"market": slug or NONE},
    ),
    "type": Dimension(
        "Bet type",
        ("structure",),
        lambda structure: str(Structure(structure).label),
        lambda structure: {"type": SEVERAL_LEGS.get(structure, "single")},
    ),
    "bookmaker": Dimension(
        "Bookmaker",
        ("bookmaker__slug", "bookmaker__name"),
        lambda slug, name: name,
        lambda slug, name: {"bookmaker": slug},
    ),
}


def by(name: str, user: Any, asked: Filter, zone: ZoneInfo) -> list[Line]:
    """The lines of a dimension, the one with most turnover first, and then by label."""
    dimension = DIMENSIONS[name]
    lines = []
    for row in summed(asked.bets(user, zone), *dimension.columns):
        values = [row.pop(column) for column in dimension.columns]
        narrowed = asked.but(currency=row["currency"], **dimension.narrow(*values))
        lines.append(Line(dimension.label(*values), Figures(**row), narrowed))
    return sorted(
        lines, key=lambda line: (-line.figures.turnover_micro, -line.figures.bets, line.label.casefold())
    )
