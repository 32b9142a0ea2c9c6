"""What goes by time or by rank: periods, falls and runs, the first and the last day, the largest results."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from analytics.columns.picked import Picked

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
DAY_ZERO = date(2000, 1, 1)
SATURDAY = 5  # what 2000-01-01 was, counted from Monday
NUMPY_ZERO = np.datetime64("2000-01-01", "D")


def moment(micros: int) -> datetime:
    """A moment as the columns count it."""
    return EPOCH + timedelta(microseconds=int(micros))


def spans(picked: Picked) -> list[dict[str, Any]]:
    """By currency of settled bets: first placed, last settled, what bets that gained gained, and how many they were."""
    told = []
    for bets in picked.settled:
        profit = bets.rows("profit")
        slips = int(np.count_nonzero(profit > 0))
        told.append(
            {
                "currency": bets.currency,
                "first": moment(bets.rows("placed").min()),
                "last": moment(bets.rows("happened")[-1]),
                "slips_micro": int(np.maximum(profit, 0).sum()) if slips else None,
                "slips": slips,
            }
        )
    return told


def periods(picked: Picked, currency: str, period: str) -> list[tuple[date, int, int, int]]:
    """First day, profit, turnover and number of the bets of one currency settled in each period, oldest first."""
    for bets in picked.settled:
        if bets.currency == currency:
            firsts, code = _periods(bets.rows("day"), period)
            count = np.bincount(code, minlength=len(firsts))
            profit, turnover = np.zeros((2, len(firsts)), np.int64)
            np.add.at(profit, code, bets.rows("profit"))
            np.add.at(turnover, code, bets.rows("turnover"))
            return [
                (DAY_ZERO + timedelta(days=int(first)), int(won), int(risked), int(many))
                for first, won, risked, many in zip(firsts, profit, turnover, count, strict=True)
                if many
            ]
    return []


def _periods(day: np.ndarray, period: str) -> tuple[np.ndarray, np.ndarray]:
    """The first days of the periods, and for each bet which one it is in."""
    lowest = int(day.min())
    every = np.arange(lowest, int(day.max()) + 1)
    firsts, code = np.unique(_first_days(every, period), return_inverse=True)
    return firsts, code.astype(np.intp)[day - lowest]


def _first_days(days: np.ndarray, period: str) -> np.ndarray:
    if period == "day":
        return days
    if period == "week":
        return days - (days + SATURDAY) % 7
    months = (NUMPY_ZERO + days).astype("M8[M]")
    if period == "quarter":
        months = months - (months.astype(int) % 3)
    first = months.astype("M8[Y]") if period == "year" else months
    return (first.astype("M8[D]") - NUMPY_ZERO).astype(int)


def swings(picked: Picked) -> list[tuple[str, int, int, datetime, datetime]]:
    """(currency, outcome, size, since, until): outcome 0 the deepest fall, 1 and -1 the longest runs."""
    outcome = picked.kinds.is_won.astype(np.int8) - picked.kinds.is_lost
    found = []
    for bets in picked.settled:
        happened = bets.rows("happened")
        fall = _fall(bets.rows("profit"))
        if fall:
            depth, since, until = fall
            found.append((bets.currency, 0, depth, moment(happened[since]), moment(happened[until])))
        ended = outcome[bets.rows("kind")]
        counted = np.flatnonzero(ended)
        for sign, size, since, until in _runs(ended[counted]):
            span = moment(happened[counted[since]]), moment(happened[counted[until]])
            found.append((bets.currency, sign, size, *span))
    return found


def _fall(profit: np.ndarray) -> tuple[int, int, int] | None:
    """The deepest fall of the running total, which starts at zero: how deep, and between which bets."""
    total = np.cumsum(profit)
    peak = np.maximum(np.maximum.accumulate(total), 0)
    depth = peak - total
    until = int(np.argmax(depth))
    if depth[until] <= 0:
        return None
    before = np.flatnonzero(total[:until] == peak[until])
    return int(depth[until]), int(before[-1]) if len(before) else 0, until


def _runs(ended: np.ndarray) -> list[tuple[int, int, int, int]]:
    """The longest run of each sign: sign, length, first and last place."""
    if not len(ended):
        return []
    starts = np.flatnonzero(np.concatenate(([True], ended[1:] != ended[:-1])))
    lengths = np.diff(np.append(starts, len(ended)))
    found = []
    for sign in (1, -1):
        among = np.flatnonzero(ended[starts] == sign)
        if len(among):
            best = among[np.argmax(lengths[among])]
            first, size = int(starts[best]), int(lengths[best])
            found.append((sign, size, first, first + size - 1))
    return found


def largest(picked: Picked, currency: str, most: int, *, is_best: bool) -> list[int]:
    """The ids of the settled bets of one currency that won (lost) most, the one with the smaller id first."""
    for bets in picked.settled:
        if bets.currency == currency:
            profit, (low, high) = bets.rows("profit"), bets.bounds(most)
            fits = profit >= max(high, 1) if is_best else profit <= min(low, -1)
            places = np.flatnonzero(fits)
            ids, rank = bets.rows("id")[places], profit[places] * (-1 if is_best else 1)
            if len(places) > most:  # many that are level with the last one: of those the first ids will do
                level = np.flatnonzero(rank == rank.max())
                if len(level) > most:
                    level = level[np.argpartition(ids[level], most - 1)[:most]]
                chosen = np.concatenate((np.flatnonzero(rank < rank.max()), level))
                ids, rank = ids[chosen], rank[chosen]
            return [int(pk) for pk in ids[np.lexsort((ids, rank))][:most]]
    return []
