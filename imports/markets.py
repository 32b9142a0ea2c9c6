"""Keep which bets a market's net result contains (imports/market_nets.py), for accounts that several formats tell of.

A market that its bets explain is no bet of its own any more; one they explain in part keeps the rest. Where the
market's cash stands in statement lines, its bets move none.
"""

from datetime import datetime

from django.db import connection

from imports import pairing
from imports.market_nets import Part, Told, split

LIVE = """
  FROM imports_bettelling t
  JOIN imports_row r ON r.telling_id = t.id
  JOIN imp_observer o ON o.upload_id = r.upload_id
"""
# The net result of a statement's market is the sum of its lines.
MARKETS = f"""
SELECT DISTINCT ON (t.bet_id) t.bet_id, t.format, t.detail, t.account_id, coalesce(t.event, ''), coalesce(t.market, ''),
       CASE WHEN t.from_lines THEN l.net ELSE t.profit_micro END,
       CASE WHEN t.from_lines THEN l.at ELSE coalesce(t.settled_at, t.placed_at) END, t.cash_in_lines
{LIVE}
  LEFT JOIN LATERAL (SELECT sum(amount_micro)::bigint AS net, max(occurred_at) AS at FROM treasury_statementline s
                      WHERE t.from_lines AND s.account_id = t.account_id AND s.bet_ref = t.ref) l ON true
 WHERE t.account_id = ANY (%s) AND t.structure = 'market'
   AND NOT EXISTS (SELECT 1 FROM imports_setaside a WHERE a.bet_id = t.bet_id)
 ORDER BY t.bet_id, t.detail DESC, o.rank DESC
"""  # noqa: S608
BETS = f"""
SELECT DISTINCT ON (t.bet_id) t.bet_id, t.account_id, coalesce(t.event, ''), coalesce(t.market, ''), t.profit_micro,
       t.placed_at
{LIVE}
 WHERE t.account_id = ANY (%s) AND t.structure <> 'market' AND NOT t.from_lines AND NOT t.cash_in_lines
   AND t.profit_micro IS NOT NULL AND t.placed_at IS NOT NULL AND t.status NOT IN ('open', 'undecided')
   AND NOT EXISTS (SELECT 1 FROM imports_twin w WHERE w.bet_id = t.bet_id AND NOT w.is_refused)
   AND NOT EXISTS (SELECT 1 FROM imports_setaside a WHERE a.bet_id = t.bet_id)
 ORDER BY t.bet_id, t.detail DESC, o.rank DESC
"""  # noqa: S608
KNOWN = """
SELECT bet_id, market_id, account_id, gross_micro, commission_micro, is_cash_in_lines, is_explained
  FROM imports_marketpart WHERE account_id = ANY (%s)
"""
ABSORBED = "SELECT bet_id FROM imports_twin WHERE account_id = ANY (%s) AND NOT is_refused"
FORGET = "DELETE FROM imports_marketpart WHERE bet_id = ANY (%s)"
KEEP = """
INSERT INTO imports_marketpart (bet_id, market_id, account_id, owner_id, gross_micro, commission_micro,
                                is_cash_in_lines, is_explained)
VALUES (%s, %s, %s, betsite_uid(), %s, %s, %s, %s)
"""
Row = tuple[Part, bool]


def market_twins(account_ids: list[int]) -> list[pairing.Told]:
    """Markets as bets that may be one: what they came to in the place of a stake."""
    return [
        pairing.Told(bet_id, form, detail, account_id, net, None, at, f"{event} {market}")
        for bet_id, form, detail, account_id, event, market, net, at, _ in _markets(account_ids)
    ]


def split_markets(account_ids: list[int]) -> set[int]:
    """Bring the parts of markets up to date; the bets and markets that have to be worked out again."""
    told = _markets(account_ids)
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [account_ids])
        before = {row[0]: (Part(*row[:6]), row[6]) for row in cursor.fetchall()}
        if not told and not before:
            return set()
        cursor.execute(BETS, [account_ids])
        bets = [Told(*row) for row in cursor.fetchall()]
        cursor.execute(ABSORBED, [account_ids])
        absorbed = {bet_id for (bet_id,) in cursor.fetchall()}
    standing = [row for row in told if row[0] not in absorbed]
    markets = [
        Told(bet_id, account_id, event, market, net, at, in_lines)
        for bet_id, _, _, account_id, event, market, net, at, in_lines in standing
    ]
    after: dict[int, Row] = {
        part.bet_id: (part, market.is_explained) for market in split(markets, bets) for part in market.parts
    }
    moved = {bet_id for bet_id in before.keys() | after.keys() if before.get(bet_id) != after.get(bet_id)}
    if moved:
        _write(moved, after)
    rows = [found[bet_id] for found in (before, after) for bet_id in moved if bet_id in found]
    return moved | {part.market_id for part, _ in rows}


def _markets(account_ids: list[int]) -> list[tuple[int, str, int, int, str, str, int, datetime, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(MARKETS, [account_ids])
        return [row for row in cursor.fetchall() if row[6] is not None and row[7] is not None]


def _write(moved: set[int], after: dict[int, Row]) -> None:
    rows = [
        (
            part.bet_id,
            part.market_id,
            part.account_id,
            part.gross_micro,
            part.commission_micro,
            part.is_cash_in_lines,
            is_explained,
        )
        for bet_id in sorted(moved & after.keys())
        for part, is_explained in [after[bet_id]]
    ]
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [sorted(moved)])
        cursor.executemany(KEEP, rows)
