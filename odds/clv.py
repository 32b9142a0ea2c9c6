"""Closing-line value: how much better a price was than the last one before the start. Pure, exact Decimals.

Which one is meant must always be said: a price of 2.10 against a closing 2.00 is +5 %, but where the other side closed
at 1.87 the fair closing price was 2.07 and the bet was worth +1.4 %. It says nothing of bets placed after the start,
nor where the line (handicap, total) moved between: compare points there.

A lay bet is a back bet of everything else: hand in `as_backed` of both odds.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import prod

import numpy as np

from odds.errors import BadOdds
from odds.novig import Odds, fair

ONE, HUNDRED = Decimal(1), Decimal(100)


def price_clv(taken: Decimal, closing: Decimal) -> Decimal:
    """taken / closing - 1. Raises BadOdds at one or below."""
    _check(taken, closing)
    return taken / closing - 1


def probability_points(taken: Decimal, closing: Decimal) -> Decimal:
    """1/closing - 1/taken: by how many points of chance the market moved towards the bet. Raises BadOdds."""
    _check(taken, closing)
    return 1 / closing - 1 / taken


def cents(taken: Decimal, closing: Decimal) -> Decimal:
    """The move in American odds, plus when the bet had the better price; -100 and +100 are the same price."""
    _check(taken, closing)
    return _gapless(taken) - _gapless(closing)


def no_vig_clv(
    taken: Odds, market: Sequence[Odds], chosen: int, *, method: str = "power", winners: int = 1
) -> float:
    """taken x the fair closing chance - 1: what the bet was worth at the close.

    `market`: the closing odds of every outcome; `chosen`: the place of the bet's own among them. Raises as novig.fair.
    """
    taken = Decimal(taken)
    _check(taken)
    return np.float64(taken).item() * fair(market, method, winners=winners).probabilities[chosen] - 1


def as_backed(lay_odds: Decimal) -> Decimal:
    """The odds at which a lay bet backs everything else, its liability being the stake. Raises BadOdds."""
    _check(lay_odds)
    return lay_odds / (lay_odds - 1)


def combined(legs: Iterable[Decimal | None]) -> Decimal | None:
    """A multi's closing odds: the product of its legs', None unless every leg's is known."""
    told = list(legs)
    known = [odds for odds in told if odds is not None]
    return prod(known, start=ONE) if told and len(known) == len(told) else None


def american(odds: Decimal) -> Decimal:
    """Decimal odds in the American way: 2.5 is +150, 1.8 is -125."""
    _check(odds)
    return HUNDRED * (odds - 1) if odds >= 2 else -HUNDRED / (odds - 1)


def _gapless(odds: Decimal) -> Decimal:
    return american(odds) - HUNDRED if odds >= 2 else american(odds) + HUNDRED


def _check(*odds: Decimal) -> None:
    if any(each <= 1 for each in odds):
        raise BadOdds("Decimal odds are above one.")
