"""Getting out of an open bet: what to lay or to back against it, what is then sure, and what a cash-out is worth."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from edges.arbitrage_stakes import after_commission, lay_stake, layed, to_step
from edges.calculators.asking import ODDS, STEP, ask, choice, money, percent
from edges.calculators.told import amount, ratio

WAYS = {"lay": "Laying it on an exchange", "back": "Backing everything else"}


@dataclass(frozen=True, slots=True)
class Asked:
    odds: Decimal = ask(ODDS, "Odds of your bet")
    stake: Decimal = ask(money(), "Its stake", default="100")
    by: str = ask(choice(WAYS), "Hedge by", default="lay")
    hedge_odds: Decimal = ask(ODDS, "Odds now", note="Of the lay, or of the other outcome.")
    commission_percent: Decimal = ask(
        percent(0, 50), "Commission", default="0", note="On winnings of the hedge, in percent."
    )
    share_percent: Decimal = ask(
        percent(0, 100),
        "How much of it",
        default="100",
        note="100 makes both results the same.",
        is_further=True,
    )
    offer: Decimal | None = ask(
        money(), "Cash-out offered", default="", note="What the bookmaker would pay you now.", is_further=True
    )
    step: Decimal = ask(STEP, "Stakes in steps of", default="0.01", is_further=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """`hedge_stake` is laid or backed; `risked` is what it can lose. `locked_profit` is the worse of the two results.
    `value` is what a cash-out is worth: the stake with the profit that a whole hedge makes sure. `exact_…`: before
    rounding."""

    hedge_stake: Decimal
    risked: Decimal
    if_wins: Decimal
    if_loses: Decimal
    locked_profit: Decimal
    value: Decimal
    exact_hedge_stake: Decimal
    exact_value: Decimal
    offer: Decimal | None
    offer_less: Decimal | None
    offer_kept: Decimal | None


def calculate(asked: Asked) -> Answer:
    """A part of the hedge that makes both results equal, to the step."""
    if_wins, if_loses = Fraction(asked.stake) * (Fraction(asked.odds) - 1), -Fraction(asked.stake)
    if asked.by == "lay":
        whole = lay_stake(if_wins, if_loses, asked.hedge_odds, asked.commission_percent)
        stake = to_step(whole * Fraction(asked.share_percent), asked.step)
        both = layed(if_wins, if_loses, stake, asked.hedge_odds, asked.commission_percent)
        risked, won, lost = both.liability, both.if_backed_wins, both.if_backed_loses
        value = whole * (1 - Fraction(asked.commission_percent))
    else:
        price = after_commission(asked.hedge_odds, asked.commission_percent)
        whole = Fraction(asked.stake) * Fraction(asked.odds) / price
        stake = to_step(whole * Fraction(asked.share_percent), asked.step)
        risked, won = stake, to_step(if_wins - Fraction(stake))
        lost = to_step(if_loses + Fraction(stake) * (price - 1))
        value = whole * (price - 1)
    worth = to_step(value)
    return Answer(
        hedge_stake=amount(stake),
        risked=amount(risked),
        if_wins=won,
        if_loses=lost,
        locked_profit=min(won, lost),
        value=worth,
        exact_hedge_stake=ratio(whole * Fraction(asked.share_percent)),
        exact_value=ratio(value),
        offer=asked.offer,
        offer_less=None if asked.offer is None else amount(worth - asked.offer),
        offer_kept=None if asked.offer is None or not value else ratio(Fraction(asked.offer) / value),
    )
