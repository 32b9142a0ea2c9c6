"""The prices of all markets with so many outcomes as one array: side x market x bookmaker x outcome."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from edges.detection.slate import Flags, Floats, Ints, Offers, Prices

NONE = -1
BACK, LAY = 0, 1


@dataclass(frozen=True, slots=True)
class Grid:
    """`odds[side, market, bookmaker, outcome]`, NaN where there is no price. `returned` is what comes back for a stake
    of one after commission, where a lay backs the field: its stake is the liability.

    `offer` is each market's place in Offers, `bookmaker` each slot's id (-1: empty), `row` each
    price's place in Prices.
    """

    outcomes: int
    offer: Ints
    winners: Ints
    bookmaker: Ints
    odds: Floats
    returned: Floats
    taken: Ints
    seen: Ints
    row: Ints
    is_suspect: Flags

    @property
    def is_told(self) -> Flags:
        """Where there is a price."""
        return self.row != NONE


def grids(offers: Offers, prices: Prices, *, at: int) -> Iterator[Grid]:
    """One grid for each number of outcomes, of the prices that are young enough at the moment `at`.

    Of several prices of a bookmaker for the same thing the one taken last counts.
    """
    rows = _current(offers, prices, at=at)
    outcomes = offers.outcomes[prices.offer[rows]]
    for count in np.unique(outcomes).tolist():
        mine = rows[outcomes == count]
        yield _grid(offers, prices, mine, count)


def _current(offers: Offers, prices: Prices, *, at: int) -> Ints:
    """The places of prices that may be taken, the newer ones of a bookmaker's after its older ones."""
    young = (prices.seen >= at - offers.max_age[prices.offer]) & (prices.taken <= at)
    known = (prices.position >= 0) & (prices.position < offers.outcomes[prices.offer]) & (prices.odds > 1)
    rows = np.flatnonzero(young & known)
    return rows[np.lexsort((prices.seen[rows], prices.taken[rows]))]


def _grid(offers: Offers, prices: Prices, rows: Ints, outcomes: int) -> Grid:
    market, bookmaker = prices.offer[rows], prices.bookmaker[rows]
    books, book = np.unique(bookmaker, return_inverse=True)
    pairs, slot_of_row = np.unique(market * len(books) + book, return_inverse=True)
    pair_market = pairs // len(books)
    offer, first, place = np.unique(pair_market, return_index=True, return_inverse=True)
    slot = np.arange(len(pairs)) - first[place]
    shape = (2, len(offer), int(slot.max()) + 1, outcomes)
    ids = np.full(shape[1:3], NONE, dtype=np.int64)
    ids[place, slot] = books[pairs % len(books)]
    where = (
        prices.is_lay[rows].astype(np.int64),
        place[slot_of_row],
        slot[slot_of_row],
        prices.position[rows],
    )
    row = np.full(shape, NONE, dtype=np.int64)
    row[where] = rows  # of equal places the last one stays: the newest
    told = row != NONE
    kept = row[told]
    odds, taken, seen = np.full(shape, np.nan), np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    returned, suspect = np.full(shape, np.nan), np.zeros(shape, np.bool_)
    odds[told], taken[told], seen[told] = prices.odds[kept], prices.taken[kept], prices.seen[kept]
    suspect[told] = prices.is_suspect[kept]
    returned[told] = after_commission(prices.odds[kept], prices.commission[kept], prices.is_lay[kept])
    return Grid(outcomes, offer, offers.winners[offer], ids, odds, returned, taken, seen, row, suspect)


def after_commission(odds: Floats, commission: Floats, is_lay: Flags) -> Floats:
    """What a stake of one brings back when it wins; a lay's stake is its liability, and it wins with the field."""
    won = np.where(is_lay, 1 / (odds - 1), odds - 1)
    return 1 + won * (1 - commission)
