"""What everybody may know of a round: its pools now, and after its end the wagers without people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from rounds.models import Round, Side

POOLS = "SELECT up_micro, down_micro, wagers FROM rounds_pools(%s)"
INPUTS = "SELECT wager, side, amount_micro, paid_micro, placed_at FROM rounds_inputs(%s)"
BPS = 10_000


@dataclass(frozen=True, slots=True)
class Pools:
    """Micro-units on each side, and the number of wagers in them."""

    up_micro: int
    down_micro: int
    wagers: int

    @property
    def total_micro(self) -> int:
        """Both sides."""
        return self.up_micro + self.down_micro

    def of(self, side: str) -> int:
        """One side."""
        return self.up_micro if side == Side.UP else self.down_micro

    def prize_micro(self, side: str, fee_bps: int) -> int:
        """What those on a side would share beyond their stakes: the other pool less the fee."""
        losing = self.total_micro - self.of(side)
        return losing - losing * fee_bps // BPS

    def pays_micro(self, side: str, amount_micro: int, fee_bps: int) -> int:
        """What a wager that is in the pool would bring back, stake included, if its side were right; rounded down."""
        mine = self.of(side)
        return amount_micro + (self.prize_micro(side, fee_bps) * amount_micro // mine if mine else 0)

    def would_pay_micro(self, side: str, amount_micro: int, fee_bps: int) -> int:
        """What a further wager would bring back, stake included, if nothing followed and its side were right.

        Micro-units, rounded down; the largest remainder may add one.
        """
        prize = self.prize_micro(side, fee_bps)
        return amount_micro + prize * amount_micro // (self.of(side) + amount_micro)

    def odds_millionths(self, side: str, fee_bps: int) -> int | None:
        """Decimal odds of a side as the pools stand, in millionths (1,950,000 is 1.95); None where nobody wagered."""
        mine = self.of(side)
        if not mine:
            return None
        return 1_000_000 + self.prize_micro(side, fee_bps) * 1_000_000 // mine


@dataclass(frozen=True, slots=True)
class Input:
    """A wager of an ended round, and what it was paid (0: nothing), micro-units."""

    wager: int
    side: str
    amount_micro: int
    paid_micro: int
    placed_at: datetime


def pools_of(one: Round, *, using: str = "default") -> Pools:
    """The pools of a round; of an ended one as they were at its end."""
    with connections[using].cursor() as cursor:
        cursor.execute(POOLS, [one.pk])
        up, down, wagers = cursor.fetchone()
    return Pools(int(up), int(down), int(wagers))


def inputs(one: Round, *, using: str = "default") -> Iterator[Input]:
    """All wagers of an ended round, lowest id first; none of one that has not ended."""
    with connections[using].cursor() as cursor:
        cursor.execute(INPUTS, [one.pk])
        while rows := cursor.fetchmany(5000):
            yield from (Input(*row) for row in rows)
