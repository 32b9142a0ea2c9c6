"""Pay-out arithmetic of a round, in whole micro-units: nothing is lost, nothing is made, the order does not matter.

Winners get their stake and a share of the losing pool after the fee, in proportion to their stakes. The fee is
floor(losing pool x basis points / 10000), once on the pool. Shares are rounded down; what is left over goes, a
micro-unit each, to the largest fractions, of equal ones to the lowest wager (docs/decisions/0037-rounds.md).
Nobody right: everybody is refunded. Nobody wrong: stakes back, no fee. The same rules stand once more, on purpose, in
the script that anybody can run to check ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

UP, DOWN = "up", "down"
BPS = 10_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round pays. `paid` has (wager id, micro-units with the stake) of those who get anything, lowest id first.

    `is_refund`: nobody was right, so the round is void and everybody has their stake back.
    """

    up_micro: int
    down_micro: int
    fee_micro: int
    paid: list[tuple[int, int]] = field(default_factory=list)
    is_refund: bool = False


def outcome_of(close: Decimal, reference: Decimal, decimals: int) -> str:
    """UP when the close is higher than the reference, else DOWN: a tie is down. Compared at `decimals` places, cut off
    to a whole number of the last place by rounding half up, as exchanges publish."""
    return UP if at_places(close, decimals) > at_places(reference, decimals) else DOWN


def at_places(value: Decimal, decimals: int) -> int:
    """The value in whole units of its last place: 7200.87 at two places is 720087. Halves go up."""
    scaled = value.scaleb(decimals)
    whole = int(scaled)
    return whole + (1 if scaled - whole >= Decimal("0.5") else 0)


def published(value: Decimal, decimals: int) -> Decimal:
    """The value as the exchange would publish it: at its declared places, which is what a round keeps and compares."""
    return Decimal(at_places(value, decimals)).scaleb(-decimals)


def settle(wagers: Sequence[tuple[int, str, int]], winner: str, fee_bps: int) -> Outcome:
    """What each of `wagers` (id, side, micro-units above zero) is paid when `winner` is right.

    Raises ValueError for an unknown side, an amount that is not above zero, the same id twice, or a fee outside 0 to
    10,000 basis points.
    """
    if winner not in (UP, DOWN) or not 0 <= fee_bps <= BPS:
        raise ValueError("A winner is up or down, a fee lies between 0 and 10000 basis points.")
    totals = _totals(wagers)
    winning, losing = totals[winner], totals[DOWN if winner == UP else UP]
    if losing and not winning:
        return refund(wagers)
    fee = losing * fee_bps // BPS
    right = sorted((pk, amount) for pk, side, amount in wagers if side == winner)
    paid = _shared(right, winning, losing - fee) if losing else right
    return Outcome(totals[UP], totals[DOWN], fee, paid)


def refund(wagers: Sequence[tuple[int, str, int]]) -> Outcome:
    """Everybody's stake back. Raises ValueError as `settle` does."""
    totals = _totals(wagers)
    return Outcome(
        totals[UP], totals[DOWN], 0, sorted((pk, amount) for pk, _, amount in wagers), is_refund=True
    )


def _totals(wagers: Sequence[tuple[int, str, int]]) -> dict[str, int]:
    totals = {UP: 0, DOWN: 0}
    for _, side, amount in wagers:
        if side not in totals or amount <= 0:
            raise ValueError("A wager is up or down, of more than nothing.")
        totals[side] += amount
    if len({pk for pk, _, _ in wagers}) != len(wagers):
        raise ValueError("Two wagers have the same id.")
    return totals


def _shared(right: list[tuple[int, int]], winning: int, prize: int) -> list[tuple[int, int]]:
    """Stakes and shares of the prize: floors first, then the rest to the largest fractions."""
    floors = [prize * amount // winning for _, amount in right]
    left = prize - sum(floors)
    if left:
        by_fraction = sorted(range(len(right)), key=lambda n: (-(prize * right[n][1] % winning), right[n][0]))
        for n in by_fraction[:left]:
            floors[n] += 1
    return [(pk, amount + share) for (pk, amount), share in zip(right, floors, strict=True)]
