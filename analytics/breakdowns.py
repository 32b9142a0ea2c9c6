"""Figures by one dimension of the bets, or by two crossed; each line knows the filter that shows its bets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from analytics import figures
from analytics.figures import Figures
from analytics.filters import NONE, Filter
from analytics.terms import TERMS, Term
from bets.models import Structure
from ledger.money import format_micro

SEVERAL_LEGS = {Structure.MULTI: "multi", Structure.SYSTEM: "system", Structure.MARKET: "market"}


@dataclass(frozen=True, slots=True)
class Dimension:
    """title and meaning for people; the columns grouped by; from their values the label and the filter's changes.

    `place` orders the lines where they have an order of their own; without it the most turnover comes first.
    """

    title: str
    meaning: str
    columns: tuple[str, ...]
    label: Callable[..., str]
    narrow: Callable[..., dict[str, str]]
    place: Callable[..., Any] | None = None


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


def _of_term(name: str, term: Term) -> Dimension:
    def place(word: str) -> tuple[int, str]:
        known = term.words.index(word) if word in term.words else len(term.words)
        return known, word.zfill(5)

    return Dimension(
        term.title,
        term.meaning,
        (f"term_{name}",),
        term.says,
        lambda word: {name: word},
        place if term.words else None,
    )


DIMENSIONS = {
    "sport": Dimension(
        "Sport",
        "What was played, as the file names it or as its words tell.",
        ("sport__slug", "sport__name"),
        lambda slug, name: name or "Not recognised",
        lambda slug, name: {"sport": slug or NONE},
    ),
    "competition": Dimension(
        "Competition",
        "The league, tournament or meeting.",
        ("competition__name",),
        lambda name: name or "Not named",
        lambda name: {"competition": name or NONE},
    ),
    "team": _of_term("team", TERMS["team"]),
    "opponent": _of_term("opponent", TERMS["opponent"]),
    "market": Dimension(
        "Market",
        "The kind of market, under one name for all bookmakers.",
        ("market_type__slug", "market_type__name"),
        lambda slug, name: name or "Not recognised",
        lambda slug, name: {"market": slug or NONE},
    ),
    "type": Dimension(
        "Bet type",
        "Single, multi, system, or a market's result whose single bets the file does not tell.",
        ("structure",),
        lambda structure: str(Structure(structure).label),
        lambda structure: {"type": SEVERAL_LEGS.get(structure, "single")},
    ),
    "bookmaker": Dimension(
        "Bookmaker",
        "Who took the bet.",
        ("bookmaker__slug", "bookmaker__name"),
        lambda slug, name: name,
        lambda slug, name: {"bookmaker": slug},
    ),
    **{name: _of_term(name, TERMS[name]) for name in TERMS if name not in ("team", "opponent", "built")},
}
# A type asked for that says nothing of how a bet is built (lay bets) stays beside the line's own.
SAYS_STRUCTURE = {"", "single", "multi", "system", "market"}
BUILT = _of_term("built", TERMS["built"])


def dimension_of(name: str, asked: Filter) -> Dimension:
    """The dimension by its name, such that its lines narrow this filter and replace nothing in it."""
    return BUILT if name == "type" and asked.type not in SAYS_STRUCTURE else DIMENSIONS[name]


def by(name: str, user: Any, asked: Filter, zone: ZoneInfo) -> list[Line]:
    """The lines of a dimension, in its own order, else the one with most turnover first and then by label."""
    dimension = dimension_of(name, asked)
    lines = []
    for row in grouped((dimension,), user, asked, zone):
        values = [row.pop(column) for column in dimension.columns]
        narrowed = asked.but(currency=row["currency"], **dimension.narrow(*values))
        lines.append((values, Line(dimension.label(*values), Figures(**row), narrowed)))
    lines.sort(key=lambda pair: _largest_first(pair[1]))
    if dimension.place:
        place = dimension.place
        lines.sort(key=lambda pair: place(*pair[0]))
    return [line for _, line in lines]


def grouped(
    dimensions: tuple[Dimension, ...], user: Any, asked: Filter, zone: ZoneInfo
) -> list[dict[str, Any]]:
    """The bets' sums by the dimensions' columns and the currency."""
    columns = [column for dimension in dimensions for column in dimension.columns]
    return figures.grouped(user, asked, zone, *columns)


def _largest_first(line: Line) -> tuple[int, int, str]:
    return (-line.figures.turnover_micro, -line.figures.bets, line.label.casefold())
