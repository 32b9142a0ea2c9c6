"""Merge the lines of a file with those known: insert what is new, update what differs, leave the rest alone.

A line says what its best observer told (imports/observers.py). A content that is overruled, by this file or against
it, is kept as a LineTelling. `imports_row` keeps what every row of the file told, and its fate.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from django.db import connection

from imports.models import Upload
from imports.staging import make_table, stage

COLUMNS = {
    "row": "integer",
    "seq": "integer",
    "leader": "integer",
    "is_first": "boolean",
    "is_repeat": "boolean",
    "account_id": "bigint",
    "key": "text",
    "kind": "text",
    "occurred_at": "timestamptz",
    "currency": "text",
    "amount_micro": "bigint",
    "bonus_micro": "bigint",
    "balance_micro": "bigint",
    "bet_ref": "text",
    "description": "text",
    "digest": "bigint",
    "line_id": "bigint",
    "telling_id": "bigint",
}
CONTENT = (
    "kind",
    "occurred_at",
    "currency",
    "amount_micro",
    "bonus_micro",
    "balance_micro",
    "bet_ref",
    "description",
    "digest",
)
FIELDS = ", ".join(CONTENT)

# What the journal is told of a line.
POSTED = "{of}.kind, {of}.occurred_at, {of}.currency, {of}.amount_micro, {of}.bonus_micro"
HAS_MONEY = "coalesce(s.amount_micro, 0) <> 0 OR coalesce(s.bonus_micro, 0) <> 0 AS has_money"
# One row for each key of the file: its line's id (a new one rises in the order of events), and how it compares.
COMPARE = f"""
CREATE TEMP TABLE imp_merge ON COMMIT DROP AS
SELECT row, account_id, bet_ref, old_ref, old_id IS NULL AS is_new, differs, false AS is_stale,
       (differs OR has_money) AND has_moved AS may_move,
       CASE WHEN old_id IS NULL THEN nextval('treasury_statementline_id_seq') ELSE old_id END AS line_id
  FROM (SELECT s.row, s.seq, s.account_id, s.bet_ref, l.id AS old_id, l.bet_ref AS old_ref,
               l.id IS NOT NULL AND l.digest <> s.digest AS differs, {HAS_MONEY},
               ({POSTED.format(of="l")}) IS DISTINCT FROM ({POSTED.format(of="s")}) AS has_moved
          FROM imp_line s
          LEFT JOIN treasury_statementline l ON l.account_id = s.account_id AND l.key = s.key
         WHERE s.leader = s.row
         ORDER BY s.seq) AS compared
"""  # noqa: S608
TOUCHED_LINE = {
    "line_id": "bigint",
    "account_id": "bigint",
    "is_new": "boolean",
    "bet_ref": "text",
    "old_ref": "text",
    "may_move": "boolean",
}
# What was taken back and is told again is the line it was.
RETURNING = """
UPDATE imp_merge m SET line_id = t.line_id
  FROM imp_line s JOIN imports_linetelling t ON t.account_id = s.account_id AND t.key = s.key
 WHERE s.row = m.row AND m.is_new
"""
STALE = """
UPDATE imp_merge m SET is_stale = true
  FROM imp_observer me
 WHERE me.upload_id = %(upload)s AND m.differs AND EXISTS (
       SELECT 1 FROM imports_row r JOIN imp_observer o ON o.upload_id = r.upload_id
        WHERE r.line_id = m.line_id AND o.rank > me.rank)
"""
KEEP_OVERRULED = f"""
INSERT INTO imports_linetelling (owner_id, line_id, account_id, key, as_of, {FIELDS})
SELECT owner_id, l.id, l.account_id, key, as_of, {", ".join(f"l.{field}" for field in CONTENT)}
  FROM imp_merge m JOIN treasury_statementline l ON l.id = m.line_id WHERE m.differs AND NOT m.is_stale
 UNION ALL
SELECT %(owner)s, m.line_id, s.account_id, s.key, %(as_of)s, {", ".join(f"s.{field}" for field in CONTENT)}
  FROM imp_merge m JOIN imp_line s ON s.row = m.row WHERE m.differs AND m.is_stale
    ON CONFLICT DO NOTHING
"""  # noqa: S608
INSERT = f"""
INSERT INTO treasury_statementline (id, owner_id, account_id, key, as_of, {FIELDS})
SELECT {{line_id}}, %(owner)s, s.account_id, s.key, %(as_of)s, {", ".join(f"s.{field}" for field in CONTENT)}
  FROM {{lines}}
"""  # noqa: S608
INSERT_NEW = INSERT.format(
    line_id="m.line_id", lines="imp_merge m JOIN imp_line s ON s.row = m.row WHERE m.is_new"
)
INSERT_ALL = INSERT.format(line_id="s.line_id", lines="imp_line s WHERE s.leader = s.row")
UPDATE = f"""
UPDATE treasury_statementline l
   SET as_of = %(as_of)s, {", ".join(f"{field} = s.{field}" for field in CONTENT)}
  FROM imp_merge m JOIN imp_line s ON s.row = m.row
 WHERE l.id = m.line_id AND m.differs AND NOT m.is_stale
"""  # noqa: S608
TOUCHED = """
CREATE TEMP TABLE imp_touched_line ON COMMIT DROP AS
SELECT line_id, account_id, is_new AND line_id > %(newest)s AS is_new, bet_ref, old_ref, may_move
  FROM imp_merge WHERE is_new OR differs AND NOT is_stale
"""
TOUCHED_FIRST = f"""
INSERT INTO imp_touched_line
SELECT line_id, account_id, true, bet_ref, NULL, has_money
  FROM (SELECT s.*, {HAS_MONEY} FROM imp_line s WHERE leader = row) AS leader;
ANALYZE pg_temp.imp_touched_line
"""  # noqa: S608
NEWEST = "SELECT coalesce(max(line_id), 0) FROM imports_linetelling"
# The row of a key that comes again in the file is 'unchanged' when it repeats the one before, else 'updated'.
ROWS = """
WITH written AS (
    INSERT INTO imports_row (upload_id, owner_id, number, line_id, digest, telling_id, fate)
    SELECT %(upload)s, %(owner)s, s.row, m.line_id, s.digest, t.telling_id,
           CASE WHEN s.is_first AND m.is_new THEN 'inserted'
                WHEN s.is_first AND m.differs AND NOT m.is_stale THEN 'updated'
                WHEN NOT s.is_first AND NOT s.is_repeat AND (m.is_new OR m.differs AND NOT m.is_stale) THEN 'updated'
                ELSE 'unchanged' END
      FROM imp_line s JOIN imp_merge m ON m.row = s.leader
      LEFT JOIN imp_bet_id t ON t.row = s.row
    RETURNING fate
)
SELECT count(*) FILTER (WHERE fate = 'inserted'), count(*) FILTER (WHERE fate = 'updated'),
       count(*) FILTER (WHERE fate = 'unchanged') FROM written
"""
FIRST_ROW = ("row", "line_id", "digest", "telling_id", "is_first", "is_repeat")
FIRST_ROWS = """
INSERT INTO imports_row (upload_id, owner_id, number, line_id, digest, telling_id, fate)
SELECT %(upload)s, %(owner)s, row, line_id, digest, telling_id,
       CASE WHEN is_first THEN 'inserted' WHEN is_repeat THEN 'unchanged' ELSE 'updated' END
  FROM imp_line
"""


@dataclass(frozen=True)
class LinesMerged:
    """How many rows had which fate."""

    inserted: int
    updated: int
    unchanged: int

    def with_unchanged(self, rows: int) -> "LinesMerged":
        """And so many rows that were known as they are."""
        return LinesMerged(self.inserted, self.updated, self.unchanged + rows)


def stage_lines(lines: pd.DataFrame, *, told: Callable[[int], None]) -> None:
    """Put ordered() lines (with account_id) into the temporary table imp_line."""
    unknown = dict.fromkeys({"line_id", "telling_id"} - set(lines))
    stage("imp_line", COLUMNS, lines.assign(**unknown), told=told)


def store_lines(upload: Upload, *, as_of: datetime) -> None:
    """Write imp_line of a first import, which comes with its ids (imports/first.py), into the statement. It leaves
    imp_merge and imp_touched_line empty: whoever needs the lines that are new calls touch_first_lines()."""
    make_table("imp_merge", {"line_id": "bigint"})
    forget_touched_lines()
    with connection.cursor() as cursor:
        cursor.execute(INSERT_ALL, {"owner": upload.owner_id, "as_of": as_of})


def forget_touched_lines() -> None:
    """Make imp_touched_line, empty."""
    make_table("imp_touched_line", TOUCHED_LINE)


def touch_first_lines() -> None:
    """Put the lines of a first import into imp_touched_line, beside those of other books that it changed."""
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED_FIRST)


def merge_lines(upload: Upload, *, as_of: datetime) -> None:
    """Merge imp_line into the statement; leaves imp_merge and imp_touched_line for the steps after."""
    values: dict[str, Any] = {"owner": upload.owner_id, "upload": upload.pk, "as_of": as_of}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.imp_merge, pg_temp.imp_touched_line")
        cursor.execute(NEWEST)
        (values["newest"],) = cursor.fetchone()
        cursor.execute(COMPARE)
        cursor.execute("CREATE UNIQUE INDEX ON pg_temp.imp_merge (row)")
        cursor.execute("ANALYZE pg_temp.imp_merge")
        if values["newest"]:
            cursor.execute(RETURNING)
        cursor.execute("SELECT EXISTS (SELECT 1 FROM imp_merge WHERE differs)")
        differ = cursor.fetchone()[0]
        if differ:
            cursor.execute(STALE, values)
            cursor.execute(KEEP_OVERRULED, values)
        cursor.execute(INSERT_NEW, values)
        if differ:
            cursor.execute(UPDATE, values)
        cursor.execute(TOUCHED, values)
        cursor.execute("ANALYZE pg_temp.imp_touched_line")


def record_rows(upload: Upload) -> LinesMerged:
    """Keep what every row told, and its fate. After merge_lines() and assign_bets()."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS, {"upload": upload.pk, "owner": upload.owner_id})
        return LinesMerged(*cursor.fetchone())


def stage_first_rows(lines: pd.DataFrame) -> None:
    """What record_first_rows() reads of the numbered lines of a first import, where imp_line is not at hand."""
    stage("imp_line", {name: COLUMNS[name] for name in FIRST_ROW}, lines)


def record_first_rows(upload: Upload) -> None:
    """Keep what every row of a first import told, and its fate."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST_ROWS, {"upload": upload.pk, "owner": upload.owner_id})


def first_fates(lines: pd.DataFrame) -> LinesMerged:
    """The fates of the rows of a first import: numbered lines."""
    first, repeat = (int(lines[name].sum()) for name in ("is_first", "is_repeat"))
    return LinesMerged(first, len(lines) - first - repeat, repeat)


def ordered(lines: pd.DataFrame) -> pd.DataFrame:
    """With seq (rising in time, as the file tells it) and, for keys that occur twice, who leads and who repeats."""
    lines = lines.assign(seq=_sequence(lines), leader=lines["row"], is_first=True, is_repeat=False)
    by_key = ["account_id", "key"]
    twins = lines.duplicated(by_key, keep=False)
    if twins.any():
        groups = lines[twins].sort_values("row").groupby(by_key, sort=False)
        lines.loc[twins, "leader"] = groups["row"].transform("max")
        lines.loc[twins, "is_first"] = groups["row"].transform("min") == lines.loc[twins, "row"]
        lines.loc[twins, "is_repeat"] = groups["digest"].shift() == lines.loc[twins, "digest"]
    return lines


def _sequence(lines: pd.DataFrame) -> np.ndarray:
    """Row numbers, counted downwards when the file tells the newest first."""
    rows = lines["row"].to_numpy(dtype=np.int64)
    times = lines["occurred_at"]
    if len(times) > 1 and times.iloc[0] > times.iloc[-1]:
        return -rows
    return rows
