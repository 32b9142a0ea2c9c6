"""Hand data frames over to PostgreSQL: COPY in text form into temporary tables of the running transaction.

COPY straight into the real tables is refused to a role under row-level security, and the comparison with what is
known needs the rows in the database anyway.
"""

from collections.abc import Callable, Mapping

import pandas as pd
from django.db import connection

from imports.copy_text import as_copy_text

CHUNK = 50_000

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
            for start in range(0, len(frame), CHUNK):
                part = frame.iloc[start : start + CHUNK]
                copy.write(as_copy_text(part, list(columns)))
                told(len(part))
        cursor.execute(f"ANALYZE pg_temp.{name}")
