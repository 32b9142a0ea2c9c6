"""How much of a limit is used up: the rooms that hold the data say so, because accounts imports nothing above it.

In the room's AppConfig.ready():

    protection.register(usage)      # usage(user, act, currency, since, using) -> int

`act` is one of
    "deposit"   paid in since then, cancelled ones left out
    "wager"     staked since then: stakes and wagers alike, open ones included
    "loss"      staked less what came back since then (an open stake counts as lost until it is settled);
                may be negative
and the answer is in micro-units of `currency`; 0 for an act the room knows nothing of. Called inside the posting's
transaction with the person acting, after the gate's lock: what another transaction is about to add is there already.
"""

from collections.abc import Callable
from datetime import datetime

from accounts.models import User

Usage = Callable[[User, str, str, datetime, str], int]
_registered: list[Usage] = []


def register(usage: Usage) -> None:
    """Ask this function too, once however often it is registered."""
    if usage not in _registered:
        _registered.append(usage)


def used_micro(user: User, act: str, currency: str, since: datetime, using: str) -> int:
    """What all rooms together have counted since then, in micro-units."""
    return sum(usage(user, act, currency, since, using) for usage in _registered)
