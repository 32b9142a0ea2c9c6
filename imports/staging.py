"""Hand data frames over to PostgreSQL: COPY in text form into temporary tables of the running transaction.

COPY straight into the real tables is refused to a role under row-level security, and the comparison with what is
known needs the rows in the database anyway.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pandas as pd
from django.db import connection
from psycopg.sql import Literal

from imports.copy_text import as_copy_text, same_texts

CHUNK = 50_000
MANY_ROWS = 2_000
# Written by one statement: its triggers see them all at once, and what they see of more would go to disk for that.
PART = 200_000

Told = Callable[[int], None]


def make_table(
    name: str, columns: Mapping[str, str], defaults: Mapping[str, str | None] | None = None
) -> None:
    """A temporary table of this transaction; one of the same name from an earlier import in it is replaced. `defaults`
    are texts of what its rows say where they are not told."""
    with connection.cursor() as cursor:
        ordinary = {
            column: f" DEFAULT {Literal(text).as_string(cursor.connection)}"
            for column, text in (defaults or {}).items()
            if text is not None
        }
        fields = ", ".join(f"{column} {kind}{ordinary.get(column, '')}" for column, kind in columns.items())
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        cursor.execute(f"CREATE TEMP TABLE {name} ({fields}) ON COMMIT DROP")


def stage(
    name: str, columns: Mapping[str, str], frame: pd.DataFrame, *, told: Told = lambda rows: None
) -> None:
    """Make the table and fill it with the frame's columns of the same names; `told` hears of rows done.

    A column in which many rows all say the same is not sent with each of them.
    """
    alike = same_texts(frame, columns) if len(frame) >= MANY_ROWS else {}
    sent = [column for column in columns if column not in alike]
    make_table(name, columns, alike)
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY pg_temp.{name} ({', '.join(sent)}) FROM STDIN") as copy:
            for text, rows in _texts(frame, sent):
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


@contextmanager
def planned_for(rows: int) -> Iterator[None]:
    """Where only so many rows are joined with what is known, few as they may be in a large file: plan_for() them, and
    then for the file again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('enable_nestloop')")
        (was,) = cursor.fetchone()
        if rows < MANY_ROWS:
            cursor.execute("SET LOCAL enable_nestloop = on")
        yield  # an error ends the transaction, and with it the setting
        cursor.execute(f"SET LOCAL enable_nestloop = {was}")


def plan_in_order() -> None:
    """What lies in order is read in order, and not by an index that seems shorter, and sorted after."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = on; SET LOCAL enable_sort = off")


def plan_as_usual() -> None:
    """The ledger looks up ranges of keys, which is done row by row."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = on")
