"""Derive the closing lines of events that have begun from the quotes of their owner, and again when quotes come late.

A closing price is the last one at or before the start that its source calls closing, or that was seen within two hours
of the start. Prices taken after it are of the running match.
"""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pandas as pd
from django.conf import settings

from odds.closing.benchmark import METHODS, choose
from odds.ingest.copying import stage
from odds.ingest.scope import Scope
from web.clock import now

NEAR = "2 hours"
BEFORE = "400 days"  # how long before its event a quote may have been taken
WANTED = """
CREATE TEMP TABLE odds_wanted ON COMMIT DROP AS
SELECT c.id AS selection_id, c.position, o.id AS offer_id, o.outcomes, o.winners, e.starts_at
  FROM bets_event e JOIN odds_offer o ON o.event_id = e.id JOIN odds_selection c ON c.offer_id = o.id
 WHERE e.id = ANY(%(events)s) AND e.starts_at <= %(at)s AND (c.owner_id IS NULL OR c.owner_id = %(owner)s::bigint);
ANALYZE odds_wanted
"""
# Whose prices can be a benchmark at all.
SHOPS = """
SELECT id, slug, is_exchange FROM bets_bookmaker
 WHERE (owner_id IS NULL OR owner_id = %(owner)s::bigint)
   AND (slug IN ('pinnacle', 'market-average', 'market-maximum') OR is_exchange)
"""
READ = f"""
SELECT w.offer_id, w.outcomes, w.winners, w.selection_id, w.position, q.bookmaker_id, (q.odds * 1000000)::bigint,
       least(q.seen_at, q.starts_at), q.is_exact_time, q.source
  FROM (SELECT DISTINCT ON (q.selection_id, q.bookmaker_id) q.selection_id, q.bookmaker_id, q.odds, q.taken_at,
               q.seen_at, q.is_exact_time, q.is_closing, q.suspect, q.source, w.starts_at
          FROM odds_wanted w JOIN odds_quote q ON q.selection_id = w.selection_id AND q.taken_at <= w.starts_at
         WHERE q.side = 'back' AND q.bookmaker_id = ANY(%(shops)s)
           AND q.owner_id IS NOT DISTINCT FROM %(owner)s::bigint
           AND q.taken_at BETWEEN %(first)s::timestamptz - interval '{BEFORE}' AND %(last)s::timestamptz
         ORDER BY q.selection_id, q.bookmaker_id, q.taken_at DESC) q
  JOIN odds_wanted w ON w.selection_id = q.selection_id
  LEFT JOIN odds_price p ON p.selection_id = q.selection_id AND p.bookmaker_id = q.bookmaker_id AND p.side = 'back'
                        AND p.owner_id IS NOT DISTINCT FROM %(owner)s::bigint AND p.taken_at = q.taken_at
 WHERE q.suspect = '' AND (q.is_closing OR greatest(q.seen_at, p.seen_at) >= q.starts_at - interval '{NEAR}')
"""
NAMES = (
    "offer",
    "outcomes",
    "winners",
    "selection",
    "position",
    "bookmaker",
    "odds_micro",
    "taken_at",
    "is_exact_time",
    "source",
)
SPAN = """
SELECT min(starts_at), max(starts_at) FROM bets_event WHERE id = ANY(%(events)s) AND starts_at <= %(at)s
"""
CLOSING = {
    "selection": "bigint",
    "bookmaker": "bigint",
    "benchmark": "text",
    "odds_micro": "bigint",
    "net_micro": "bigint",
    "commission": "numeric",
    "multiplicative": "numeric",
    "additive": "numeric",
    "power": "numeric",
    "odds_ratio": "numeric",
    "shin": "numeric",
    "taken_at": "timestamptz",
    "is_exact_time": "boolean",
    "source": "text",
}
GOT = (
    "odds, net_odds, commission, benchmark, bookmaker_id, multiplicative, additive, power, odds_ratio, shin,"
    " taken_at"
)
WRITE = f"""
INSERT INTO odds_closing AS c (owner_id, selection_id, bookmaker_id, benchmark, odds, net_odds, commission,
                               multiplicative, additive, power, odds_ratio, shin, taken_at, is_exact_time, source,
                               derived_at)
SELECT %(owner)s::bigint, selection, bookmaker, benchmark, odds_micro::numeric / 1000000, net_micro::numeric / 1000000,
       commission, round(multiplicative, 10), round(additive, 10), round(power, 10), round(odds_ratio, 10),
       round(shin, 10), taken_at, is_exact_time, source, %(at)s
  FROM odds_in_closing
    ON CONFLICT (owner_id, selection_id) DO UPDATE
   SET ({GOT}, is_exact_time, source, derived_at) = (SELECT {", ".join(f"excluded.{n}" for n in GOT.split(", "))},
        excluded.is_exact_time, excluded.source, excluded.derived_at)
 WHERE ({", ".join(f"c.{name}" for name in GOT.split(", "))})
       IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in GOT.split(", "))})
"""


def derive(scope: Scope, event_ids: Sequence[int]) -> dict[str, int]:
    """Write the closing lines of those of the events that have begun; how many were new or changed.

    A closing whose quotes are gone (retention) stays as it is.
    """
    at = now()
    asked = {"events": list(event_ids), "at": at}
    ((first, last),) = scope.rows(SPAN, asked) or [(None, None)]
    if first is None:
        return {"closings": 0}
    shops = {pk: (slug, is_exchange) for pk, slug, is_exchange in scope.rows(SHOPS)}
    scope.run("DROP TABLE IF EXISTS pg_temp.odds_wanted")
    scope.run(WANTED, asked)
    span = {"first": first, "last": last, "shops": list(shops)}
    told = pd.DataFrame(scope.rows(READ, span), columns=list(NAMES))
    if told.empty:
        return {"closings": 0}
    told["slug"] = [shops[pk][0] for pk in told["bookmaker"]]
    told["is_exchange"] = [shops[pk][1] for pk in told["bookmaker"]]
    told["benchmark"] = np.select(
        [told["slug"] == "pinnacle", told["is_exchange"], told["slug"] == "market-average"],
        ["pinnacle", "exchange", "average"],
        default="maximum",
    )
    commission = Decimal(settings.ODDS_EXCHANGE_COMMISSION)
    chosen = choose(told, commission)
    if chosen.empty:
        return {"closings": 0}
    kept = {"exchange": str(commission)}
    chosen["commission"] = pd.Series([kept.get(name, "0") for name in chosen["benchmark"]], dtype=object)
    chosen = chosen.rename(columns={method: method.replace("-", "_") for method in METHODS})
    chosen["taken_at"] = pd.to_datetime(chosen["taken_at"], utc=True)
    stage("odds_in_closing", CLOSING, chosen, using=scope.using)
    return {"closings": scope.run(WRITE, {"at": at})}
