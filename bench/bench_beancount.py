"""How long Beancount takes to load the journal that one import wrote, against the whole import.

One transaction for each movement, as our journal has it; Beancount runs as a process of its own and only loads.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connections

from bench.bench_import import TRACKER, imported
from bench.measure import Result, Scale, measure

LOAD = """
import sys, time
from beancount import loader
began = time.perf_counter()
entries, errors, _ = loader.load_file(sys.argv[1])
print(time.perf_counter() - began, len(entries), len(errors))
"""
NAMES = {
    "asset": "Assets",
    "liability": "Liabilities",
    "income": "Income",
    "expense": "Expenses",
    "equity": "Equity",
}
ACCOUNTS = "SELECT id, code, kind, currency FROM ledger_account WHERE owner_id = %s"
MOVEMENTS = """
SELECT effective_at::date, debit_id, credit_id, amount_micro, currency, kind FROM ledger_movement
 WHERE debit_id IN (SELECT id FROM ledger_account WHERE owner_id = %s) ORDER BY effective_at, id
"""


@measure("beancount_load_vs_import", "ratio", 3, better="higher")
def beancount_load_vs_import(scale: Scale) -> Result:
    """Beancount merely loading the journal against the import that made it."""
    user, _, took = imported(TRACKER, scale.rows)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal.beancount"
        movements = write_beancount(user, path)
        done = subprocess.run(
            [sys.executable, "-c", LOAD, str(path)], capture_output=True, text=True, check=True
        )
    load, entries, errors = done.stdout.split()
    if int(errors) or int(entries) < movements:
        raise RuntimeError(f"Beancount read {entries} entries of {movements} movements with {errors} errors.")
    return Result(
        float(load) / took, f"{movements:,} movements: Beancount {float(load):.1f} s, import {took:.1f} s"
    )


def write_beancount(user: Any, path: Path) -> int:
    """The person's journal as Beancount text; how many movements it has."""
    with connections["owner"].cursor() as cursor, path.open("w", encoding="utf-8") as out:
        cursor.execute(ACCOUNTS, [user.pk])
        accounts = {pk: _account(kind, code, currency) for pk, code, kind, currency in cursor.fetchall()}
        for name in accounts.values():
            out.write(f"1990-01-01 open {name}\n")
        written = 0
        cursor.execute(MOVEMENTS, [user.pk])
        for day, debit, credit, micro, currency, kind in cursor.fetchall():
            amount = f"{micro // 1_000_000}.{micro % 1_000_000:06} {currency}"
            out.write(f'{day} * "{kind}"\n  {accounts[debit]}  {amount}\n  {accounts[credit]}  -{amount}\n')
            written += 1
    return written


def _account(kind: str, code: str, currency: str) -> str:
    """Beancount's names begin with a capital and hold letters, digits and dashes."""
    parts = [part.replace("_", "-").capitalize() for part in code.split(":")]
    return ":".join([NAMES[kind], *parts, currency])
