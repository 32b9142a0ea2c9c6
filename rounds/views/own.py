"""A person's own wagers, and what became of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rounds.models import PaidAs, Payout, Round, State, Wager
from rounds.standing import Pools

WAITING, LOST = "waiting", "lost"
WORDS = {
    WAITING: ("Running", "open"),
    LOST: ("Lost", "lost"),
    PaidAs.WIN: ("Won", "won"),
    PaidAs.STAKE: ("Stake back", "void"),
    PaidAs.REFUND: ("Refunded", "void"),
}
SHOWN = 10


@dataclass(frozen=True, slots=True)
class OwnWager:
    """A wager and what it was paid, or would be paid as the pools stand if its side were right; micro-units."""

    pk: int
    side: str
    label: str
    amount_micro: int
    placed_at: datetime
    currency: str
    back_micro: int
    state: str

    @property
    def words(self) -> str:
        """Its state for people."""
        return WORDS[self.state][0]

    @property
    def tone(self) -> str:
        """Its state's look."""
        return WORDS[self.state][1]

    @property
    def is_running(self) -> bool:
        """Whether nothing is decided yet."""
        return self.state == WAITING

    @property
    def profit_micro(self) -> int | None:
        """What it gained or lost; None while it runs."""
        return None if self.is_running else self.back_micro - self.amount_micro


def wagers_on(user: Any, one: Round, pools: Pools) -> list[OwnWager]:
    """The newest of the person's wagers on this round. Within the reader's transaction."""
    mine = list(Wager.objects.visible_to(user).filter(round=one).order_by("-placed_at", "-pk")[:SHOWN])
    paid = {
        each.wager_id: each for each in Payout.objects.visible_to(user).filter(wager__in=[m.pk for m in mine])
    }
    return [_own(each, one, pools, paid.get(each.pk)) for each in mine]


def state_of(one: Round, payout: Payout | None) -> str:
    """In one word: WAITING, LOST, or how it was paid."""
    if payout is not None:
        return payout.paid_as
    return LOST if one.state == State.SETTLED else WAITING


def _own(each: Wager, one: Round, pools: Pools, payout: Payout | None) -> OwnWager:
    state = state_of(one, payout)
    back = 0 if payout is None else payout.amount_micro
    if state == WAITING:
        back = pools.pays_micro(each.side, each.amount_micro, one.fee_bps)
    return OwnWager(
        pk=each.pk,
        side=each.side,
        label=each.get_side_display(),
        amount_micro=each.amount_micro,
        placed_at=each.placed_at,
        currency=one.currency,
        back_micro=back,
        state=state,
    )
