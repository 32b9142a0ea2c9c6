"""Merge the bets of a file: compare each as it should stand (imports/bets_wanted.py) with what is stored, and write
only what differs, with its legs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from imports.bet_results import sum_lines
from imports.bets_wanted import COLUMNS, work_out_bets

DIFFERING = f"""
UPDATE imp_want w SET differs = true FROM bets_bet b
 WHERE b.id = w.bet_id AND NOT w.is_new AND ({", ".join(f"b.{column}" for column in COLUMNS)})
       IS DISTINCT FROM ({", ".join(f"w.{column}" for column in COLUMNS)})
"""  # noqa: S608
INSERT = f"""
INSERT INTO bets_bet (id, owner_id, account_id, ref, currency, as_of, {", ".join(COLUMNS)})
SELECT bet_id, %(owner)s, account_id, ref, currency, %(as_of)s, {", ".join(COLUMNS)}
  FROM imp_want WHERE is_new ORDER BY placed_at
"""  # noqa: S608
UPDATE = f"""
UPDATE bets_bet b SET updated_at = now(), as_of = greatest(b.as_of, %(as_of)s),
       {", ".join(f"{column} = w.{column}" for column in COLUMNS)}
  FROM imp_want w WHERE b.id = w.bet_id AND w.differs
"""  # noqa: S608
LEGS = """
CREATE TEMP TABLE imp_relegged ON COMMIT DROP AS
SELECT w.bet_id, w.account_id, w.ref, w.is_new FROM imp_want w
  JOIN imp_told f ON f.account_id = w.account_id AND f.ref = w.ref AND f.legs_digest = w.digest
 WHERE w.is_new OR w.differs;
DELETE FROM bets_leg WHERE bet_id IN (SELECT bet_id FROM imp_relegged WHERE NOT is_new);
INSERT INTO bets_leg (owner_id, bet_id, position, sport_id, competition_id, event_name, market_name, selection, odds,
                      result)
SELECT betsite_uid(), r.bet_id, l.position, l.sport_id, l.competition_id, coalesce(l.event, ''), coalesce(l.market, ''),
       coalesce(l.selection, ''), CASE WHEN l.odds BETWEEN 1 AND 9999999 THEN round(l.odds, 6) END,
       coalesce(l.result, '')
  FROM imp_relegged r JOIN imp_leg l ON l.account_id = r.account_id AND l.ref = r.ref
"""
TOUCHED = """
CREATE TEMP TABLE imp_touched_bet ON COMMIT DROP AS
SELECT bet_id, is_new, fee FROM imp_want WHERE is_new OR differs
"""


@dataclass(frozen=True)
class BetsMerged:
    """How many bets are new, and how many changed."""

    inserted: int
    updated: int


def merge_bets(owner_id: int, *, account_ids: list[int], as_of: datetime) -> BetsMerged:
    """Merge imp_bet and what imp_touched_line says into the bets; leaves imp_touched_bet for the journal."""
    sum_lines(account_ids)
    work_out_bets()
    values: dict[str, Any] = {"owner": owner_id, "as_of": as_of}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.imp_relegged, pg_temp.imp_touched_bet")
        cursor.execute(DIFFERING)
        cursor.execute(INSERT, values)
        inserted = cursor.rowcount
        cursor.execute(UPDATE, values)
        updated = cursor.rowcount
        cursor.execute(LEGS)
        cursor.execute(TOUCHED)
    return BetsMerged(inserted, updated)
