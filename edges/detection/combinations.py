"""Arbitrage over all outcomes, and of a back against a lay: certain returns out of prices of one instant."""

import numpy as np

from edges.detection.grid import BACK, LAY, Grid
from edges.detection.moments import Moments
from edges.detection.slate import ARBITRAGE, BACK_LAY, Floats, Found, Ints, Rules


def arbitrages(grid: Grid, when: Moments, rules: Rules) -> list[Found]:
    """The best price of every outcome, where the market has one winner and they sum to less than one.

    S = sum of 1/returned; whoever stakes in proportion to 1/returned gets 1/S - 1 of the stake, whatever happens.
    """
    if not len(when.market):
        return []
    best, slot = _best(grid, when, BACK)
    total = (1 / best).sum(axis=-1)  # infinite where an outcome has no price
    total = np.where(grid.winners[when.market] == 1, total, np.inf)
    chosen = _least_per_market(total, when.market, rules)
    outcomes = np.arange(grid.outcomes)
    found = []
    for m in chosen.tolist():
        rows = grid.row[BACK, when.market[m], slot[m], outcomes]
        found.append(_found(ARBITRAGE, (1 / total[m] - 1).item(), tuple(rows.tolist())))
    return found


def back_lays(grid: Grid, when: Moments, rules: Rules) -> list[Found]:
    """An outcome backed at one price and laid at another: right whatever the number of winners."""
    if not len(when.market):
        return []
    back, back_slot = _best(grid, when, BACK)
    lay, lay_slot = _best(grid, when, LAY)
    found = []
    for outcome in range(grid.outcomes):
        total = 1 / back[:, outcome] + 1 / lay[:, outcome]
        for m in _least_per_market(total, when.market, rules).tolist():
            market = when.market[m]
            rows = (
                int(grid.row[BACK, market, back_slot[m, outcome], outcome]),
                int(grid.row[LAY, market, lay_slot[m, outcome], outcome]),
            )
            found.append(_found(BACK_LAY, (1 / total[m] - 1).item(), rows))
    return found


def _best(grid: Grid, when: Moments, side: int) -> tuple[Floats, Ints]:
    """What the best price of every outcome returns, 1e-300 (never one) where there is none, and whose it is."""
    returned = np.where(when.alive[side], grid.returned[side, when.market], 1e-300)
    slot = returned.argmax(axis=1)
    return np.take_along_axis(returned, slot[:, None], axis=1)[:, 0], slot


def _least_per_market(total: Floats, market: Ints, rules: Rules) -> Ints:
    """The moments whose sum is low enough: of every market the one with the lowest, of equal ones the newest."""
    low = np.flatnonzero(1 / total - 1 >= rules.least_return)
    order = low[np.lexsort((-low, total[low], market[low]))]
    _, first = np.unique(market[order], return_index=True)
    return order[first]


def _found(kind: str, certain: float, rows: tuple[int, ...]) -> Found:
    return Found(kind, rows, edge=certain, worst=certain, best=certain)
