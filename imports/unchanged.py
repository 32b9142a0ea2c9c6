"""Rows and bets of a file that are known exactly as they are: told again, and nothing more to do for them.

Most of what people send they sent before. Keys and digests of all rows go to the database first; what is equal there
is only recorded as told by this file too, and everything else takes the long way.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from django.db import connection

from imports.models import Upload
from imports.staging import make_table, stage

SEEN_LINE = {"row": "integer", "account_id": "bigint", "key": "text", "digest": "bigint"}
SEEN_BET = {"row": "integer", "account_id": "bigint", "ref": "text", "digest": "bigint"}
SAME_LINE = {"row": "integer", "line_id": "bigint", "digest": "bigint"}
SAME_BET = {"row": "integer", "telling_id": "bigint"}
KEY = ["account_id", "key"]

# Of a book of which nothing was ever told there is nothing to compare with. Tellings outlive what they tell, but their
# bets are then retired, and a line that was taken back is among the lines' own tellings.
IS_KNOWN = " OR ".join(
    f"EXISTS (SELECT 1 FROM {table} WHERE account_id = ANY (%(accounts)s))"  # noqa: S608
    for table in ("treasury_statementline", "imports_linetelling", "bets_bet", "imports_retiredbet")
)
FIND_LINES = """
INSERT INTO imp_same_line
SELECT s.row, l.id, s.digest FROM imp_seen_line s
  JOIN treasury_statementline l ON l.account_id = s.account_id AND l.key = s.key AND l.digest = s.digest
"""
# Not those of which something else is told as well: their sources are weighed again.
FIND_BETS = """
INSERT INTO imp_same_bet
SELECT s.row, min(t.id) FROM imp_seen_bet s
  JOIN bets_bet b ON b.account_id = s.account_id AND b.ref = s.ref
  JOIN imports_bettelling t ON t.bet_id = b.id
 WHERE NOT EXISTS (SELECT 1 FROM imports_twin w WHERE w.into_id = b.id)
 GROUP BY s.row HAVING count(*) = 1 AND bool_and(t.digest = s.digest)
"""
# In the order of lines, in which two of the table's three indexes grow at their ends, however the file is shuffled.
RECORD = """
INSERT INTO imports_row (upload_id, owner_id, number, line_id, digest, telling_id, fate)
SELECT %(upload)s, %(owner)s, s.row, s.line_id, s.digest, coalesce(b.telling_id, t.telling_id), 'unchanged'
  FROM imp_same_line s
  LEFT JOIN imp_same_bet b ON b.row = s.row
  LEFT JOIN imp_bet_id t ON t.row = s.row
 ORDER BY s.line_id
"""


@dataclass(frozen=True)
class Changes:
    """What is left to do: the rows, bets and legs that are new or told otherwise.

    is_first: nothing was ever told of these books, so that all of it is new.
    """

    lines: pd.DataFrame
    bets: pd.DataFrame
    legs: pd.DataFrame
    is_first: bool = False


def forget() -> None:
    """Make imp_same_line and imp_same_bet, empty."""
    make_table("imp_same_line", SAME_LINE)
    make_table("imp_same_bet", SAME_BET)


def leave_out_unchanged(
    lines: pd.DataFrame, bets: pd.DataFrame, legs: pd.DataFrame, *, account_ids: list[int], with_bets: bool
) -> Changes:
    """What of a file is not known yet; the rest is in imp_same_line and imp_same_bet. Bets and legs are digested()."""
    forget()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {IS_KNOWN}", {"accounts": account_ids})
        if not cursor.fetchone()[0]:
            return Changes(lines, bets, legs, is_first=with_bets)
    is_same = _same_lines(lines)
    if with_bets:
        is_known = _same_bets(bets, lines[~is_same])
        bets = bets[~is_known]
        legs = legs[legs["bet"].isin(bets["bet"])]
    return Changes(lines[~is_same], bets, legs)


def record_unchanged(upload: Upload) -> int:
    """Keep that this file tells them too; how many rows. After assign_bets()."""
    with connection.cursor() as cursor:
        cursor.execute(RECORD, {"upload": upload.pk, "owner": upload.owner_id})
        return cursor.rowcount


def _same_lines(lines: pd.DataFrame) -> np.ndarray:
    """Which rows are known as they are. A key that comes twice in the file takes the long way."""
    comes_again = lines.duplicated(KEY, keep=False).to_numpy()
    once = lines[list(SEEN_LINE)]
    stage("imp_seen_line", SEEN_LINE, once[~comes_again] if comes_again.any() else once)
    with connection.cursor() as cursor:
        cursor.execute(FIND_LINES)
        cursor.execute("ANALYZE pg_temp.imp_same_line")
    return lines["row"].isin(_rows_of("imp_same_line")).to_numpy()


def _same_bets(bets: pd.DataFrame, changed: pd.DataFrame) -> np.ndarray:
    """Which bets are told as before, and none of their rows has changed."""
    is_touched = _are_touched(bets, changed[["account_id", "bet_ref"]].dropna())
    untouched = bets[list(SEEN_BET)]
    stage("imp_seen_bet", SEEN_BET, untouched[~is_touched] if is_touched.any() else untouched)
    with connection.cursor() as cursor:
        cursor.execute(FIND_BETS)
        cursor.execute("ANALYZE pg_temp.imp_same_bet")
    return bets["row"].isin(_rows_of("imp_same_bet")).to_numpy()


def _rows_of(table: str) -> np.ndarray:
    """The rows of a temporary table. One value of four bytes each: a million tuples take a second to become numbers."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(int4send(row), '') FROM pg_temp.{table}")  # noqa: S608
        return np.frombuffer(cursor.fetchone()[0] or b"", dtype=">i4").astype(np.int64)


def _are_touched(bets: pd.DataFrame, changed: pd.DataFrame) -> np.ndarray:
    """Which bets have a row among the changed ones. References first: of many bets hardly any shares one."""
    is_touched = bets["ref"].isin(set(changed["bet_ref"])).to_numpy(copy=True)
    if is_touched.any():
        pairs = pd.MultiIndex.from_frame(changed)
        is_touched[is_touched] = pd.MultiIndex.from_frame(bets.loc[is_touched, ["account_id", "ref"]]).isin(
            pairs
        )
    return is_touched
