"""Only changes are stored: what a batch tells is laid beside what is known of the same selection, bookmaker and side,
the whole sorted by time, and of equal prices in a row one quote is kept, from when and until when it was seen.

A price that is newer than all known needs only the newest known one beside it. A late one needs the whole history of
its key: it may fall between two quotes, begin one earlier, or part one in two. Of the newest quote the price alone says
until when it was seen, so that a price told again writes one narrow row.
"""

import numpy as np
import pandas as pd

from odds.ingest.copying import stage
from odds.ingest.scope import Scope
from odds.sources.batch import NO_SIZE, Batch

QUOTE = {
    "number": "int",
    "selection": "int",
    "bookmaker_id": "bigint",
    "is_lay": "boolean",
    "odds_micro": "bigint",
    "size_micro": "bigint",
    "taken_at": "timestamptz",
    "is_exact_time": "boolean",
    "is_opening": "boolean",
    "is_closing": "boolean",
    "suspect": "text",
}
KEY = "selection_id, bookmaker_id, side"
SAME = "{0}.selection_id = {1}.selection_id AND {0}.bookmaker_id = {1}.bookmaker_id AND {0}.side = {1}.side"
MINE = "{0}.owner_id IS NOT DISTINCT FROM %(owner)s::bigint"
REACH = "370 days"  # how long a price may have stood: further back its quote is not looked for

OBSERVED = """
CREATE TEMP TABLE odds_seen ON COMMIT DROP AS
SELECT DISTINCT ON (s.id, q.bookmaker_id, q.is_lay, q.taken_at)
       s.id AS selection_id, q.bookmaker_id, CASE WHEN q.is_lay THEN 'lay' ELSE 'back' END::varchar(4) AS side,
       q.odds_micro::numeric / 1000000 AS odds, nullif(q.size_micro, -1) AS size_micro, q.taken_at, q.is_exact_time,
       q.is_opening, q.is_closing, q.suspect::varchar(60) AS suspect
  FROM odds_in_quote q JOIN odds_sel s ON s.number = q.selection
 WHERE s.id IS NOT NULL
 ORDER BY s.id, q.bookmaker_id, q.is_lay, q.taken_at, q.number DESC;
ANALYZE odds_seen
"""
MONTHS = """
SELECT odds_quote_months(array_agg(DISTINCT date_trunc('month', taken_at AT TIME ZONE 'UTC')::date)) FROM odds_seen
"""
SPAN = "SELECT min(taken_at), max(taken_at) FROM odds_seen"
# What the newest price, or an older quote, says already.
KNOWN_BY_PRICE = f"""
DELETE FROM odds_seen n USING odds_price p
 WHERE {SAME.format("p", "n")} AND {MINE.format("p")} AND n.odds = p.odds
   AND n.taken_at BETWEEN p.taken_at AND p.seen_at
   AND (p.is_opening OR NOT n.is_opening) AND (p.is_closing OR NOT n.is_closing)
"""
KNOWN_BY_QUOTE = f"""
DELETE FROM odds_seen n USING odds_quote q
 WHERE {SAME.format("q", "n")} AND {MINE.format("q")} AND n.odds = q.odds
   AND n.taken_at BETWEEN q.taken_at AND q.seen_at
   AND (q.is_opening OR NOT n.is_opening) AND (q.is_closing OR NOT n.is_closing)
   AND q.taken_at BETWEEN %(first)s::timestamptz - interval '{REACH}' AND %(last)s::timestamptz
"""
TOUCHED = f"""
CREATE TEMP TABLE odds_key ON COMMIT DROP AS
SELECT n.selection_id, n.bookmaker_id, n.side, p.id AS price_id, p.taken_at AS newest_at, p.seen_at,
       coalesce(min(n.taken_at) <= p.seen_at, false) AS is_late
  FROM odds_seen n LEFT JOIN odds_price p ON {SAME.format("p", "n")} AND {MINE.format("p")}
 GROUP BY n.selection_id, n.bookmaker_id, n.side, p.id;
ANALYZE odds_key
"""
ATTRIBUTES = "source, odds, size_micro, is_exact_time, is_opening, is_closing, suspect"
# Beginning and end of each quote that is laid beside: rank 1 gives way to what is told now (rank 0) of that moment.
BESIDE = f"""
CREATE TEMP TABLE odds_beside ON COMMIT DROP AS
SELECT {KEY}, %(source)s::varchar(20) AS source, odds, size_micro, is_exact_time, is_opening, is_closing, suspect,
       taken_at AS at, 0 AS rank FROM odds_seen;
CREATE TEMP TABLE odds_former ON COMMIT DROP AS
SELECT p.selection_id, p.bookmaker_id, p.side, p.source, p.odds, p.size_micro, p.is_exact_time, p.is_opening,
       p.is_closing, p.suspect, p.taken_at, p.seen_at
  FROM odds_key k JOIN odds_price p ON p.id = k.price_id;
INSERT INTO odds_former
SELECT q.selection_id, q.bookmaker_id, q.side, q.source, q.odds, q.size_micro, q.is_exact_time, q.is_opening,
       q.is_closing, q.suspect, q.taken_at, q.seen_at
  FROM odds_key k JOIN odds_quote q ON {SAME.format("q", "k")} AND {MINE.format("q")}
 WHERE k.is_late AND q.taken_at < k.newest_at;
INSERT INTO odds_beside SELECT {KEY}, {ATTRIBUTES}, taken_at, 1 FROM odds_former;
INSERT INTO odds_beside SELECT {KEY}, {ATTRIBUTES}, seen_at, 1 FROM odds_former WHERE seen_at > taken_at
"""
RUNS = f"""
CREATE TEMP TABLE odds_run ON COMMIT DROP AS
WITH once AS (
    SELECT DISTINCT ON ({KEY}, at) * FROM odds_beside ORDER BY {KEY}, at, rank
), begun AS (
    SELECT *, (odds IS DISTINCT FROM lag(odds) OVER (PARTITION BY {KEY} ORDER BY at)) AS is_start FROM once
), numbered AS (
    SELECT *, count(*) FILTER (WHERE is_start) OVER (PARTITION BY {KEY} ORDER BY at) AS run,
           lead(is_start, 1, true) OVER (PARTITION BY {KEY} ORDER BY at) AS is_end,
           lead(at) OVER (PARTITION BY {KEY} ORDER BY at) IS NULL AS is_last
      FROM begun
)
SELECT {KEY}, run, min(odds) AS odds, min(at) AS taken_at, max(at) AS seen_at,
       min(source) FILTER (WHERE is_start) AS source, bool_or(is_exact_time) FILTER (WHERE is_start) AS is_exact_time,
       bool_or(is_opening) AS is_opening, bool_or(is_closing) AS is_closing,
       min(size_micro) FILTER (WHERE is_end) AS size_micro, min(suspect) FILTER (WHERE is_end) AS suspect,
       bool_or(is_last) AS is_newest
  FROM numbered GROUP BY {KEY}, run;
ANALYZE odds_run
"""
GONE = f"""
DELETE FROM odds_quote q USING odds_key k
 WHERE k.is_late AND {SAME.format("q", "k")} AND {MINE.format("q")}
   AND NOT EXISTS (SELECT 1 FROM odds_run r WHERE {SAME.format("r", "q")} AND r.taken_at = q.taken_at)
"""
# Known quotes are looked for in the months of the runs only.
STORED = """
INSERT INTO odds_quote AS q (owner_id, selection_id, bookmaker_id, source, side, odds, size_micro, taken_at, seen_at,
                             is_exact_time, is_opening, is_closing, suspect)
SELECT %(owner)s::bigint, selection_id, bookmaker_id, source, side, odds, size_micro, taken_at, seen_at,
       is_exact_time, is_opening, is_closing, suspect
  FROM odds_run
    ON CONFLICT (selection_id, bookmaker_id, side, owner_id, taken_at) DO UPDATE
   SET odds = excluded.odds, source = excluded.source, size_micro = excluded.size_micro, seen_at = excluded.seen_at,
       is_exact_time = excluded.is_exact_time, is_opening = excluded.is_opening, is_closing = excluded.is_closing,
       suspect = excluded.suspect
 WHERE (q.odds, q.is_opening, q.is_closing, q.suspect)
       IS DISTINCT FROM (excluded.odds, excluded.is_opening, excluded.is_closing, excluded.suspect)
    OR (q.seen_at <> excluded.seen_at AND NOT EXISTS (
        SELECT 1 FROM odds_run r WHERE r.is_newest AND r.selection_id = q.selection_id
           AND r.bookmaker_id = q.bookmaker_id AND r.side = q.side AND r.taken_at = q.taken_at))
"""
PRICED = """
INSERT INTO odds_price AS p (owner_id, selection_id, bookmaker_id, source, side, odds, size_micro, taken_at, seen_at,
                             is_exact_time, is_opening, is_closing, suspect)
SELECT %(owner)s::bigint, selection_id, bookmaker_id, source, side, odds, size_micro, taken_at, seen_at,
       is_exact_time, is_opening, is_closing, suspect
  FROM odds_run WHERE is_newest
    ON CONFLICT (selection_id, bookmaker_id, side, owner_id) DO UPDATE
   SET odds = excluded.odds, source = excluded.source, size_micro = excluded.size_micro, taken_at = excluded.taken_at,
       seen_at = excluded.seen_at, is_exact_time = excluded.is_exact_time, is_opening = excluded.is_opening,
       is_closing = excluded.is_closing, suspect = excluded.suspect
 WHERE (p.odds, p.source, p.size_micro, p.taken_at, p.seen_at, p.is_exact_time, p.is_opening, p.is_closing, p.suspect)
       IS DISTINCT FROM (excluded.odds, excluded.source, excluded.size_micro, excluded.taken_at, excluded.seen_at,
                         excluded.is_exact_time, excluded.is_opening, excluded.is_closing, excluded.suspect)
"""


def merge(scope: Scope, batch: Batch, bookmaker_ids: dict[int, int]) -> dict[str, int]:
    """Store what differs from what is known. How many quotes were told that were new, and how many quotes it made."""
    frame = batch.quotes.reset_index(drop=True).copy()
    frame["number"] = np.arange(len(frame))
    known = np.array([bookmaker_ids[number] for number in range(len(batch.books))], dtype=np.int64)
    frame["bookmaker_id"] = known[frame["bookmaker"].to_numpy(dtype=np.int64)] if len(frame) else []
    frame["size_micro"] = pd.to_numeric(frame["size_micro"]).fillna(NO_SIZE).astype("int64")
    stage("odds_in_quote", QUOTE, frame, using=scope.using)
    scope.run(OBSERVED)
    ((first, last),) = scope.rows(SPAN)
    if first is None:
        return {"new_prices": 0, "stored_quotes": 0, "changed_prices": 0}
    scope.run(KNOWN_BY_PRICE)
    scope.run(KNOWN_BY_QUOTE, {"first": first, "last": last})
    ((new,),) = scope.rows("SELECT count(*) FROM odds_seen")
    if not new:
        return {"new_prices": 0, "stored_quotes": 0, "changed_prices": 0}
    scope.rows(MONTHS)
    scope.run(TOUCHED)
    scope.run(BESIDE, {"source": batch.source})
    scope.run(RUNS)
    scope.run(GONE)
    stored = scope.run(STORED)
    return {"new_prices": int(new), "stored_quotes": stored, "changed_prices": scope.run(PRICED)}
