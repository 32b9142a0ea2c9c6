"""Merge the bets of imp_ref: compare each as it should stand (imports/bets_wanted.py) with what is stored, write only
what differs, with its legs, and take away the bets that nobody tells any more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from imports import staging
from imports.bet_results import sum_lines
from imports.bets_told import FIRST, FRESH, gather_told
from imports.bets_wanted import COLUMNS, FROM_LINES, FROM_ROWS, NOT_KNOWN, WORDS, work_out_bets
from imports.staging import planned_for
from imports.tellings import BETS_OF_FILE, BETS_OF_FIRST, count_refs

FRESH_BETS = f"""
INSERT INTO bets_bet (id, owner_id, account_id, ref, currency, as_of, {", ".join(COLUMNS)})
SELECT bet_id, %(owner)s, account_id, ref, currency, %(as_of)s, {", ".join(COLUMNS)}
  FROM ({{bets}}) AS w (bet_id, is_new, fee, account_id, ref, currency, {", ".join(COLUMNS)})
"""  # noqa: S608
# Files tell in order of time, and a first import is brought into it (imports/first.py); what is told after it is not.
IN_ORDER = " ORDER BY placed_at"
PAGES = (
    "SELECT pg_relation_size('pg_temp.imp_bet') / current_setting('block_size')::int, count(*) FROM imp_bet"
)
# Every bet of a row was written, and of a statement those that have lines.
FRESH_TOUCHED = """
INSERT INTO imp_touched_bet
SELECT i.bet_id, true, coalesce(s.fee, 0)
  FROM {bets}
  LEFT JOIN imp_sum s ON s.account_id = i.account_id AND s.ref = i.ref AND b.from_lines
 WHERE i.is_new AND (s.ref IS NOT NULL OR NOT b.from_lines)
"""
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
# A bet that is back is no retired one; one that nobody tells any more, and that has no lines, goes.
RETIRED = """
DELETE FROM imports_retiredbet r USING imp_want w WHERE w.is_new AND r.bet_id = w.bet_id;
CREATE TEMP TABLE imp_retired ON COMMIT DROP AS
SELECT b.id AS bet_id FROM imp_ref f JOIN bets_bet b ON b.id = f.bet_id
 WHERE NOT EXISTS (SELECT 1 FROM imp_want w WHERE w.bet_id = b.id)
"""
RETIRE = """
INSERT INTO imports_retiredbet (bet_id, owner_id, account_id, ref)
SELECT b.id, b.owner_id, b.account_id, b.ref FROM imp_retired r JOIN bets_bet b ON b.id = r.bet_id;
DELETE FROM bets_leg WHERE bet_id IN (SELECT bet_id FROM imp_retired);
DELETE FROM bets_bet WHERE id IN (SELECT bet_id FROM imp_retired)
"""
LEGS_AGAIN = """
DELETE FROM bets_leg WHERE bet_id IN (SELECT bet_id FROM imp_want WHERE differs)
"""
LEG_COLUMNS = "position, sport_id, competition_id, event, market, selection, odds, result"
LEGS = f"""
INSERT INTO bets_leg (owner_id, bet_id, position, sport_id, competition_id, event_name, market_name, selection, odds,
                      result)
SELECT betsite_uid(), l.bet_id, l.position, l.sport_id, l.competition_id, coalesce(l.event, ''), coalesce(l.market, ''),
       coalesce(l.selection, ''), CASE WHEN l.odds BETWEEN 1 AND 9999999 THEN round(l.odds, 6) END,
       coalesce(l.result, '')
  FROM (SELECT w.bet_id, {", ".join(f"x.{name.strip()}" for name in LEG_COLUMNS.split(","))}
          FROM imp_want w JOIN imp_told f ON f.bet_id = w.bet_id AND f.legs IS NOT NULL
         CROSS JOIN LATERAL jsonb_to_recordset(f.legs) AS x (position int, sport_id bigint, competition_id bigint,
               event text, market text, selection text, odds numeric, result text)
         WHERE w.is_new OR w.differs
        {{of_file}}) AS l
"""  # noqa: S608
# Legs of bets that only this file tells lie in its own table.
OF_FILE = f"""UNION ALL
        SELECT w.bet_id, {", ".join(f"x.{name.strip()}" for name in LEG_COLUMNS.split(","))}
          FROM imp_leg x JOIN imp_want w ON w.account_id = x.account_id AND w.ref = x.ref AND (w.is_new OR w.differs)
          JOIN imp_told f ON f.bet_id = w.bet_id AND f.legs IS NULL AND f.legs_digest IS NOT NULL
        UNION ALL
        SELECT t.bet_id, {", ".join(f"x.{name.strip()}" for name in LEG_COLUMNS.split(","))}
          FROM imp_leg x {{fresh}}
"""  # noqa: S608
FRESH_LEGS = """JOIN imp_bet_id i ON i.account_id = x.account_id AND i.ref = x.ref AND i.is_new
          JOIN imp_touched_bet t ON t.bet_id = i.bet_id"""
# One by one in the order in which they lie: a hash would be made of everybody's bets.
FIRST_LEGS = "CROSS JOIN LATERAL (SELECT id AS bet_id FROM bets_bet WHERE id = x.bet_id OFFSET 0) t"
MAKE_TOUCHED = """
DROP TABLE IF EXISTS pg_temp.imp_touched_bet;
CREATE TEMP TABLE imp_touched_bet (bet_id bigint, is_new boolean, fee bigint) ON COMMIT DROP
"""
# What is not fresh and yet not there has been there before, and may have been posted. Fresh bets are all in the table
# by then: an index is made faster of many than one by one.
TOUCHED = """
CREATE UNIQUE INDEX IF NOT EXISTS imp_touched_bet_once ON pg_temp.imp_touched_bet (bet_id);
INSERT INTO imp_touched_bet
SELECT w.bet_id, false, fee FROM imp_want w WHERE w.is_new OR w.differs
UNION ALL SELECT bet_id, false, 0 FROM imp_retired
    ON CONFLICT (bet_id) DO UPDATE SET fee = excluded.fee;
ANALYZE pg_temp.imp_touched_bet
"""


@dataclass(frozen=True)
class BetsMerged:
    """How many bets are new, changed, and gone."""

    inserted: int = 0
    updated: int = 0
    retired: int = 0


def forget_touched() -> None:
    """Make imp_touched_bet, into which every merge_bets() of the transaction writes."""
    with connection.cursor() as cursor:
        cursor.execute(MAKE_TOUCHED)


def merge_bets(
    owner_id: int, *, as_of: datetime, has_file: bool = True, is_first: bool = False, is_whole: bool = False
) -> BetsMerged:
    """Bring the bets in imp_ref to what is told of them and write the file's fresh ones (of a first import all are);
    adds to imp_touched_bet for the journal (nothing when `is_whole`: the journal takes all bets of these books)."""
    values: dict[str, Any] = {"owner": owner_id, "as_of": as_of}
    sum_lines(has_file=has_file, is_first=is_first)
    gather_told(has_file=has_file)
    with planned_for(count_refs()), connection.cursor() as cursor:
        work_out_bets()
        cursor.execute("DROP TABLE IF EXISTS pg_temp.imp_retired")
        cursor.execute(DIFFERING)
        cursor.execute(RETIRED)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM imp_retired")
        (retired,) = cursor.fetchone()
        if retired:
            cursor.execute(RETIRE)
        inserted = _write_fresh(values, is_first=is_first) if has_file else 0
        if has_file and not is_whole:
            cursor.execute(FRESH_TOUCHED.format(bets=BETS_OF_FIRST if is_first else BETS_OF_FILE))
        cursor.execute(INSERT, values)
        inserted += cursor.rowcount
        cursor.execute(UPDATE, values)
        updated = cursor.rowcount
        if updated:
            cursor.execute(LEGS_AGAIN)
        of_file = OF_FILE.format(fresh=FIRST_LEGS if is_first else FRESH_LEGS) if has_file else ""
        cursor.execute(LEGS.format(of_file=of_file))
        cursor.execute(TOUCHED)
    return BetsMerged(inserted, updated, retired)


def _write_fresh(values: dict[str, Any], *, is_first: bool) -> int:
    """Write the bets of which nobody told before, which is what a first import is made of; how many they are."""
    count, told = 0, FIRST if is_first else FRESH
    with connection.cursor() as cursor:
        for part in _parts() if is_first else [{}]:
            for bets, order in ((FROM_LINES, IN_ORDER), (FROM_ROWS, "" if is_first else IN_ORDER)):
                fresh = FRESH_BETS.format(bets=bets.format(told=told, **NOT_KNOWN))
                cursor.execute(fresh + order, values | WORDS | part)
                count += cursor.rowcount
    return count


def _parts() -> Iterator[dict[str, str]]:
    """The stretches of pages in which imp_bet lies, staging.PART bets in each."""
    with connection.cursor() as cursor:
        cursor.execute(PAGES)
        pages, rows = cursor.fetchone()
    step = max(pages * staging.PART // max(rows, 1), 1)
    for start in range(0, pages, step):
        yield {"start": f"({start},0)", "end": f"({start + step},0)"}
