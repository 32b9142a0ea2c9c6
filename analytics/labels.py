"""What is special about a bet's money, and whether the file states it or we conclude it."""

from dataclasses import dataclass
from decimal import Decimal

from bets.models import Bet, Bonus, Side, Status, Structure

BETTER_BY = Decimal("1.015")  # more than rounding to the cent makes of small stakes


@dataclass(frozen=True)
class Label:
    """A word for the bet; is_stated: the file says it, and does not leave it to be concluded."""

    text: str
    why: str
    is_stated: bool = True


def labels_of(bet: Bet, *, has_cashout_row: bool | None = None) -> list[Label]:
    """The labels that fit. has_cashout_row: among the bet's statement lines, None when it has no lines."""
    found = []
    if bet.bonus == Bonus.STATED:
        found.append(Label("Bonus bet", "The file says that bonus money was staked."))
    elif bet.bonus == Bonus.INFERRED:
        found.append(Label("Bonus bet", "The file shows no own money staked.", is_stated=False))
    if bet.status == Status.CASHED_OUT:
        is_stated = has_cashout_row is not False
        why = (
            "The file names the cash-out." if is_stated else "What came back is neither a win nor the stake."
        )
        found.append(Label("Cashed out", why, is_stated=is_stated))
    found += _boost(bet)
    return found


def _boost(bet: Bet) -> list[Label]:
    """Odds that the file calls boosted, or a win paid better than the odds it was taken at."""
    if "boost" in bet.note.casefold():
        return [Label("Boosted odds", "The file says so in its note.")]
    is_plain = bet.side == Side.BACK and bet.structure != Structure.MARKET and bet.bonus == Bonus.NONE
    if not (is_plain and bet.status == Status.WON and bet.odds and bet.stake_micro and bet.returned_micro):
        return []
    paid = Decimal(bet.returned_micro) / bet.stake_micro
    if paid <= bet.odds * BETTER_BY:
        return []
    why = f"It was paid at {paid:.2f}, better than the odds of {bet.odds:.2f}."
    return [Label("Boosted or best odds", why, is_stated=False)]
