"""Prices that are probably wrong numbers, and why: most "arbitrages" of real files are mistakes in the file."""

import numpy as np

from edges.detection.grid import BACK, LAY, NONE, Grid
from edges.detection.others import median_of_others
from edges.detection.slate import Doubt, Flags, Floats, Ints

SUSPECT, FAR, SWAPPED, OWN_BOOK, INCOMPLETE = 1, 2, 4, 8, 16
CODES = {
    SUSPECT: "suspect",
    FAR: "far",
    SWAPPED: "swapped",
    OWN_BOOK: "own_book",
    INCOMPLETE: "missing_outcome",
}
LEAST_OTHERS = 3  # to say that one is far from all others
FAR_TIMES = 1.35  # the winnings differ from the others' median by more than this factor ...
FAR_MORE = 0.04  # ... which grows with long prices by this much for every unit of odds
LEAST_BOOK = 0.995  # a bookmaker's own prices below this sum are no market
SWAPPED_FROM = 0.15  # sum of the differences in chance from which swapped sides are looked for
TWO_WAY_MOST, THREE_WAY_MOST, VALUE_MOST = 0.03, 0.05, 0.15
THREE_WAY = 3


def doubts(grid: Grid) -> Ints:
    """For every price the reasons as bits, none is 0."""
    told = np.where(grid.is_suspect, SUSPECT, 0)
    told |= np.where(_is_far(grid), FAR, 0)
    whole = np.zeros_like(told[BACK])
    if grid.outcomes in {2, THREE_WAY}:
        whole |= np.where(_is_swapped(grid)[..., None], SWAPPED, 0)
    own, lacks = _own_book(grid)
    whole |= np.where(own[..., None], OWN_BOOK, 0)
    if grid.outcomes == THREE_WAY:
        whole |= np.where(lacks[..., None], INCOMPLETE, 0)
    told |= whole
    return np.where(grid.row == NONE, 0, told)


def of_edge(kind: str, worth: float, outcomes: int) -> list[Doubt]:
    """Reasons about the edge as a whole: it is too good. `worth`: its certain return, or its value."""
    if kind == "value":
        most, what = VALUE_MOST, "value"
    else:
        most, what = (THREE_WAY_MOST if outcomes >= THREE_WAY else TWO_WAY_MOST), "a certain return"
    if worth <= most:
        return []
    reason = (
        f"{worth:.1%} is more {what} than real prices leave: above {most:.0%} it is mostly a wrong number."
    )
    return [Doubt("too_good", reason)]


def explain(grid: Grid, bits: Ints, place: tuple[int, ...]) -> list[Doubt]:
    """The reasons of one price in words, with their numbers. `place`: side, market, bookmaker, outcome."""
    side, market, slot, outcome = place
    row, odds = int(grid.row[place]), grid.odds[place].item()
    found = []
    for bit, code in CODES.items():
        if not bits[place] & bit:
            continue
        mine = grid.odds[BACK, market, slot]
        if bit == SUSPECT:
            reason = "The odds store marked this quote as suspect."
        elif bit == FAR:
            middle, others = median_of_others(grid.odds[side, market])
            reason = (
                f"{odds:.2f} is far from all others: the middle of the other {int(others[slot, outcome])}"
                f" is {middle[slot, outcome]:.2f}."
            )
        elif bit == SWAPPED:
            reason = f"The sides look swapped: {_spelled(mine)} agrees with the others only read backwards."
        elif bit == OWN_BOOK:
            reason = f"This bookmaker's own prices {_spelled(mine)} add up to {np.nansum(1 / mine):.1%}, below 100%."
        else:
            lacking = int(np.isnan(mine).sum())
            reason = f"This bookmaker's quote lacks {lacking} of {grid.outcomes} outcomes: it may be of another market."
        found.append(Doubt(code, reason, row))
    return found


def _spelled(odds: Floats) -> str:
    return " / ".join("-" if np.isnan(each) else f"{each:.2f}" for each in odds)


def _is_far(grid: Grid) -> Flags:
    """Winnings per unit staked against the median of the others'."""
    middle, others = median_of_others(grid.odds)
    with np.errstate(invalid="ignore", divide="ignore"):
        times = np.abs(np.log((grid.odds - 1) / (middle - 1)))
        return (others >= LEAST_OTHERS) & (times > np.log(FAR_TIMES + FAR_MORE * (middle - 1)))


def _is_swapped(grid: Grid) -> Flags:
    with np.errstate(invalid="ignore"):
        chances = 1 / grid.odds[BACK]
        chances = chances / chances.sum(axis=-1, keepdims=True)
        middle, others = median_of_others(chances)
        away = np.abs(chances - middle).sum(axis=-1)
        backwards = np.abs(chances - middle[..., ::-1]).sum(axis=-1)
        return (others[..., 0] >= 2) & (away > SWAPPED_FROM) & (backwards < away / 2)


def _own_book(grid: Grid) -> tuple[Flags, Flags]:
    """Whether a bookmaker's own whole book is below one, and whether its quote lacks an outcome."""
    odds = grid.odds[BACK]
    told = ~np.isnan(odds)
    count = told.sum(axis=-1)
    with np.errstate(invalid="ignore"):
        book = (1 / odds).sum(axis=-1)
        below = book < LEAST_BOOK * grid.winners[:, None]
    lays = ~np.isnan(grid.odds[LAY])
    # One price alone is somebody's choice; two of three are the columns of a market that pays back the third.
    return below, (count > 1) & (count < grid.outcomes) & ~lays.any(axis=-1)
