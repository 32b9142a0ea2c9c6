"""A whole import, from bytes to journal and report, against COPY of its finished bets and movements.

The baseline is text COPY from a file, as the owner, into tables with the same indexes and constraints and no triggers,
after a checkpoint; the import is a generated export by the same pipeline as the page. A tracker's export (Pikkit) has a
bet in every row; of a statement (Sportsbet) most rows are money of bets told by several.
"""

import csv
import io
import random
import statistics
import subprocess
import sys
import time
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import connections

from bench.measure import Result, Scale, measure
from betsite.embedded import paths, postgres
from imports import generator, intake, pipeline
from imports.models import State, Upload
from web.context import acting_as

MINE = {
    "bets_bet": "owner_id = {}",
    "ledger_movement": "debit_id IN (SELECT id FROM ledger_account WHERE owner_id = {})",
}
TRACKER, STATEMENT = "pikkit", "sportsbet"
MANY = 300_000  # rows, from which a run is long enough to be taken once
PEAK = """
import resource, sys
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "import_export", sys.argv[1], "--user", sys.argv[2], "--json"])
try:
    said = open("/proc/self/status").read()
    print(int(said.split("VmHWM:")[1].split()[0]) / 1024)
except OSError:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2)
"""
LONGEST_SETTLE = 120  # seconds
AUTOVACUUM = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'"
_people = count(1)


def run_import(user: Any, content: bytes) -> float:
    """Seconds of one import. Raises RuntimeError when it did not go in."""
    upload = intake.receive(user=user, filename="bench.csv", chunks=[content])
    settle()
    began = time.perf_counter()
    pipeline.run(upload_id=upload.pk, user_id=user.pk, attempt=upload.attempt)
    took = time.perf_counter() - began
    with acting_as(user):
        done = Upload.objects.get(pk=upload.pk)
    if done.state != State.PROCESSED:
        raise RuntimeError(f"The import failed: {done.error}")
    return took


def person() -> Any:
    """Somebody new, whose book is empty."""
    from accounts.models import User

    return User.objects.create_user(email=f"bench-import-{next(_people)}@example.com")


@cache
def imported(slug: str, rows: int) -> tuple[Any, bytes, float]:
    """A person, the file and the seconds of the first import (the middle of three people; of a million rows the second
    of two, because the first one writes to fresh memory)."""
    content = generator.make(slug, rows, 1)
    people = [person() for _ in range(2 if rows > MANY else 3)]
    runs = [(run_import(user, content), user) for user in people]
    took, user = runs[-1] if rows > MANY else sorted(runs, key=lambda run: run[0])[1]
    return user, content, took


def copy_seconds(user: Any, folder: Path) -> float:
    """Seconds to COPY the person's finished bets and movements into bare tables of the same shape."""
    took = 0.0
    with connections["owner"].cursor() as cursor:
        for table in MINE:
            names = _columns(cursor, table)
            mine = MINE[table].format(user.pk)
            file = folder / f"{table}.txt"
            with (
                file.open("wb") as out,
                cursor.copy(f"COPY (SELECT {names} FROM {table} WHERE {mine}) TO STDOUT") as rows,
            ):
                for block in rows:
                    out.write(block)
            cursor.execute(f"DROP TABLE IF EXISTS bench_{table}")
            cursor.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")
            settle()
            began = time.perf_counter()
            with file.open("rb") as content, cursor.copy(f"COPY bench_{table} ({names}) FROM STDIN") as sink:
                while block := content.read(1_000_000):
                    sink.write(block)
            took += time.perf_counter() - began
            cursor.execute(f"DROP TABLE bench_{table}")
    return took


def settle() -> None:
    """Before each timed run of either side: the work left over from the one before (vacuum, dirty pages) is done."""
    with postgres.connect(paths.for_var(settings.VAR)) as superuser:
        superuser.autocommit = True
        superuser.execute("SELECT pg_stat_force_next_flush()")
        for _ in range(LONGEST_SETTLE):
            if not superuser.execute(AUTOVACUUM).fetchone()[0]:  # type: ignore[index]
                break
            time.sleep(1)
        superuser.execute("CHECKPOINT")


def _columns(cursor: Any, table: str) -> str:
    cursor.execute(
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        [table],
    )
    return str(cursor.fetchone()[0])


def against_copy(slug: str, rows: int) -> Result:
    """The whole import against COPY of its finished rows."""
    user, _, took = imported(slug, rows)
    with TemporaryDirectory() as folder:
        bare = statistics.median([copy_seconds(user, Path(folder)) for _ in range(4)][1:])
    return Result(took / bare, f"{rows:,} rows: import {took:.2f} s, COPY {bare:.2f} s")


@measure("import_vs_copy", "ratio", 2.5)
def import_vs_copy(scale: Scale) -> Result:
    """A bet in every row."""
    return against_copy(TRACKER, scale.rows)


@measure("statement_import_vs_copy", "ratio", 2.5)
def statement_import_vs_copy(scale: Scale) -> Result:
    """A statement with running balance: a third as many bets as rows, and every row's money proved and posted."""
    return against_copy(STATEMENT, scale.rows)


@measure("reimport_vs_import", "ratio", 0.25)
def reimport_vs_import(scale: Scale) -> Result:
    """The same rows shuffled, in another encoding and with one row changed, so that no hash of the file can know it."""
    user, content, took = imported(TRACKER, scale.rows)
    again = run_import(user, otherwise(content))
    return Result(again / took, f"{scale.rows:,} rows: first {took:.2f} s, again {again:.2f} s")


@measure("import_peak_mb", "MB", 1500)
def import_peak_mb(scale: Scale) -> Result:
    """The most memory a process takes that imports one file and ends: the larger of both kinds."""
    peaks = {slug: peak_mb(generator.make(slug, scale.rows, 1)) for slug in (TRACKER, STATEMENT)}
    said = ", ".join(f"{slug} {peak:,.0f} MB" for slug, peak in peaks.items())
    return Result(max(peaks.values()), f"{scale.rows:,} rows: {said}")


def peak_mb(content: bytes) -> float:
    """Of a process that runs `manage.py import_export` and says itself how large it became.

    The system's account of a child begins with what its parent had when it was forked, and ours is large.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bench.csv"
        path.write_bytes(content)
        command = [sys.executable, "-c", PEAK, str(path), person().email]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def otherwise(content: bytes) -> bytes:
    """The rows of a tracker's file in another order and encoding (UTF-16 where that is not too large to be sent), what
    the last one was bet on changed."""
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    random.Random(7).shuffle(rows)  # noqa: S311  an order, not a secret
    rows[-1][header.index("bet_info")] += " (again)"
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    text = out.getvalue()
    return text.encode("utf-16" if 2 * len(text) < settings.UPLOAD_MAX_BYTES else "utf-8-sig")
