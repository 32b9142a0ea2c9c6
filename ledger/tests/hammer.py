"""Hands that post at random as fast as they can; test_hammer.py has several in threads and processes, and kills some.

Everything it does follows from its seed, keys included, so that one that was killed can be started again and must find
what it has already done. Ends by printing the keys of the transfers it knows to be written; a collision of transactions
that reached it is an error like any other and ends it.
"""

import json
import random
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connections

from ledger import errors, holds
from ledger.models import Account, Hold
from ledger.posting import Posting, post, post_many
from web.context import acting_as

START = datetime(2026, 3, 1, tzinfo=UTC)
LONG_AGO = START - timedelta(days=30)
DEADLOCKS = {"40P01", "40001"}


class Hammer:
    """One person's hands. All who hammer for a person share some keys."""

    def __init__(self, user_id: int, seed: int, hot: int) -> None:
        self.user_id, self.seed, self.hot = user_id, seed, hot
        self.chance = random.Random(seed)
        self.done: list[str] = []
        self.accounts: list[int] = self.once(
            lambda: list(
                Account.objects.filter(owner=user_id)
                .exclude(code="held")
                .order_by("id")
                .values_list("id", flat=True)
            )
        )

    def once(self, act: Callable[[], Any]) -> Any:
        """Do it in a transaction of the person's own, again as long as the connection is lost on the way."""
        while True:
            try:
                with acting_as(self.user_id):
                    return act()
            except (OperationalError, InterfaceError) as lost:
                if getattr(lost.__cause__, "sqlstate", None) in DEADLOCKS:
                    raise
                connections["default"].close()

    def transfer(self, key: str) -> Posting:
        """The posting that a key stands for, whoever makes it."""
        chance = random.Random(key)
        debit, credit = chance.sample(self.accounts, 2)
        if chance.random() < 0.5:
            debit = self.hot
        at = START + timedelta(hours=chance.randrange(200))
        return Posting(debit, credit, chance.randrange(1, 50), "AUD", "transfer", key, at)

    def run(self, rounds: int) -> None:
        """So many things, one after the other."""
        acts = [self.single, self.single, self.many, self.hold, self.hold, self.expire]
        for number in range(rounds):
            # Drawn anew each time: what was refused on the way must not move what comes after it.
            self.chance = random.Random(f"{self.seed}:{number}")
            with suppress(errors.FloorBroken, errors.HoldEnded, errors.HoldExceeded):
                self.chance.choice(acts)(number)

    def single(self, number: int) -> None:
        """A transfer of our own, or one that others make too; often told twice."""
        shared = self.chance.random() < 0.3
        key = f"shared:{self.user_id}:{self.chance.randrange(300)}" if shared else f"{self.seed}:{number}"
        for _ in range(self.chance.choice([1, 1, 2])):
            self.once(lambda: post(self.transfer(key)))
        self.done.append(key)

    def many(self, number: int) -> None:
        """Several in one statement."""
        keys = [f"{self.seed}:{number}#{n}" for n in range(self.chance.choice([2, 15]))]
        self.once(lambda: post_many([self.transfer(key) for key in keys]))
        self.done += keys

    def hold(self, number: int) -> None:
        """Place, and perhaps post a part, post or void it; sometimes a hold of somebody else's."""
        key, expires = f"{self.seed}:{number}", self.chance.choice([None, LONG_AGO])
        account, amount = self.chance.choice(self.accounts), self.chance.randrange(2, 40)
        placed = self.once(
            lambda: holds.place(
                account_id=account, amount_micro=amount, key=key, effective_at=START, expires_at=expires
            )
        )
        into = self.chance.choice([self.hot, *(other for other in self.accounts if other != account)])
        what, part = self.chance.randrange(4), self.chance.randrange(1, 45)
        if what == 3:
            others = Hold.objects.pending().exclude(account_id=into).order_by("?")
            placed = self.once(others.first) or placed
        if what in (1, 3) and placed.account_id != into:
            self.once(
                lambda: holds.post(
                    placed, into_id=into, amount_micro=part, effective_at=START, key=key, final=part > 30
                )
            )
        if what in (2, 3):
            self.once(lambda: holds.void(placed, effective_at=START))
        elif what == 1 and account != into:
            self.once(lambda: holds.post(placed, into_id=into, effective_at=START))

    def expire(self, number: int) -> None:
        """What is due of this person's."""
        self.once(lambda: holds.expire_due(at=START + timedelta(days=1), using="default"))


def main() -> None:
    """Hammer as the command line says (user, seed, rounds, hot account), and say what was written."""
    user_id, seed, rounds, hot = map(int, sys.argv[1:])
    hammer = Hammer(user_id, seed, hot)
    hammer.run(rounds)
    print(json.dumps(hammer.done), flush=True)
