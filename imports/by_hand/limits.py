"""What bets count towards a person's own limits, and what to say of a bet that goes beyond one.

A bet by hand has happened already: it cannot be stopped, and is said to be beyond the limit."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from accounts import protection
from accounts.models import LimitKind, User
from bets.models import Bet
from bets.models.states import UNSETTLED
from web.clock import now
from web.context import acting_as

RECENT = timedelta(days=1)
TOLD = ("stake_limit", "wager_limit", "loss_limit", "cool_off", "excluded")


def staked_micro(user: User, act: str, currency: str, since: datetime, using: str) -> int:
    """Own money staked with bookmakers since then ("wager"), or lost by what was staked since then ("loss")."""
    bets = Bet.objects.using(using).visible_to(user).filter(currency=currency, placed_at__gte=since)
    risk = Coalesce("at_risk_micro", "stake_micro", 0)
    if act == LimitKind.WAGER:
        return int(bets.aggregate(sum=Sum(risk))["sum"] or 0)
    if act != LimitKind.LOSS:
        return 0
    sums = bets.aggregate(open=Sum(risk, filter=Q(status__in=UNSETTLED)), settled=Sum("profit_micro"))
    return int(sums["open"] or 0) - int(sums["settled"] or 0)


def warnings(user: Any, *, amount_micro: int, currency: str, placed_at: datetime | None = None) -> list[str]:
    """A sentence for each limit or break that a stake of this much would not keep.

    None for a bet placed more than a day ago (`placed_at`): it is of no period that is running, or of one whose limit
    may be younger than it.
    """
    if placed_at is not None and placed_at < now() - RECENT:
        return []
    with acting_as(user):
        stops = protection.problems(
            user, "stake", amount_micro=max(amount_micro, 1), currency=currency, at=now()
        )
    return [stop.message for stop in stops if stop.code in TOLD]
