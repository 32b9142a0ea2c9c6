"""What stands between a person and a movement of money: the one gate that every wager, stake and movement asks.

    with acting_as(user):
        stops = protection.problems(user, "wager", amount_micro=5_000_000, currency="AUD", at=now())
        if stops:
            raise protection.Refused(stops)
        post(...)  # in the same transaction: the gate's lock holds until it ends

Rooms above tell how much of a limit is used by registering a function (see accounts/protection/usage.py).
"""

from accounts.protection.gate import Act, Refused, Stop, problems
from accounts.protection.usage import register

__all__ = ["Act", "Refused", "Stop", "problems", "register"]
