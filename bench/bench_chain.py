"""Sealing the journal and verifying it: from the database to the verdict."""

import statistics
from functools import cache

from django.db import connections

from bench.bench_ledger import postings, world
from bench.measure import Result, Scale, measure, seconds
from ledger import chain, verification
from ledger.models import Movement
from ledger.posting import post_many
from web.context import acting_as

ONCE = 100_000


@cache
def sealed(rows: int) -> tuple[int, float]:
    """A journal of at least `rows` movements, all sealed: how many rows were sealed now, and in how many seconds."""
    user, accounts = world()
    while Movement.objects.using("staff").count() < rows:
        with acting_as(user):
            post_many(postings(accounts, ONCE))
    numbered: list[int] = []
    took = seconds(lambda: numbered.append(chain.seal()))
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE ledger_movement, ledger_leaf, ledger_block, ledger_account, ledger_balance")
        cursor.execute("ANALYZE ledger_daybalance")
    return numbered[0], took


@measure("verify_entries_per_s", "entries/s", 250_000, better="higher")
def verify_entries_per_s(scale: Scale) -> Result:
    """The whole verification, kept figures and hash chain. An entry is one side of a movement."""
    rows, took = sealed(max(scale.rows, 500_000))
    times = [seconds(_whole) for _ in range(4)][1:]
    alone = [seconds(_chain) for _ in range(4)][1:]
    whole, only = statistics.median(times), statistics.median(alone)
    movements = Movement.objects.using("staff").count()
    return Result(
        2 * movements / whole,
        f"{movements:,} movements in {whole:.2f} s ({movements / whole:,.0f} movements/s); the chain alone {only:.2f} s"
        f" ({2 * movements / only:,.0f} entries/s); sealing {rows:,} rows took {took:.1f} s",
    )


def _whole() -> None:
    report = verification.verify()
    if report.problems or report.chain.unsealed.total:
        raise RuntimeError(f"The journal of the bench is not sound and sealed: {report}")


def _chain() -> None:
    if chain.verify().findings:
        raise RuntimeError("The chain of the bench is broken.")
