"""What of a file the database knows exactly as it is: found and recorded on the connection of the calling thread.

It leaves imp_same_line and imp_same_bet for the steps after.
"""

import numpy as np
import pandas as pd
from django.db import connection

from imports.staging import MANY_ROWS, make_table, stage

SEEN_LINE = {"row": "integer", "account_id": "bigint", "key": "text", "digest": "bigint"}
SEEN_BET = {"row": "integer", "account_id": "bigint", "ref": "text", "digest": "bigint"}
SAME_LINE = {"row": "integer", "line_id": "bigint", "digest": "bigint"}
SAME_BET = {"row": "integer", "telling_id": "bigint"}
ROW = {"row": "integer"}

FIND_LINES = """
INSERT INTO imp_same_line
SELECT s.row, l.id, s.digest FROM imp_seen_line s
  JOIN treasury_statementline l ON l.account_id = s.account_id AND l.key = s.key AND l.digest = s.digest
"""
# Not those of which something else is told as well: their sources are weighed again.
FIND_BETS = """
INSERT INTO imp_same_bet
SELECT s.row, min(t.id) FROM imp_seen_bet s
  JOIN {tellings}
 WHERE NOT EXISTS (SELECT 1 FROM imports_twin w WHERE w.into_id = t.bet_id)
 GROUP BY s.row HAVING count(*) = 1 AND bool_and(t.digest = s.digest)
"""
FIND_FEW_BETS = FIND_BETS.format(
    tellings="""bets_bet b ON b.account_id = s.account_id AND b.ref = s.ref
  JOIN imports_bettelling t ON t.bet_id = b.id"""
)
# All tellings are read once, and bets not at all: a bet that was told is there, or was retired. What a lost import told
# beside itself is of neither, but it keeps no bet from being told anew: its lines are not there.
FIND_MANY_BETS = FIND_BETS.format(
    tellings="""(SELECT * FROM imports_bettelling t
         WHERE NOT EXISTS (SELECT 1 FROM imports_retiredbet r WHERE r.bet_id = t.bet_id)) t
    ON t.account_id = s.account_id AND t.ref = s.ref"""
)
GIVE_UP = "DELETE FROM imp_same_line s USING imp_given_up g WHERE g.row = s.row"
# In the order of lines, in which two of the table's three indexes grow at their ends, however the file is shuffled.
RECORD = """
INSERT INTO imports_row (upload_id, owner_id, number, line_id, digest, telling_id, fate)
SELECT %(upload)s, betsite_uid(), s.row, s.line_id, s.digest, {telling_id}, 'unchanged'
  FROM imp_same_line s
  LEFT JOIN imp_same_bet b ON b.row = s.row{joins}
 ORDER BY s.line_id
"""
RECORD_ALL = RECORD.format(
    telling_id="coalesce(b.telling_id, t.telling_id)", joins="\n  LEFT JOIN imp_bet_id t ON t.row = s.row"
)
RECORD_SAME = RECORD.format(telling_id="b.telling_id", joins="")


def forget() -> None:
    """Make imp_same_line and imp_same_bet, empty."""
    make_table("imp_same_line", SAME_LINE)
    make_table("imp_same_bet", SAME_BET)


def find_lines(lines: pd.DataFrame) -> np.ndarray:
    """The rows of all lines in imp_same_line, with those of these lines that are known as they are."""
    stage("imp_seen_line", SEEN_LINE, lines)
    return _found(FIND_LINES, "imp_same_line")


def find_bets(bets: pd.DataFrame) -> np.ndarray:
    """The rows of those of these bets that are told as before."""
    stage("imp_seen_bet", SEEN_BET, bets)
    return _found(FIND_MANY_BETS if len(bets) >= MANY_ROWS else FIND_FEW_BETS, "imp_same_bet")


def give_up(rows: np.ndarray) -> None:
    """Take these rows out of imp_same_line: another connection sees to them."""
    stage("imp_given_up", ROW, pd.DataFrame({"row": rows}))
    with connection.cursor() as cursor:
        cursor.execute(GIVE_UP)


def record_all(upload_id: int) -> int:
    """Keep that this file tells the rows of imp_same_line too; how many. After assign_bets()."""
    return _record(RECORD_ALL, upload_id)


def record_same(upload_id: int, *, expected: int) -> None:
    """The same of so many rows whose bets, if they tell of any, are all in imp_same_bet. Raises RuntimeError if there
    are more or fewer: the upload's counts are made of them."""
    if (count := _record(RECORD_SAME, upload_id)) != expected:
        raise RuntimeError(f"{count} rows were recorded instead of {expected}.")


def _record(statement: str, upload_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"upload": upload_id})
        return cursor.rowcount


def _found(statement: str, table: str) -> np.ndarray:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute(f"ANALYZE pg_temp.{table}")
        # One value of four bytes each: a million tuples take a second to become numbers.
        cursor.execute(f"SELECT string_agg(int4send(row), '') FROM pg_temp.{table}")  # noqa: S608
        return np.frombuffer(cursor.fetchone()[0] or b"", dtype=">i4").astype(np.int64)
