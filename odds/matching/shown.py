"""The closing lines of one bet and its legs, as its page shows them: price CLV, no-vig CLV, and whose close it was."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bets.models import Bet, Leg, Side
from odds import clv
from odds.models import BetClosing, Closing
from odds.models.closing import CHANCES

CENTS = Decimal("0.1")
TITLES = {"multiplicative": "Proportional", "additive": "Additive", "power": "Power", "odds_ratio": "Odds ratio",
          "shin": "Shin"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownClosing:
    """price: taken / closing - 1; cents: in American odds; worth: taken x fair chance - 1 by the power method, `ways`
    by each (title, worth). All None where odds are missing. A lay bet is seen as a back bet of everything else.
    """

    match: BetClosing
    leg: Leg | None
    price: Decimal | None = None
    points: Decimal | None = None
    cents: Decimal | None = None
    worth: Decimal | None = None
    ways: tuple[tuple[str, Decimal], ...] = ()

    @property
    def closing(self) -> Closing:
        return self.match.closing

    @property
    def cents_text(self) -> str:
        """With its sign."""
        return "" if self.cents is None else f"{self.cents:+}".replace("-", "\N{MINUS SIGN}")


def closings_of(user: Any, bet: Bet) -> list[ShownClosing]:
    """Of the bet itself, or of each leg that has one; refused ones left out."""
    found = (
        BetClosing.objects.visible_to(user)
        .filter(bet=bet, is_refused=False)
        .select_related(
            "leg",
            "closing__bookmaker",
            "closing__selection__offer__event",
            "closing__selection__offer__market",
        )
        .order_by("leg__position")
    )
    return [_shown(match, bet) for match in found]


def combined(shown: list[ShownClosing], legs: int) -> Decimal | None:
    """What a multi closed at: the product of its legs, where every leg has a sure closing line."""
    told = [each.closing.net_odds for each in shown if each.leg and each.match.is_confirmed]
    return clv.combined(told) if told and len(told) == legs else None


def _shown(match: BetClosing, bet: Bet) -> ShownClosing:
    taken = match.leg.odds if match.leg else bet.odds
    closed = match.closing.net_odds
    if taken is None or min(taken, closed) <= 1:
        return ShownClosing(match, match.leg)
    is_lay = bet.side == Side.LAY and match.leg is None
    if is_lay:
        taken, closed = clv.as_backed(taken), clv.as_backed(closed)
    ways = tuple(_ways(match.closing, taken, is_lay=is_lay))
    return ShownClosing(
        match,
        match.leg,
        clv.price_clv(taken, closed),
        clv.probability_points(taken, closed),
        clv.cents(taken, closed).quantize(CENTS),
        dict(ways).get(TITLES["power"]),
        ways,
    )


def _ways(closing: Closing, taken: Decimal, *, is_lay: bool) -> list[tuple[str, Decimal]]:
    """Worth at the close by each way of taking the margin off."""
    chances = [(TITLES[name], getattr(closing, name)) for name in CHANCES]
    return [(title, taken * (1 - p if is_lay else p) - 1) for title, p in chances if p is not None]
