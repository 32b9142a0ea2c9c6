"""One look through a slate: what is found among sound prices, and apart from it what only wrong numbers would give."""

from dataclasses import replace

import numpy as np

from edges.detection import combinations, doubts, middles, values
from edges.detection.grid import NONE, Grid, grids
from edges.detection.moments import moments
from edges.detection.others import median_of_others
from edges.detection.slate import (
    ARBITRAGE,
    BACK_LAY,
    MIDDLE,
    OWN,
    VALUE,
    Doubt,
    Flags,
    Floats,
    Found,
    Ints,
    Offers,
    Prices,
    Rules,
    Unvig,
)


def detect(offers: Offers, prices: Prices, rules: Rules, *, at: int, unvig: Unvig) -> list[Found]:
    """Every edge in the prices at the moment `at` (microseconds of the epoch).

    First among prices without doubts, so that a wrong number hides no true edge behind it; then among all, of which
    those are kept that rest on a doubtful price, with the reasons.
    """
    return [
        each for grid in grids(offers, prices, at=at) for each in _of_grid(offers, prices, grid, rules, unvig)
    ]


def _of_grid(offers: Offers, prices: Prices, grid: Grid, rules: Rules, unvig: Unvig) -> list[Found]:
    bits = doubts.doubts(grid)
    sound = grid.is_told & (bits == 0)
    chances = values.unvigged(grid, sound, unvig)
    found = _among(offers, grid, sound, chances, rules)
    told = [_doubted(each, prices, offers) for each in found]
    if not bits.any():
        return told
    touched: Flags = np.asarray(bits.any(axis=(0, 2, 3)))  # the markets with a doubtful price
    everything = grid.is_told & _with_family(offers, grid, touched)[None, :, None, None]
    place = _places(grid)
    for each in _among(offers, grid, everything, chances, rules):
        reasons = [reason for row in each.rows for reason in _reasons(grid, bits, place[row])]
        if reasons:
            told.append(_doubted(each, prices, offers, reasons))
    return told


def _among(offers: Offers, grid: Grid, usable: Flags, chances: Floats, rules: Rules) -> list[Found]:
    when = moments(grid, usable, rules.tolerance)
    found: list[Found] = []
    if ARBITRAGE in rules.kinds:
        found += combinations.arbitrages(grid, when, rules)
    if BACK_LAY in rules.kinds:
        found += combinations.back_lays(grid, when, rules)
    if MIDDLE in rules.kinds and grid.outcomes == 2:
        found += middles.middles(offers, grid, usable, _middle(chances), rules)
    if VALUE in rules.kinds:
        own = None if offers.fair is None else offers.fair[grid.offer, : grid.outcomes]
        found += values.values(grid, when, chances, own, rules)
    return found


def _middle(chances: Floats) -> Floats:
    """The median of all books' chances (market, outcome)."""
    last = np.full((chances.shape[0], 1, chances.shape[2]), np.nan)
    found, _ = median_of_others(np.concatenate([chances, last], axis=1))
    return found[:, -1]


def _with_family(offers: Offers, grid: Grid, touched: Flags) -> Flags:
    """The markets touched, and the other lines of theirs: a middle has two."""
    family = offers.family[grid.offer]
    return touched | (np.isin(family, np.unique(family[touched])) & (family >= 0))


def _places(grid: Grid) -> Ints:
    """Where in the grid each row of Prices lies (flat); of those that lie nowhere nothing is said."""
    where = np.flatnonzero(grid.row != NONE)
    rows = grid.row.ravel()[where]
    places = np.full(rows.max() + 1, NONE)
    places[rows] = where
    return places


def _reasons(grid: Grid, bits: Ints, flat: int) -> list[Doubt]:
    place = tuple(int(each) for each in np.unravel_index(flat, grid.row.shape))
    return doubts.explain(grid, bits, place) if bits[place] else []


def _doubted(found: Found, prices: Prices, offers: Offers, reasons: list[Doubt] | None = None) -> Found:
    if found.basis == OWN:  # the person's opinion may be as far from everybody's as they like
        return replace(found, doubts=tuple(reasons or ()))
    worth = found.edge if found.kind == VALUE else found.worst
    outcomes = int(offers.outcomes[prices.offer[found.rows[0]]]) if found.kind == ARBITRAGE else 2
    more = doubts.of_edge(found.kind, worth or 0.0, outcomes)
    return replace(found, doubts=(*(reasons or []), *more)) if reasons or more else found
