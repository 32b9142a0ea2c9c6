"""Prices that return more than the fair chance asks for: by the other books, by a sharp one, or by the person's own."""

from collections.abc import Iterator

import numpy as np

from edges.detection.grid import BACK, LAY, Grid
from edges.detection.moments import Moments
from edges.detection.others import mean_of_others, median_of_others
from edges.detection.slate import CONSENSUS, OWN, SHARP, VALUE, Flags, Floats, Found, Ints, Rules, Unvig


def unvigged(grid: Grid, sound: Flags, unvig: Unvig) -> Floats:
    """The chances by each bookmaker's own whole quote (market, bookmaker, outcome); NaN where it is none or unsound."""
    whole = sound[BACK].all(axis=-1)
    found = np.full(grid.odds.shape[1:], np.nan)
    for winners in np.unique(grid.winners).tolist():
        mine = whole & (grid.winners == winners)[:, None]
        if mine.any():
            found[mine] = unvig(grid.odds[BACK][mine], winners)
    return found


def values(grid: Grid, when: Moments, chances: Floats, own: Floats | None, rules: Rules) -> list[Found]:
    """Every price worth enough. `chances` as of `unvigged`; `own` (market, outcome): the person's, NaN for none.

    A price that stood at several moments is judged by the newest of them.
    """
    alive_quote = when.alive[BACK].all(axis=-1)
    then = np.where(alive_quote[..., None], chances[when.market], np.nan)
    found: list[Found] = []
    for basis, fair, books in _fairs(grid, when, then, own, rules):
        for side in (BACK, LAY):
            found += _worth(grid, when, side, basis, fair, books, rules)
    return found


def _fairs(
    grid: Grid, when: Moments, then: Floats, own: Floats | None, rules: Rules
) -> Iterator[tuple[str, Floats, Ints]]:
    """For each basis the fair chance of every price (moment, bookmaker, outcome) and how many books it rests on."""
    if CONSENSUS in rules.bases:
        yield CONSENSUS, *consensus(then, grid.winners[when.market], rules)
    if SHARP in rules.bases:
        yield SHARP, *_sharp(grid, when, then, rules)
    if OWN in rules.bases and own is not None:
        fair = np.broadcast_to(own[when.market][:, None, :], then.shape)
        yield OWN, fair, np.zeros(then.shape, np.int64)


def consensus(then: Floats, winners: Ints, rules: Rules) -> tuple[Floats, Ints]:
    """The middle of the other books' chances, brought to sum to the winners again (medians do not by themselves)."""
    of_others = median_of_others if rules.middle_of == "median" else mean_of_others
    fair, others = of_others(then)
    fair = np.where(others >= rules.least_books, fair, np.nan)
    with np.errstate(invalid="ignore"):
        return fair * winners[:, None, None] / fair.sum(axis=-1, keepdims=True), others


def _sharp(grid: Grid, when: Moments, then: Floats, rules: Rules) -> tuple[Floats, Ints]:
    """The chances of the first sharp book that has any; its own prices are not measured by them."""
    fair = np.full((len(when.market), then.shape[-1]), np.nan)
    whose = np.full(len(when.market), -1)
    for bookmaker in reversed(rules.sharp):
        moment, slot = np.nonzero((grid.bookmaker[when.market] == bookmaker) & ~np.isnan(then[..., 0]))
        fair[moment] = then[moment, slot]
        whose[moment] = slot
    told = np.repeat(fair[:, None, :], then.shape[1], axis=1)
    mine = np.flatnonzero(whose >= 0)
    told[mine, whose[mine]] = np.nan
    return told, np.ones(then.shape, np.int64)


def _worth(
    grid: Grid, when: Moments, side: int, basis: str, fair: Floats, books: Ints, rules: Rules
) -> list[Found]:
    chance = fair if side == BACK else 1 - fair
    returned = grid.returned[side, when.market]
    with np.errstate(invalid="ignore"):
        worth = np.where(when.alive[side], chance * returned - 1, np.nan)
    judged = _newest(when, ~np.isnan(worth))
    with np.errstate(invalid="ignore"):
        places = np.nonzero(judged & (worth >= rules.least_value))
    rows = grid.row[side, when.market[places[0]], places[1], places[2]]
    columns = (rows, worth[places], chance[places], returned[places], books[places])
    return [
        Found(
            VALUE,
            (row,),
            edge=value,
            worst=-1.0,
            best=back - 1,
            basis=basis,
            chance=likely,
            kelly=max(value / (back - 1), 0.0),
            books=count,
        )
        for row, value, likely, back, count in zip(*(each.tolist() for each in columns), strict=True)
    ]


def _newest(when: Moments, told: Flags) -> Flags:
    """Of the moments of a market at which something is told, the last one."""
    markets, counts = np.unique(when.market, return_counts=True)
    if len(markets) == len(when.market):
        return told
    kept = told.copy()
    for market in markets[counts > 1].tolist():
        mine = np.flatnonzero(when.market == market)
        mine = mine[np.argsort(when.at[mine], kind="stable")][::-1]
        seen = np.zeros(told.shape[1:], np.bool_)
        for moment in mine.tolist():
            kept[moment] &= ~seen
            seen |= told[moment]
    return kept
