"""What is at stake in the rounds that have not ended: pools, what each result would pay, and who stakes how much.

The house stakes nothing: whatever the result, what is paid out lies in the pools. What can go wrong is that one person
makes up most of a side, so that is told.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connections

from rounds.models import Round, Side, State
from rounds.standing import Pools

STAFF = "staff"
MOST = 10
SIDES = """
SELECT side, sum(amount_micro)::bigint, count(*), count(DISTINCT owner_id)
  FROM rounds_wager WHERE round_id = %s GROUP BY 1
"""
LARGEST = """
SELECT w.id, u.id, u.email, w.amount_micro, 1, w.placed_at FROM rounds_wager w JOIN accounts_user u ON u.id = w.owner_id
 WHERE w.round_id = %s AND w.side = %s ORDER BY w.amount_micro DESC, w.id LIMIT %s
"""
PEOPLE = """
SELECT NULL, u.id, u.email, sum(w.amount_micro)::bigint, count(*), min(w.placed_at)
  FROM rounds_wager w JOIN accounts_user u ON u.id = w.owner_id
 WHERE w.round_id = %s AND w.side = %s GROUP BY u.id, u.email ORDER BY 4 DESC, u.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Stake:
    """One wager, or all of one person on one side (`wager` None). `share` of the side's pool, 0 to 1."""

    wager: int | None
    user: int
    email: str
    micro: int
    wagers: int
    share: Decimal
    would_get_micro: int


@dataclass(frozen=True, slots=True)
class SideAtStake:
    """One side. `pays_micro`: what all would be paid together if it were right, `fee_micro`: what the house would get.

    `is_void`: nobody is on it, so that everybody would be refunded.
    """

    side: str
    pool_micro: int
    wagers: int
    people: int
    pays_micro: int
    fee_micro: int
    is_void: bool
    largest: list[Stake]
    persons: list[Stake]


@dataclass(frozen=True, slots=True)
class AtStake:
    """One round."""

    round: Round
    sides: list[SideAtStake]

    @property
    def total_micro(self) -> int:
        """In both pools."""
        return sum(each.pool_micro for each in self.sides)


def at_stake(*, most: int = MOST) -> list[AtStake]:
    """Every round that has not ended, the nearest close first; of each side the `most` largest stakes and people."""
    waiting = Round.objects.using(STAFF).filter(state__in=[State.OPEN, State.LOCKED])
    return [_of(one, most) for one in waiting.select_related("instrument").order_by("closes_at", "pk")]


def _of(one: Round, most: int) -> AtStake:
    with connections[STAFF].cursor() as cursor:
        cursor.execute(SIDES, [one.pk])
        found = {side: (int(micro), number, people) for side, micro, number, people in cursor.fetchall()}
    sums = {side: found.get(side, (0, 0, 0)) for side in Side.values}
    pools = Pools(sums[Side.UP][0], sums[Side.DOWN][0], sums[Side.UP][1] + sums[Side.DOWN][1])
    return AtStake(one, [_side(one, side, pools, *sums[side][1:], most) for side in Side.values])


def _side(one: Round, side: str, pools: Pools, wagers: int, people: int, most: int) -> SideAtStake:
    pool, total = pools.of(side), pools.total_micro
    fee = total - pool - pools.prize_micro(side, one.fee_bps) if pool else 0  # nobody on it: void, and no fee
    return SideAtStake(
        side=side,
        pool_micro=pool,
        wagers=wagers,
        people=people,
        pays_micro=total - fee,
        fee_micro=fee,
        is_void=not pool and bool(total),
        largest=_stakes(LARGEST, one, side, pools, most),
        persons=_stakes(PEOPLE, one, side, pools, most),
    )


def _stakes(statement: str, one: Round, side: str, pools: Pools, most: int) -> list[Stake]:
    with connections[STAFF].cursor() as cursor:
        cursor.execute(statement, [one.pk, side, most])
        return [
            Stake(
                wager=pk,
                user=user,
                email=email,
                micro=micro,
                wagers=number,
                share=Decimal(micro) / pools.of(side),
                would_get_micro=pools.pays_micro(side, micro, one.fee_bps),
            )
            for pk, user, email, micro, number, _ in cursor.fetchall()
        ]
