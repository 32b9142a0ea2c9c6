"""The journal: writing many movements at once, and reading a balance.

The baseline is COPY of the finished rows from a file, as the owner, into a table with the same indexes and
constraints and no triggers. Both sides write over 100,000 accounts, durably, after a checkpoint.
"""

import io
import random
import statistics
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from django.conf import settings
from django.db import connections

from bench.measure import Result, Scale, measure, median_of, seconds
from betsite.embedded import paths, postgres
from ledger import balances
from ledger.chart import bookmaker_accounts, kind_of
from ledger.models import Account
from ledger.posting import Posting, post_many
from web.context import acting_as

ACCOUNTS = 100_000
START = datetime(2024, 1, 1, tzinfo=UTC)
COPY = """
COPY bench_movement (debit_id, credit_id, amount_micro, currency, kind, key, effective_at) FROM STDIN
"""
_runs = count(1)


@cache
def world() -> tuple[Any, list[int]]:
    """A person with 100,000 accounts, and the baseline's table."""
    from accounts.models import User

    user = User.objects.create_user(email="bench-ledger@example.com")
    with acting_as(user):
        wallets = (
            Account(owner=user, code=f"wallet:{n}", kind=kind_of("wallet"), currency="AUD")
            for n in range(ACCOUNTS)
        )
        made = Account.objects.bulk_create(wallets, batch_size=10_000)
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE bench_movement (LIKE ledger_movement INCLUDING ALL)")
        cursor.execute("ANALYZE ledger_account, ledger_balance")
    return user, [account.pk for account in made]


def postings(accounts: list[int], rows: int) -> list[Posting]:
    """New movements over all accounts, a few minutes apart."""
    run = next(_runs)
    chance = random.Random(run)
    shuffled = chance.sample(accounts, len(accounts))
    return [
        Posting(
            debit_id=shuffled[n % ACCOUNTS],
            credit_id=shuffled[(n + 1 + n // ACCOUNTS) % ACCOUNTS],
            amount_micro=chance.randrange(1, 10**9),
            currency="AUD",
            kind="stake",
            key=f"bench:{run}:{n}:r1",
            effective_at=START + timedelta(minutes=n % 500_000),
        )
        for n in range(rows)
    ]


def copy_text(rows: list[Posting]) -> bytes:
    """The rows as COPY reads them."""
    text = io.StringIO()
    for posting in rows:
        text.write("\t".join(map(str, posting.row)) + "\n")
    return text.getvalue().encode()


def copy(text: bytes) -> None:
    """The baseline."""
    with connections["owner"].cursor() as cursor, cursor.copy(COPY) as stream:
        stream.write(text)


def checkpoint() -> None:
    """As the superuser, so that neither side pays for the other's pages."""
    with postgres.connect(paths.for_var(settings.VAR)) as superuser:
        superuser.execute("CHECKPOINT")


@measure("post_many_vs_copy", "ratio")
def post_many_vs_copy(scale: Scale) -> Result:
    """post_many() over 100,000 accounts against COPY of the finished rows."""
    user, accounts = world()
    ours, theirs = zip(*(_both(user, postings(accounts, scale.rows)) for _ in range(4)), strict=True)
    mine, base = statistics.median(ours[1:]), statistics.median(theirs[1:])  # the first writes to cold memory
    return Result(
        mine / base, f"{scale.rows:,} rows: {mine:.2f} s ({scale.rows / mine:,.0f}/s) against {base:.2f} s"
    )


def _both(user: Any, rows: list[Posting]) -> tuple[float, float]:
    text = copy_text(rows)
    checkpoint()
    base = seconds(lambda: copy(text))
    checkpoint()
    with acting_as(user):
        return seconds(lambda: post_many(rows)), base


@measure("balance_now_ms", "ms")
def balance_now_ms(scale: Scale) -> Result:
    """The balance of one account now, as its owner sees it, under a journal of many movements."""
    from accounts.models import User

    user = User.objects.create_user(email="bench-balance@example.com")
    with acting_as(user):
        book = list(bookmaker_accounts(owner=user, slug="bench", name="Bench", currency="AUD").values())
        cash, outside = book[0].pk, book[1].pk
        post_many(_between(cash, outside, scale.rows))
    with connections[
        "owner"
    ].cursor() as cursor:  # as autovacuum does within a minute; without it the figure is 4 ms
        cursor.execute("ANALYZE ledger_account, ledger_balance")
    with acting_as(user):
        (time,) = median_of(3, lambda: [balances.balance(cash) for _ in range(200)])
    return Result(time / 200 * 1000, f"an account with {scale.rows:,} movements")


def _between(debit: int, credit: int, rows: int) -> Iterator[Posting]:
    for n in range(rows):
        at = START + timedelta(minutes=n)
        yield Posting(debit, credit, 1_000_000, "AUD", "deposit", f"bench:balance:{n}:r1", at)
