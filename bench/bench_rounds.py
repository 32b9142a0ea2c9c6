"""Rounds: settling many wagers against COPY of what that writes, placing wagers, and the memory a large round takes.

Wagers are laid into the tables as rounds_place() would have written them, many at a time; what is measured are the
verbs.
"""

import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

from django.db import connections

from bench.bench_ledger import checkpoint
from bench.bench_posting import workers
from bench.measure import Result, Scale, measure, seconds
from markets.models import Instrument
from rounds import locking, opening, settlement
from rounds.models import Round
from web import clock

WAGERS = 100_000
REFERENCE = Decimal("23639.08")
FUNDS = 10**13
WRITERS, EACH = 4, 1_000
_people = count(1)

MAKE_PEOPLE = """
WITH made AS (
    INSERT INTO accounts_user (email, {columns})
    SELECT '{pattern}' || n || '@example.com', {columns} FROM accounts_user, generate_series(1, %(number)s) AS n
     WHERE id = %(like)s RETURNING id
)
INSERT INTO ledger_account (owner_id, code, kind, name, currency, floor_micro)
SELECT id, 'wallet', 'asset', 'Wallet', 'USDC', 0 FROM made
"""
FUND = """
INSERT INTO ledger_movement (debit_id, credit_id, amount_micro, currency, kind, key, effective_at)
SELECT a.id, %s, %s, 'USDC', 'deposit', 'bench:fund:' || a.id, betsite_now()
  FROM ledger_account a JOIN accounts_user u ON u.id = a.owner_id
 WHERE a.code = 'wallet' AND u.email LIKE %s
"""
LAY = """
WITH laid AS (
    INSERT INTO rounds_wager (round_id, owner_id, side, amount_micro, token, placed_at)
    SELECT %(round)s, u.id, CASE WHEN (u.id + n) %% 2 = 0 THEN 'up' ELSE 'down' END,
           1 + (u.id * 7919 + n * 104729) %% 1000000007, gen_random_uuid(), betsite_now()
      FROM (SELECT id FROM accounts_user WHERE email LIKE %(people)s ORDER BY id LIMIT %(limit)s) u,
           generate_series(1, %(each)s) n
    RETURNING id, owner_id, side, amount_micro, placed_at
)
INSERT INTO ledger_movement (debit_id, credit_id, amount_micro, currency, kind, key, effective_at)
SELECT CASE laid.side WHEN 'up' THEN %(up)s::bigint ELSE %(down)s::bigint END, a.id, laid.amount_micro, 'USDC', 'wager',
       'wager:' || laid.id, laid.placed_at
  FROM laid JOIN ledger_account a ON a.owner_id = laid.owner_id AND a.code = 'wallet' AND a.currency = 'USDC'
"""
FINISHED = {
    "ledger_movement": "debit_id, credit_id, amount_micro, currency, kind, key, effective_at, posted_at",
    "rounds_payout": "wager_id, round_id, owner_id, paid_as, amount_micro, paid_at",
}


@cache
def people(number: int) -> str:
    """So many people with a full wallet each; the pattern of their addresses."""
    from accounts.models import User

    pattern = f"bench-rounds-{next(_people)}-"
    like = User.objects.create_user(email=f"like-{pattern}@example.com")
    with connections["owner"].cursor() as cursor:
        columns = [str(f.column) for f in User._meta.concrete_fields if f.column not in ("id", "email")]
        statement = MAKE_PEOPLE.format(columns=", ".join(columns), pattern=pattern)
        cursor.execute(statement, {"number": number, "like": like.pk})
        cursor.execute(FUND, [_bank(), FUNDS, f"{pattern}%"])
        cursor.execute("ANALYZE accounts_user, ledger_account, ledger_balance")
    return f"{pattern}%"


def _bank() -> int:
    from treasury.wallet import house

    return house("bank", "USDC").pk


def instrument() -> Instrument:
    """The instrument of the rounds."""
    return Instrument.objects.using("staff").get(slug="nasdaq-composite")


def move(moment: datetime) -> None:
    """The clock of this scratch cluster, and of this process."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE betsite_clock SET ahead = %s::timestamptz - clock_timestamp()", [moment])
    clock.move(moment - datetime.now(UTC))


@contextmanager
def ahead() -> Iterator[None]:
    """The clock after the last round there was, and the machine's again afterwards: others measure in this cluster."""
    last = Round.objects.using("staff").order_by("-void_at").values_list("void_at", flat=True).first()
    try:
        if last is not None and last > clock.now():
            move(last)
        yield
    finally:
        move(datetime.now(UTC))


def round_with(pattern: str, wagerers: int, each: int = 1) -> Round:
    """A new round, wagered on, locked, and due."""
    one = opening.open_round(instrument=instrument(), reference=REFERENCE)
    given: dict[str, Any] = {
        "round": one.pk,
        "people": pattern,
        "limit": wagerers,
        "each": each,
        "up": one.up_account_id,
        "down": one.down_account_id,
    }
    with connections["owner"].cursor() as cursor:
        cursor.execute(LAY, given)
        cursor.execute("ANALYZE rounds_wager")
    locking.lock(one.pk)
    move(one.settle_due_at)
    return one


@measure("settle_vs_copy", "ratio", 4)
def settle_vs_copy(scale: Scale) -> Result:
    """A round of 100,000 wagers of as many people, from the question to the committed journal, against COPY."""
    pattern = people(WAGERS)
    with connections["owner"].cursor() as cursor:
        for table in FINISHED:
            cursor.execute(f"CREATE TABLE IF NOT EXISTS bench_{table} (LIKE {table} INCLUDING ALL)")
    with ahead():
        ours, theirs = zip(*(_settled(pattern) for _ in range(4)), strict=True)
    mine, base = statistics.median(ours[1:]), statistics.median(theirs[1:])  # the first writes to cold memory
    return Result(
        mine / base, f"{WAGERS:,} wagers: {mine:.2f} s ({WAGERS / mine:,.0f}/s) against {base:.2f} s"
    )


def _settled(pattern: str) -> tuple[float, float]:
    one = round_with(pattern, WAGERS)
    checkpoint()
    ours = seconds(lambda: settlement.settle(one.pk, close=REFERENCE + 1, is_final=True))
    texts = {}
    with connections["owner"].cursor() as cursor:
        for table, columns in FINISHED.items():
            mine = (
                f"round_id = {one.pk}"
                if table == "rounds_payout"
                else f"key LIKE 'round:{one.pk}:settle#1:%'"
            )
            with cursor.copy(f"COPY (SELECT {columns} FROM {table} WHERE {mine}) TO STDOUT") as rows:
                texts[table] = b"".join(bytes(part) for part in rows)
    checkpoint()
    return ours, seconds(lambda: _copy(texts))


def _copy(texts: dict[str, bytes]) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("BEGIN")
        for table, text in texts.items():
            with cursor.copy(f"COPY bench_{table} ({FINISHED[table]}) FROM STDIN") as stream:
                stream.write(text)
        cursor.execute("COMMIT")


@measure("wagers_per_s", "1/s", 500, better="higher")
def wagers_per_s(scale: Scale) -> Result:
    """Wagers by the verb with every check, four processes, all on one round."""
    pattern = people(1_000)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_user WHERE email LIKE %s ORDER BY id", [pattern])
        ids = [pk for (pk,) in cursor.fetchall()]
    runs = []
    with ahead(), workers(WRITERS, "wagers") as ready:
        one = opening.open_round(instrument=instrument(), reference=REFERENCE)
        for turn in range(4):
            began = time.perf_counter()
            for number, worker in enumerate(ready):
                worker.order(
                    round=one.pk, people=ids[number::WRITERS], rows=EACH, run=turn * WRITERS + number
                )
            for worker in ready:
                worker.answer()
            runs.append(WRITERS * EACH / (time.perf_counter() - began))
        settlement.void(one.pk, reason="The bench is over.")
    return Result(
        statistics.median(runs[1:]), f"{WRITERS} processes on one round, {WRITERS * EACH:,} wagers a turn"
    )


@measure("settle_million_peak_mb", "MB", 1_000, tier="full")
def settle_million_peak_mb(scale: Scale) -> Result:
    """The most memory that a process takes while a round of a million wagers is settled: ours, or the database's."""
    with ahead(), workers(1, "settling") as (worker,):
        one = round_with(people(WAGERS), WAGERS, 10)
        watch = _Watch(worker.process)
        watch.start()
        worker.order(round=one.pk, close=str(REFERENCE + 1))
        took = float(worker.answer())
        watch.over = True
        watch.join()
    ended = Round.objects.using("staff").get(pk=one.pk)
    return Result(
        max(watch.ours, watch.database) / 1024,
        f"{ended.wager_count:,} wagers in {took:.1f} s: our process {watch.ours // 1024} MB,"
        f" the database's {watch.database // 1024} MB of its own",
    )


class _Watch(Thread):
    """Follows the memory (kB) of a process, and of the database's processes without what they share."""

    def __init__(self, process: subprocess.Popen[Any]) -> None:
        super().__init__()
        self.process, self.over, self.ours, self.database = process, False, 0, 0

    def run(self) -> None:
        while not self.over:
            self.ours = max(self.ours, _kilobytes(self.process.pid, "VmHWM"))
            found = subprocess.run(["pgrep", "postgres"], capture_output=True, text=True, check=False)
            backends = [_kilobytes(int(pid), "RssAnon") for pid in found.stdout.split()]
            self.database = max([self.database, *backends])
            time.sleep(0.1)


def _kilobytes(pid: int, name: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)
