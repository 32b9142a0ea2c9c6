"""Middles: over a lower line with one bookmaker, under a higher one with another; in the gap both sides win.

Stakes in proportion to 1/returned bring back the same on either side. Then, of the whole stake, 1/S - 1 is the worst
case (one side wins) and 2/S - 1 the best (both do), and it pays from a chance of S - 1 for the gap.
"""

import numpy as np

from edges.detection.grid import BACK, Grid
from edges.detection.slate import MIDDLE, Flags, Floats, Found, Ints, Offers, Rules

OVER, UNDER = 0, 1
CHUNK = 2_000


def middles(offers: Offers, grid: Grid, usable: Flags, fair: Floats, rules: Rules) -> list[Found]:
    """The best pair of prices of every two lines. `fair`: the middle chance of each market's outcomes by its books."""
    low, high = _pairs(offers, grid)
    found: list[Found] = []
    for start in range(0, len(low), CHUNK):
        part = slice(start, start + CHUNK)
        found += _of_pairs(grid, usable, fair, low[part], high[part], rules)
    return found


def holds_a_result(low: Floats, high: Floats) -> Flags:
    """Whether a whole number between two lines has both sides win in full (near a quarter line half is won)."""
    return np.floor(high - 0.5) >= np.ceil(low + 0.5)


def _pairs(offers: Offers, grid: Grid) -> tuple[Ints, Ints]:
    """Markets of one family, the lower line first, with a result between them."""
    family, threshold = offers.family[grid.offer], offers.threshold[grid.offer]
    has_line = np.flatnonzero((family >= 0) & (grid.winners == 1))
    order = has_line[np.lexsort((threshold[has_line], family[has_line]))]
    lows, highs = [], []
    for step in range(1, len(order)):
        low, high = order[:-step], order[step:]
        same = family[low] == family[high]
        if not same.any():
            break
        same &= holds_a_result(threshold[low], threshold[high])
        lows.append(low[same])
        highs.append(high[same])
    empty = np.zeros(0, np.int64)
    return np.concatenate([empty, *lows]), np.concatenate([empty, *highs])


def _of_pairs(grid: Grid, usable: Flags, fair: Floats, low: Ints, high: Ints, rules: Rules) -> list[Found]:
    if not len(low):
        return []
    over, under = (_inverse(grid, usable, low, OVER), _inverse(grid, usable, high, UNDER))
    total = over[:, :, None] + under[:, None, :]
    last = np.maximum(
        grid.taken[BACK, low, :, OVER][:, :, None], grid.taken[BACK, high, :, UNDER][:, None, :]
    )
    ended = np.minimum(grid.seen[BACK, low, :, OVER][:, :, None], grid.seen[BACK, high, :, UNDER][:, None, :])
    total[last > ended + rules.tolerance] = np.inf
    flat = total.reshape(len(low), -1)
    best = flat.argmin(axis=1)
    least = flat[np.arange(len(low)), best]
    gap = np.clip(fair[low, OVER] - fair[high, OVER], 0, 1)
    edge = (1 + gap) / least - 1
    found = []
    with np.errstate(invalid="ignore"):
        pays = (edge >= rules.least_value) & (least - 1 <= rules.most_needed)
    blind = np.isnan(gap) & (least - 1 <= rules.most_blind)
    for k in np.flatnonzero(pays | blind).tolist():
        first, second = divmod(int(best[k]), grid.bookmaker.shape[1])
        rows = (int(grid.row[BACK, low[k], first, OVER]), int(grid.row[BACK, high[k], second, UNDER]))
        known = not np.isnan(gap[k])
        found.append(
            Found(
                MIDDLE,
                rows,
                edge=edge[k].item() if known else None,
                worst=(1 / least[k] - 1).item(),
                best=(2 / least[k] - 1).item(),
                chance=gap[k].item() if known else None,
                needed=max((least[k] - 1).item(), 0.0),
            )
        )
    return found


def _inverse(grid: Grid, usable: Flags, markets: Ints, outcome: int) -> Floats:
    returned = np.where(usable[BACK, markets, :, outcome], grid.returned[BACK, markets, :, outcome], 1e-300)
    return np.where(returned > 1, 1 / returned, np.inf)
