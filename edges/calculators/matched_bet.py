"""A bookmaker's bet or free bet laid off on an exchange."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from edges.arbitrage_stakes import after_commission, lay_stake, layed, to_step
from edges.calculators.asking import ODDS, STEP, Wrong, ask, choice, money, percent
from edges.calculators.told import amount, ratio

KINDS = {
    "qualifying": "Qualifying bet (own money)",
    "free-snr": "Free bet, stake not returned",
    "free-sr": "Free bet, stake returned",
}
AIMS = {
    "equal": "The same whoever wins",
    "under": "Underlay: nothing lost or won if the back bet loses",
    "over": "Overlay: nothing lost or won if the back bet wins",
}


@dataclass(frozen=True, slots=True)
class Asked:
    kind: str = ask(choice(KINDS), "Kind of bet", default="qualifying")
    stake: Decimal = ask(money(), "Back stake", default="100")
    back_odds: Decimal = ask(ODDS, "Back odds")
    lay_odds: Decimal = ask(ODDS, "Lay odds")
    commission_percent: Decimal = ask(
        percent(0, 50), "Lay commission", default="0", note="Of net winnings, in percent."
    )
    aim: str = ask(choice(AIMS), "Lay so that it is", default="equal")
    back_commission_percent: Decimal = ask(percent(0, 50), "Back commission", default="0", is_further=True)
    matched_stake: Decimal | None = ask(
        money(), "Already matched", default="", note="Lay stake that is matched already.", is_further=True
    )
    matched_odds: Decimal | None = ask(ODDS, "Matched at", default="", note="Its lay odds.", is_further=True)
    lay_stake: Decimal | None = ask(
        money(), "Lay stake of your own", default="", note="Instead of the one worked out.", is_further=True
    )
    step: Decimal = ask(STEP, "Stakes in steps of", default="0.01", is_further=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """`lay_stake` is still to be laid, `liability` is of all lays together. Profits are of both bets together; the
    parts at bookmaker and exchange stand beside them. `exact_…`: before rounding; `kept` is the exact worse profit as a
    part of the stake."""

    lay_stake: Decimal
    liability: Decimal
    if_back_wins: Decimal
    if_lay_wins: Decimal
    worst_profit: Decimal
    kept: Decimal
    exact_lay_stake: Decimal
    exact_profit: Decimal
    bookmaker_if_back_wins: Decimal
    bookmaker_if_lay_wins: Decimal
    exchange_if_back_wins: Decimal
    exchange_if_lay_wins: Decimal


def calculate(asked: Asked) -> Answer:
    """What to lay. Raises Wrong where a part is matched and its odds are not said, or the other way round."""
    if (asked.matched_stake is None) != (asked.matched_odds is None):
        missing = "matched_odds" if asked.matched_odds is None else "matched_stake"
        raise Wrong({missing: "Say both: what is matched, and at which odds."})
    stake = Fraction(asked.stake)
    won = stake * (after_commission(asked.back_odds, asked.back_commission_percent) - 1)
    lost = -stake if asked.kind == "qualifying" else Fraction(0)
    if asked.kind == "free-sr":
        won += stake
    matched, at = Fraction(asked.matched_stake or 0), Fraction(asked.matched_odds or 1)
    taken = matched * (at - 1)
    after = won - taken, lost + matched * (1 - Fraction(asked.commission_percent))
    wanted = lay_stake(*after, asked.lay_odds, asked.commission_percent, aim=asked.aim)
    lay = asked.lay_stake if asked.lay_stake is not None else to_step(wanted, asked.step)
    both = layed(*after, lay, asked.lay_odds, asked.commission_percent)
    exact = Fraction(lay) if asked.lay_stake is not None else wanted
    worst = min(
        after[0] - exact * (Fraction(asked.lay_odds) - 1),
        after[1] + exact * (1 - Fraction(asked.commission_percent)),
    )
    book = to_step(won), to_step(lost)
    return Answer(
        lay_stake=amount(lay),
        liability=to_step(taken + Fraction(lay) * (Fraction(asked.lay_odds) - 1)),
        if_back_wins=both.if_backed_wins,
        if_lay_wins=both.if_backed_loses,
        worst_profit=both.worst,
        kept=ratio(worst / stake),
        exact_lay_stake=ratio(exact),
        exact_profit=ratio(worst),
        bookmaker_if_back_wins=book[0],
        bookmaker_if_lay_wins=book[1],
        exchange_if_back_wins=both.if_backed_wins - book[0],
        exchange_if_lay_wins=both.if_backed_loses - book[1],
    )
