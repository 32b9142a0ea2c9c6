"""What taken edges promised, what they brought, and what their closing prices say: with intervals. Arithmetic only.

The unit is the taken edge: the bets of an arbitrage win and lose against each other, so they are drawn together. Of
every bet the promise is its edge times what was at risk. Intervals of 95 % come from drawing the taken edges again and
again with return (2,000 times, always the same draws), from twenty of them on; below there is none.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from edges.models import TakenBet
from odds.models import BetClosing

LEAST, DRAWS, SEED = 20, 2_000, 7
CENT = 10_000  # micro-units: an estimate has no finer ones
SIZES = ((Decimal("0.01"), "below 1%"), (Decimal("0.02"), "1 to 2%"), (Decimal("0.05"), "2 to 5%"))
LARGEST = "5% and more"


@dataclass(frozen=True, slots=True)
class Line:
    """A bet of a taken edge. Money in micro-units; `profit_micro` None while it is open; `clv` against the fair closing
    chance, None where no closing price is known."""

    taking: int
    currency: str
    edge: Decimal
    risk_micro: int
    profit_micro: int | None
    clv: float | None
    kind: str
    bookmaker: str
    sport: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """The sums of a group in one currency. Intervals are of the yield and of the mean closing-line value."""

    name: str
    currency: str
    taken: int
    bets: int
    settled: int
    risk_micro: int
    expected_micro: int
    profit_micro: int
    expected_yield: Decimal | None
    actual_yield: Decimal | None
    yield_interval: tuple[Decimal, Decimal] | None
    clv: Decimal | None
    clv_bets: int
    clv_interval: tuple[Decimal, Decimal] | None

    @property
    def is_told_apart(self) -> bool:
        """Whether zero lies outside the interval of the yield."""
        return self.yield_interval is not None and not self.yield_interval[0] <= 0 <= self.yield_interval[1]


GROUPS: dict[str, tuple[str, Callable[[Line], Iterable[str]]]] = {
    "all": ("All", lambda line: ("All",)),
    "strategy": ("Strategy", lambda line: line.tags or ("no tag",)),
    "kind": ("Kind", lambda line: (line.kind,)),
    "bookmaker": ("Bookmaker", lambda line: (line.bookmaker,)),
    "sport": ("Sport", lambda line: (line.sport,)),
    "size": ("Size of the edge", lambda line: (size_of(line.edge),)),
}


def size_of(edge: Decimal) -> str:
    """The band of an edge."""
    return next((name for most, name in SIZES if edge < most), LARGEST)


def lines(user: Any) -> list[Line]:
    """Every linked bet of the person's. Of a middle without a known chance the promise is its worst case."""
    links = (
        TakenBet.objects.visible_to(user)
        .select_related("taking__edge__sport", "bet__bookmaker")
        .order_by("taking_id", "place", "id")
    )
    found = list(links)
    closing = _closing(user, [link.bet_id for link in found])
    told = []
    for link in found:
        edge, bet = link.taking.edge, link.bet
        told.append(
            Line(
                taking=link.taking_id,
                currency=bet.currency,
                edge=edge.worst if edge.edge is None else edge.edge,
                risk_micro=bet.at_risk_micro or 0,
                profit_micro=bet.profit_micro if bet.is_settled else None,
                clv=closing.get(bet.pk),
                kind=edge.get_kind_display(),
                bookmaker=bet.bookmaker.name,
                sport=edge.sport.name if edge.sport else "Other",
                tags=tuple(link.taking.tags),
            )
        )
    return told


def _closing(user: Any, bet_ids: list[int]) -> dict[int, float]:
    """Of every backed single the value at the close: odds times the fair chance, less one."""
    kept = BetClosing.objects.visible_to(user).filter(
        bet_id__in=bet_ids,
        leg=None,
        is_confirmed=True,
        is_refused=False,
        bet__side="back",
        closing__power__isnull=False,
    )
    return {
        pk: np.float64(odds * chance - 1).item()
        for pk, odds, chance in kept.values_list("bet_id", "bet__odds", "closing__power")
        if odds is not None
    }


def rows(told: list[Line], by: str) -> list[Row]:
    """The groups of these lines, by currency; those with most at risk first. Raises KeyError for an unknown group."""
    grouped: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in told:
        for name in GROUPS[by][1](line):
            grouped[name, line.currency].append(line)
    found = [_row(name, currency, mine) for (name, currency), mine in grouped.items()]
    return sorted(found, key=lambda row: (row.currency, -row.risk_micro, row.name))


def _row(name: str, currency: str, mine: list[Line]) -> Row:
    settled = [line for line in mine if line.profit_micro is not None]
    risk = sum(line.risk_micro for line in settled)
    expected = int(sum(line.edge * line.risk_micro for line in settled) / CENT) * CENT
    profit = sum(line.profit_micro or 0 for line in settled)
    with_clv = [line for line in mine if line.clv is not None]
    return Row(
        name=name,
        currency=currency,
        taken=len({line.taking for line in mine}),
        bets=len(mine),
        settled=len(settled),
        risk_micro=risk,
        expected_micro=expected,
        profit_micro=profit,
        expected_yield=_share(expected, risk),
        actual_yield=_share(profit, risk),
        yield_interval=interval(settled, lambda line: (line.profit_micro or 0, line.risk_micro)),
        clv=_mean([line.clv for line in with_clv if line.clv is not None]),
        clv_bets=len(with_clv),
        clv_interval=interval(with_clv, lambda line: (line.clv or 0.0, 1)),
    )


def interval(
    mine: list[Line], parts: Callable[[Line], tuple[float, float]]
) -> tuple[Decimal, Decimal] | None:
    """95 % of the ratio of two sums over the taken edges; None below twenty of them."""
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for line in mine:
        above, below = parts(line)
        sums[line.taking][0] += above
        sums[line.taking][1] += below
    if len(sums) < LEAST:
        return None
    each = np.array([sums[key] for key in sorted(sums)])
    drawn = np.random.default_rng(SEED).integers(0, len(each), (DRAWS, len(each)))
    above, below = each[drawn].sum(axis=1).T
    if (below <= 0).any():
        return None
    low, high = np.percentile(above / below, [2.5, 97.5])
    return _decimal(low.item()), _decimal(high.item())


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / Decimal(whole) if whole else None


def _mean(values: list[float]) -> Decimal | None:
    return _decimal(np.mean(values).item()) if values else None


def _decimal(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal("0.000001"))


def verdict(all_rows: list[Row]) -> str:
    """In one sentence what can be said of all taken edges."""
    settled = sum(row.settled for row in all_rows)
    if not settled:
        return "Nothing has settled yet."
    told = [row for row in all_rows if row.yield_interval]
    if not told:
        bets = f"{settled} settled bet{'' if settled == 1 else 's'}"
        return f"Too little to tell from luck: {bets}, and an interval takes {LEAST} taken edges."
    if all(not row.is_told_apart for row in told):
        return "The result cannot be told from luck: nothing at all lies within what chance does."
    return (
        "The result lies outside of what chance does around nothing; the closing prices say if it may last."
    )
