"""A process that works when it is told to: `hordak` (django-hordak's transaction with two legs), `ledger` (ours),
`wagers` or `settling` (rounds).

Reads lines of JSON and answers each with the seconds it took, as the measured side of bench_posting.py. It is started
as `python -m bench.worker hordak` with the settings of bench/hordak_settings.py, and migrates its own database first.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

START = datetime(2024, 1, 1, tzinfo=UTC)


def hordak() -> Callable[[dict[str, Any]], None]:
    """One transaction of two legs each, in its own atomic block, as django-hordak's documentation makes one."""
    from django.core.management import call_command
    from django.db import transaction
    from djmoney.money import Money

    call_command("migrate", interactive=False, verbosity=0)
    from hordak.models import Account, Leg, Transaction

    accounts = [
        Account.objects.create(name=f"account {n}", code=f"{n:04}", type="AS", currencies=["AUD"])
        for n in range(100)
    ]
    chance = random.Random(1)

    def act(order: dict[str, Any]) -> None:
        for _ in range(order["rows"]):
            one, other = chance.sample(accounts, 2)
            with transaction.atomic():
                written = Transaction.objects.create(description="bench")
                Leg.objects.create(transaction=written, account=one, credit=Money(1, "AUD"))
                Leg.objects.create(transaction=written, account=other, debit=Money(1, "AUD"))

    return act


def ledger() -> Callable[[dict[str, Any]], None]:
    """One movement each, in its own atomic block with the user's context set."""
    from ledger.posting import Posting, post
    from web.context import acting_as

    def act(order: dict[str, Any]) -> None:
        chance = random.Random(order["run"])
        accounts, uid, hot = order["accounts"], order["uid"], order.get("hot")
        for n in range(order["rows"]):
            one, other = chance.sample(accounts, 2)
            with acting_as(uid):
                post(
                    Posting(hot or one, other, 1_000_000, "AUD", "stake", f"bench:{order['run']}:{n}", START)
                )

    return act


def wagers() -> Callable[[dict[str, Any]], None]:
    """One wager each by the verb people use, with every check, of one person after the other."""
    from uuid import uuid4

    from accounts.models import User
    from rounds.wagering import place

    def act(order: dict[str, Any]) -> None:
        people = [User(pk=pk, time_zone="UTC", currency="USD", is_active=True) for pk in order["people"]]
        for n in range(order["rows"]):
            person = people[n % len(people)]
            side = ("up", "down")[n % 2]
            place(user=person, round_id=order["round"], side=side, amount_micro=1 + n, token=uuid4())

    return act


def settling() -> Callable[[dict[str, Any]], None]:
    """A round settled by a given close."""
    from datetime import timedelta
    from decimal import Decimal

    from django.db import connections

    from rounds import settlement
    from web import clock

    def act(order: dict[str, Any]) -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT ahead FROM betsite_clock")
            ahead: timedelta = cursor.fetchone()[0]
        clock.move(ahead)
        settlement.settle(order["round"], close=Decimal(order["close"]), is_final=True)

    return act


KINDS = {"hordak": hordak, "ledger": ledger, "wagers": wagers, "settling": settling}


def main() -> None:
    """Say "ready", then do each order of standard input."""
    import django

    django.setup()
    act = KINDS[sys.argv[1]]()
    print("ready", flush=True)
    for line in sys.stdin:
        began = time.perf_counter()
        act(json.loads(line))
        print(time.perf_counter() - began, flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betsite.settings")
    main()
