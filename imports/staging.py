"""Hand data frames over to PostgreSQL: COPY in text form into temporary tables of the running transaction.

COPY straight into the real tables is refused to a role under row-level security, and the comparison with what is
known needs the rows in the database anyway.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
from django.db import connection

from imports.copy_text import as_copy_text

CHUNK = 50_000
MANY_ROWS = 2_000

Told = Callable[[int], None]


def make_table(name: str, columns: Mapping[str, str]) -> None:
    """A temporary table of this transaction; one of the same name from an earlier import in it is replaced."""
    fields = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        cursor.execute(f"CREATE TEMP TABLE {name} ({fields}) ON COMMIT DROP")


def stage(
    name: str, columns: Mapping[str, str], frame: pd.DataFrame, *, told: Told = lambda rows: None
) -> None:
    """Make the table and fill it with the frame's columns of the same names; `told` hears of rows done."""
    make_table(name, columns)
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY pg_temp.{name} ({', '.join(columns)}) FROM STDIN") as copy:
            for text, rows in _texts(frame, list(columns)):
                copy.write(text)
                told(rows)
        cursor.execute(f"ANALYZE pg_temp.{name}")


def _texts(frame: pd.DataFrame, columns: list[str]) -> Iterator[tuple[bytes, int]]:
    """The frame as texts for COPY, and the rows in each. While the database takes one, a thread makes the next."""
    parts = [frame.iloc[start : start + CHUNK] for start in range(0, len(frame), CHUNK)]
    with ThreadPoolExecutor(1, thread_name_prefix="copy-text") as pool:
        ahead = [pool.submit(as_copy_text, part, columns) for part in parts[:1]]
        for place, part in enumerate(parts, 1):
            text = ahead.pop().result()
            ahead += [pool.submit(as_copy_text, following, columns) for following in parts[place : place + 1]]
            yield text, len(part)


def plan_for(rows: int) -> None:
    """Fresh tables have no statistics, from which the planner would conclude that looking up row by row is cheap. Of
    few rows it is, however many are known.

    Those of this transaction are uniform: a small sample of them tells enough, in a tenth of the time.
    """
    with connection.cursor() as cursor:
        if rows < MANY_ROWS:
            cursor.execute("SET LOCAL enable_nestloop = on")
            return
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '128MB'")
        cursor.execute("SET LOCAL default_statistics_target = 10")


def plan_as_usual() -> None:
    """The ledger looks up ranges of keys, which is done row by row."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = on")
