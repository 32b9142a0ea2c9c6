"""What a bet of a tracker won or lost, from its stake, odds and state. Integer arithmetic, halves of a
micro-unit up.

The table: win s(o-1), loss -s, half of each, void 0, cash-out c-s, bonus bet without its stake s(o-1) or 0, lay
bet s or -s(o-1) with commission on what it won, each-way with two half stakes and a part of the odds for a place.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from imports.formats._amounts import Amounts

MILLION = 1_000_000
CENT = 10_000


@dataclass(frozen=True)
class Told:
    """Columns of a file. odds in millionths (None unknown), commission in millionths of a percent."""

    status: np.ndarray
    stake: Amounts
    odds: np.ndarray
    cash: Amounts
    commission: np.ndarray
    is_lay: np.ndarray
    is_bonus: np.ndarray
    place_part: np.ndarray


@dataclass
class Figures:
    """Money of each bet in micro-units; None where the bet is open."""

    stake: list[int | None] = field(default_factory=list)
    bonus_stake: list[int] = field(default_factory=list)
    at_risk: list[int | None] = field(default_factory=list)
    returned: list[int | None] = field(default_factory=list)
    profit: list[int | None] = field(default_factory=list)
    commission: list[int] = field(default_factory=list)

    def columns(self) -> dict[str, Any]:
        """As columns of the frame of bets."""
        names = ("stake", "bonus_stake", "at_risk", "returned", "profit", "commission")
        return {f"{name}_micro": pd.array(getattr(self, name), dtype="Int64") for name in names}


def settle(told: Told) -> tuple[Figures, np.ndarray]:
    """The figures of every bet, and why one cannot be worked out (None where it can)."""
    figures = Figures()
    wrong = np.full(len(told.status), None, dtype=object)
    for place, status in enumerate(told.status.tolist()):
        stake, price = int(told.stake.micro[place]), told.odds[place]
        is_bonus, is_lay = bool(told.is_bonus[place]), bool(told.is_lay[place])
        risk = 0 if is_bonus else share(stake, (price or MILLION) - MILLION) if is_lay else stake
        profit: int | None = None
        try:
            profit = _profit(told, place, status, stake, price, risk)
        except _Unsettled as reason:
            wrong[place] = str(reason)
        profit = None if profit is None else cents(risk + profit) - risk
        fee = cents(share(profit, int(told.commission[place]) // 100)) if profit and profit > 0 else 0
        profit = None if profit is None else profit - fee
        figures.stake.append(0 if is_bonus else stake)
        figures.bonus_stake.append(stake if is_bonus else 0)
        figures.at_risk.append(risk)
        figures.returned.append(None if profit is None else risk + profit)
        figures.profit.append(profit)
        figures.commission.append(fee)
    return figures, wrong


class _Unsettled(Exception):
    """The row does not tell enough."""


def _profit(
    told: Told, place: int, status: str | None, stake: int, price: int | None, risk: int
) -> int | None:
    """Profit before commission; None for an open bet."""
    if status in (None, "open"):
        return None
    if status == "void":
        return 0
    if status == "cashed_out":
        if not told.cash.known[place]:
            raise _Unsettled(told.cash.wrong[place] or "The row has no cash-out amount.")
        return int(told.cash.micro[place]) - risk
    is_lay = bool(told.is_lay[place])
    if price is None and (is_lay or status not in ("lost", "half_lost")):
        raise _Unsettled("The row has no odds, so its result cannot be worked out.")
    if status in ("lost", "half_lost"):
        return -risk if status == "lost" else -share(risk, MILLION // 2)
    gain = stake if is_lay else share(stake, (price or MILLION) - MILLION)
    if status == "half_won":
        return share(gain, MILLION // 2)
    if status == "placed" or told.place_part[place]:
        return _each_way(told, place, stake, (price or MILLION) - MILLION)
    return gain


def _each_way(told: Told, place: int, stake: int, over: int) -> int:
    """Half the stake on winning, half on a place at a part of the odds; `over` is odds less one, in millionths."""
    part = told.place_part[place]
    if part is None:
        raise _Unsettled("The row does not tell which part of the odds a place pays.")
    unit = share(stake, MILLION // 2)
    placed = share(unit, over * part[0] // part[1])
    if told.status[place] == "won":
        return share(unit, over) + placed
    return placed - (0 if told.is_bonus[place] else unit)


def share(amount: int, part: int) -> int:
    """amount x part / 1,000,000, halves up."""
    return (amount * part + MILLION // 2) // MILLION


def cents(amount: int) -> int:
    """To the cent, halves up: bookmakers pay no part of one, whatever stake x odds comes to."""
    return (amount + CENT // 2) // CENT * CENT


def millionths(text: str | None) -> int | None:
    """Decimal odds as millionths."""
    if not text:
        return None
    whole, _, part = text.partition(".")
    return int(whole) * MILLION + int(part.ljust(6, "0"))
