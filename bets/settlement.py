"""What a bet returns, by its outcome: the settlement table as pure functions. No Django, no database.

Stakes are integer micro-units, odds are Decimal, deductions and commission are Decimal fractions (0.05 is five
percent). `returned_micro` is what comes back to the bettor, stake included; `profit_micro` is what the bettor's own
money changes by; `turnover_micro` is the own money that was at risk, nothing for a void. A return is rounded once, at
the end, half up to the currency's smallest unit (`unit_micro`, a cent unless said otherwise).

The rules are those common to bookmakers' published terms: a half result of an Asian quarter line is half a win (loss)
and half a push; each-way is two bets of the unit stake; a dead heat of k for m places settles stake x m/k at full odds;
Rule 4 deducts from winnings, not from the stake; a void leg is taken out of a multi's product.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import combinations
from math import prod

CENT = 10_000
ONE = Decimal(1)


class SettlementError(ValueError):
    """A stake, odds or fraction that no bet can have."""


@dataclass(frozen=True, slots=True)
class Settled:
    """One bet's outcome in micro-units."""

    returned_micro: int
    profit_micro: int
    turnover_micro: int


def win(
    stake_micro: int, odds: Decimal, *, deduction: Decimal = Decimal(0), unit_micro: int = CENT
) -> Settled:
    """A back bet that won: stake x odds; `deduction` (Rule 4, scratchings) is taken from the winnings."""
    _check(stake_micro, odds)
    _fraction(deduction)
    return _own(stake_micro, stake_micro * (1 + (odds - 1) * (1 - deduction)), unit_micro)


def lose(stake_micro: int) -> Settled:
    """A back bet that lost: the stake is gone."""
    _check(stake_micro, ONE)
    return Settled(0, -stake_micro, stake_micro)


def void(stake_micro: int) -> Settled:
    """Void, push or refund: the stake comes back and does not count as turnover."""
    _check(stake_micro, ONE)
    return Settled(stake_micro, 0, 0)


def half_win(stake_micro: int, odds: Decimal, *, unit_micro: int = CENT) -> Settled:
    """Half won, half pushed (Asian quarter line): profit is s(o-1)/2."""
    _check(stake_micro, odds)
    return _own(stake_micro, stake_micro * (odds + 1) / 2, unit_micro)


def half_lose(stake_micro: int, *, unit_micro: int = CENT) -> Settled:
    """Half lost, half pushed: half the stake comes back."""
    _check(stake_micro, ONE)
    return _own(stake_micro, Decimal(stake_micro) / 2, unit_micro)


def cash_out(stake_micro: int, cash_micro: int) -> Settled:
    """Sold before the end for `cash_micro`; never a win, whatever the amount."""
    _check(stake_micro, ONE)
    if cash_micro < 0:
        raise SettlementError("A cash-out pays nothing or more.")
    return Settled(cash_micro, cash_micro - stake_micro, stake_micro)


def bonus_win(
    bonus_micro: int, odds: Decimal, *, is_stake_returned: bool = False, unit_micro: int = CENT
) -> Settled:
    """A bonus bet that won: s(o-1), or s x o where the stake is returned too. No own money was at risk."""
    _check(bonus_micro, odds)
    returned = _rounded(bonus_micro * (odds if is_stake_returned else odds - 1), unit_micro)
    return Settled(returned, returned, 0)


def bonus_lose() -> Settled:
    """A bonus bet that lost costs nothing."""
    return Settled(0, 0, 0)


def each_way(
    unit_stake_micro: int,
    odds: Decimal,
    *,
    place_fraction: Decimal,
    is_winner: bool,
    is_placed: bool,
    deduction: Decimal = Decimal(0),
    unit_micro: int = CENT,
) -> Settled:
    """Two bets of the unit stake: win at `odds`, place at 1 + (odds-1) x fraction. A winner is placed too."""
    _check(unit_stake_micro, odds)
    _fraction(place_fraction)
    _fraction(deduction)
    winnings = (odds - 1) * (1 - deduction)
    returned = Decimal(0)
    if is_winner:
        returned += unit_stake_micro * (1 + winnings)
    if is_winner or is_placed:
        returned += unit_stake_micro * (1 + winnings * place_fraction)
    return _own(2 * unit_stake_micro, returned, unit_micro)


def dead_heat(
    stake_micro: int, odds: Decimal, *, tied: int, places: int = 1, unit_micro: int = CENT
) -> Settled:
    """`tied` runners share `places` paying places: stake x places/tied is paid at full odds, the rest loses."""
    _check(stake_micro, odds)
    if not 1 <= places <= tied:
        raise SettlementError("A dead heat has at least as many runners as places.")
    return _own(stake_micro, stake_micro * odds * places / tied, unit_micro)


def lay(stake_micro: int, odds: Decimal, *, has_selection_won: bool, unit_micro: int = CENT) -> Settled:
    """A lay bet before commission: wins the backer's stake or loses s(o-1), which is also its turnover."""
    _check(stake_micro, odds)
    liability = _rounded(stake_micro * (odds - 1), unit_micro)
    if has_selection_won:
        return Settled(0, -liability, liability)
    return Settled(liability + stake_micro, stake_micro, liability)


def commission(market_profits_micro: Sequence[int], rate: Decimal, *, unit_micro: int = CENT) -> int:
    """An exchange's commission on one market: the rate on the NET of all bets in it, nothing on a net loss."""
    _fraction(rate)
    return _rounded(max(sum(market_profits_micro), 0) * rate, unit_micro)


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg of a multi: odds and outcome (won, lost, void, half_won, half_lost); `deduction` as for `win`."""

    odds: Decimal
    outcome: str
    deduction: Decimal = Decimal(0)

    @property
    def factor(self) -> Decimal:
        """What the leg multiplies the stake by. Raises SettlementError for another outcome."""
        winning = 1 + (self.odds - 1) * (1 - self.deduction)
        factors = {
            "won": winning,
            "lost": Decimal(0),
            "void": ONE,
            "half_won": (winning + 1) / 2,
            "half_lost": ONE / 2,
        }
        if self.outcome not in factors:
            raise SettlementError(f"A leg is won, lost, void, half_won or half_lost, not {self.outcome!r}.")
        return factors[self.outcome]


def multi(stake_micro: int, legs: Sequence[Leg], *, unit_micro: int = CENT) -> Settled:
    """All legs multiplied; a void leg counts as one. Void as a whole when every leg is void."""
    if not legs:
        raise SettlementError("A multi has legs.")
    for leg in legs:
        _check(stake_micro, leg.odds)
    if all(leg.outcome == "void" for leg in legs):
        return void(stake_micro)
    return _own(stake_micro, stake_micro * prod((leg.factor for leg in legs), start=ONE), unit_micro)


def system(
    unit_stake_micro: int, legs: Sequence[Leg], sizes: Sequence[int], *, unit_micro: int = CENT
) -> Settled:
    """Every combination of the given sizes as a multi of the unit stake: 2/3 is [2], a Trixie [2, 3].

    The whole ticket is rounded once; void combinations leave the turnover.
    """
    lines = [line for size in sizes for line in combinations(legs, size)]
    if not lines:
        raise SettlementError("A system has at least one combination.")
    for leg in legs:
        _check(unit_stake_micro, leg.odds)
    returned = sum(
        (unit_stake_micro * prod((leg.factor for leg in line), start=ONE) for line in lines), Decimal(0)
    )
    whole = _own(unit_stake_micro * len(lines), returned, unit_micro)
    voided = unit_stake_micro * sum(all(leg.outcome == "void" for leg in line) for line in lines)
    return Settled(whole.returned_micro, whole.profit_micro, whole.turnover_micro - voided)


def _own(stake_micro: int, returned: Decimal, unit_micro: int) -> Settled:
    rounded = _rounded(returned, unit_micro)
    return Settled(rounded, rounded - stake_micro, stake_micro)


def _rounded(amount: Decimal, unit_micro: int) -> int:
    """Half up to the unit; amounts here are never negative."""
    return int((Decimal(amount) / unit_micro + Decimal("0.5")).to_integral_value(ROUND_FLOOR)) * unit_micro


def _check(stake_micro: int, odds: Decimal) -> None:
    if stake_micro < 0:
        raise SettlementError("A stake is not negative.")
    if not odds.is_finite() or odds < 1:
        raise SettlementError("Decimal odds are 1 or more.")


def _fraction(value: Decimal) -> None:
    if not 0 <= value <= 1:
        raise SettlementError("A deduction, commission or place fraction lies between 0 and 1.")
