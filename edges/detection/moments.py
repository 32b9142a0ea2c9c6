"""Prices of one instant: which of a market's prices stood at the same time.

A price stood from when it was taken until it was last seen. Windows that have an instant in common, two by two, have
one that is common to all of them, and the last `taken` among them is such an instant: so it is enough to look at those.
"""

from dataclasses import dataclass

import numpy as np

from edges.detection.grid import Grid
from edges.detection.slate import Flags, Ints

FAR = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Moments:
    """`market[m]`: the market of moment m in its grid; `alive[side, m, bookmaker, outcome]`: what stood then."""

    market: Ints
    at: Ints
    alive: Flags


def moments(grid: Grid, usable: Flags, tolerance: int) -> Moments:
    """The moments of every market, the older before the newer; one is enough where all of its prices stood at once."""
    last = np.where(usable, grid.taken, -1).max(axis=(0, 2, 3))
    ended = np.where(usable, grid.seen, FAR - tolerance).min(axis=(0, 2, 3)) + tolerance
    at_once = (last <= ended) & (last >= 0)
    together = np.flatnonzero(at_once)
    apart_market, apart_at = _taken(grid, usable, ~at_once & (last >= 0))
    market = np.concatenate([together, apart_market])
    at = np.concatenate([last[together], apart_at])
    then = at[:, None, None]
    alive = usable[:, market] & (grid.taken[:, market] <= then) & (grid.seen[:, market] + tolerance >= then)
    return Moments(market, at, alive)


def _taken(grid: Grid, usable: Flags, apart: Flags) -> tuple[Ints, Ints]:
    _, market, _, _ = places = np.nonzero(usable & apart[None, :, None, None])
    pairs = np.unique(np.stack([market, grid.taken[places]], axis=1), axis=0)
    return pairs[:, 0], pairs[:, 1]
