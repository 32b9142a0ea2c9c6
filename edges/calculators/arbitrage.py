"""Stakes over all outcomes that pay the same whatever happens; without an arbitrage the same sums are dutching."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from edges.arbitrage_stakes import StakeError, after_commission, spread
from edges.calculators.asking import ODDS, STEP, Wrong, ask, ask_rows, money, percent, whole
from edges.calculators.told import amount, ratio

MOST_LEGS = 20


@dataclass(frozen=True, slots=True)
class AskedLeg:
    odds: Decimal = ask(ODDS, "Odds")
    commission_percent: Decimal = ask(percent(0, 50), "Commission", default="0")


@dataclass(frozen=True, slots=True)
class Asked:
    legs: tuple[AskedLeg, ...] = ask_rows(AskedLeg, "Outcomes", least=2, most=MOST_LEGS)
    amount: Decimal = ask(money(), "Stake together", default="1000")
    fixed_leg: int | None = ask(
        whole(1, MOST_LEGS),
        "Or the amount is the stake on outcome",
        default="",
        note="Its number, where one bet is already placed.",
        is_further=True,
    )
    step: Decimal = ask(STEP, "Stakes in steps of", default="0.01", is_further=True)


@dataclass(frozen=True, slots=True)
class Told:
    """One outcome: odds after commission, the stake in steps, what comes back and the profit of all bets together."""

    odds: Decimal
    net_odds: Decimal
    stake: Decimal
    returned: Decimal
    profit: Decimal


@dataclass(frozen=True, slots=True)
class Answer:
    """`book_sum` and `roi` are those of the odds, before rounding; `worst_profit` is what is sure with these stakes."""

    is_arbitrage: bool
    book_sum: Decimal
    roi: Decimal
    legs: tuple[Told, ...]
    staked: Decimal
    worst_profit: Decimal
    best_profit: Decimal
    worst_roi: Decimal


def calculate(asked: Asked) -> Answer:
    """Equal returns. Raises Wrong where a stake rounds to nothing or the fixed outcome does not exist."""
    if asked.fixed_leg and asked.fixed_leg > len(asked.legs):
        raise Wrong({"fixed_leg": f"There are {len(asked.legs)} outcomes."})
    odds = [leg.odds for leg in asked.legs]
    commissions = [leg.commission_percent for leg in asked.legs]
    fixed = (asked.fixed_leg - 1, asked.amount) if asked.fixed_leg else None
    try:
        made = spread(odds, total=asked.amount, fixed=fixed, commissions=commissions, step=asked.step)
    except StakeError as error:
        raise Wrong({"amount": str(error)}) from error
    net = map(after_commission, odds, commissions)
    return Answer(
        is_arbitrage=made.book < 1,
        book_sum=ratio(made.book),
        roi=ratio(made.roi),
        legs=tuple(
            Told(price, ratio(after), *map(amount, money))
            for price, after, *money in zip(odds, net, made.stakes, made.returns, made.profits, strict=True)
        ),
        staked=amount(made.staked),
        worst_profit=amount(made.worst),
        best_profit=amount(made.best),
        worst_roi=ratio(Fraction(made.worst) / Fraction(made.staked)),
    )
