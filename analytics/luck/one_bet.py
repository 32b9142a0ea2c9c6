"""The closing line of one bet: what its price was against the last one, and what it was worth after a margin."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from analytics.luck.assumptions import Assumptions
from analytics.luck.closing import DISTINCT
from bets.models import Bet, Side
from odds import clv
from odds.one_price import fair_chances

CENTS = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class BetClosing:
    """What it was, as backed: a lay bet backs everything else.

    price: taken / closing - 1; points: 1/closing - 1/taken; cents: in American odds; lowest, highest: worth after the
    assumed margin (percent) by the different ways of taking it off.
    """

    price: Decimal
    points: Decimal
    cents: Decimal
    lowest: float
    highest: float
    margin: str

    @property
    def cents_text(self) -> str:
        """With its sign."""
        return f"{self.cents:+}".replace("-", "\N{MINUS SIGN}")


def bet_closing(bet: Bet) -> BetClosing | None:
    """None without odds and closing odds above one, and for bets placed after the start, where it means nothing."""
    taken, closing = bet.odds, bet.closing_odds
    if taken is None or closing is None or min(taken, closing) <= 1 or bet.is_live:
        return None
    if bet.side == Side.LAY:
        taken, closing = clv.as_backed(taken), clv.as_backed(closing)
    supposed = Assumptions()
    prices, legs = np.array([closing], dtype=np.float64), np.array([max(bet.legs_count, 1)], dtype=np.int32)
    margin = np.float64(supposed.closing_margin).item() / 100
    fair = [fair_chances(prices, legs, margin=margin, method=method).item() for method in DISTINCT]
    worth = [np.float64(taken).item() * chance - 1 for chance in fair if chance == chance]
    return BetClosing(
        clv.price_clv(taken, closing),
        clv.probability_points(taken, closing),
        clv.cents(taken, closing).quantize(CENTS),
        min(worth),
        max(worth),
        supposed.closing_margin_text,
    )
