"""Small slates for tests, written as rows."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from edges.detection.slate import MINUTE, Floats, Found, Offers, Prices, Rules

NOW = 1_000 * MINUTE
ANY = Rules(tolerance=2 * MINUTE, least_return=0.0001, sharp=(90, 91))


def offers(
    *outcomes: int,
    winners: Sequence[int] | None = None,
    family: Sequence[int] | None = None,
    threshold: Sequence[float] | None = None,
    fair: Any = None,
    max_age: int = 30 * MINUTE,
) -> Offers:
    """Markets with so many outcomes each."""
    count = len(outcomes)
    return Offers(
        id=np.arange(count) + 100,
        outcomes=np.array(outcomes, np.int64),
        winners=np.array(winners or [1] * count, np.int64),
        max_age=np.full(count, max_age),
        family=np.array(family or [-1] * count, np.int64),
        threshold=np.array(threshold or [0.0] * count),
        fair=None if fair is None else np.array(fair, np.float64),
    )


def prices(*rows: Sequence[Any]) -> Prices:
    """Rows of (offer, bookmaker, position, odds[, taken, seen[, commission[, is lay[, is suspect]]]]), times in minutes
    before NOW."""
    whole = [(*row, *(2, 0, 0.0, False, False)[len(row) - 4 :]) for row in rows]
    columns = list(zip(*whole, strict=True)) if whole else [()] * 9
    offer, book, position, odds, taken, seen, commission, is_lay, suspect = (
        np.array(each) for each in columns
    )
    return Prices(
        offer=offer.astype(np.int64),
        position=position.astype(np.int64),
        bookmaker=book.astype(np.int64),
        is_lay=is_lay.astype(np.bool_),
        odds=odds.astype(np.float64),
        commission=commission.astype(np.float64),
        taken=NOW - (taken * MINUTE).astype(np.int64),
        seen=NOW - (seen * MINUTE).astype(np.int64),
        is_suspect=suspect.astype(np.bool_),
    )


def market(offer: int, book: int, *odds: float, **more: Any) -> list[tuple[Any, ...]]:
    """A bookmaker's whole quote as rows."""
    return [(offer, book, place, each, *more.values()) for place, each in enumerate(odds)]


def proportional(odds: Floats, winners: int) -> Floats:
    """The plainest no-vig method; none where there is no margin."""
    chances = 1 / odds
    book = chances.sum(axis=1, keepdims=True)
    return np.where(book > winners, chances * winners / book, np.nan)


def facts(found: Found, told: Prices) -> tuple[Any, ...]:
    """What identifies an edge, for comparing."""
    legs = tuple(
        (int(told.offer[r]), int(told.position[r]), int(told.bookmaker[r]), bool(told.is_lay[r]))
        for r in found.rows
    )
    return (found.kind, found.basis, legs)
