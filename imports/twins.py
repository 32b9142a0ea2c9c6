"""One bet, many files: bets of one account that several exports tell are found, and exist once.

The bet told in less detail is absorbed: its tellings count for the other one. Which pairs there are follows from the
live files and from what the person refused, so it is worked out anew for every account that several formats tell of.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from imports.markets import market_twins
from imports.pairing import Pair, Told, pair

# Accounts that live files of more than one format tell of; by hand is one of them.
SEVERAL = """
SELECT told.account_id FROM (
    SELECT a.id::bigint AS account_id, CASE WHEN u.id = %(upload)s THEN %(format)s ELSE u.format END AS format
      FROM imports_upload u JOIN imp_observer o ON o.upload_id = u.id
     CROSS JOIN LATERAL jsonb_array_elements_text(
                CASE WHEN u.id = %(upload)s THEN %(accounts)s::jsonb ELSE u.accounts END) AS a (id)
     UNION ALL SELECT account_id, 'by-hand' FROM imports_handbet) told
 WHERE told.account_id = ANY (%(ids)s)
 GROUP BY told.account_id HAVING count(DISTINCT told.format) > 1
"""
# Every bet as the best live file tells it, or else a person; what a statement's lines tell stands in the bet itself.
BETS = """
SELECT DISTINCT ON (t.bet_id) t.bet_id, t.format, t.detail, t.account_id,
       CASE WHEN t.from_lines THEN b.stake_micro ELSE t.stake_micro END AS stake,
       t.odds, CASE WHEN t.from_lines THEN b.placed_at ELSE t.placed_at END AS placed_at,
       concat_ws(' ', t.event, t.market, t.selection)
  FROM imports_bettelling t
  JOIN (SELECT r.telling_id, s.rank FROM imports_row r JOIN imp_observer s ON s.upload_id = r.upload_id
        UNION ALL SELECT telling_id, 0 FROM imports_handbet) o ON o.telling_id = t.id
  LEFT JOIN bets_bet b ON b.id = t.bet_id
 WHERE t.account_id = ANY (%s) AND coalesce(t.structure, 'single') <> 'market'
   AND NOT EXISTS (SELECT 1 FROM imports_setaside a WHERE a.bet_id = t.bet_id){besides}
 ORDER BY t.bet_id, t.detail DESC, o.rank DESC
"""
OF_STAKES = " AND CASE WHEN t.from_lines THEN b.stake_micro ELSE t.stake_micro END = ANY (%s)"
STAKES = """
SELECT DISTINCT stake_micro FROM imports_bettelling WHERE bet_id = ANY (%(ids)s) AND stake_micro > 0
 UNION SELECT stake_micro FROM bets_bet WHERE id = ANY (%(ids)s) AND stake_micro > 0
"""
PAIRED = """
SELECT account_id FROM imports_twin WHERE account_id = ANY (%(ids)s)
 UNION SELECT account_id FROM imports_marketpart WHERE account_id = ANY (%(ids)s)
"""
KNOWN = "SELECT bet_id, into_id, is_refused FROM imports_twin WHERE account_id = ANY (%s)"
FORGET = "DELETE FROM imports_twin WHERE bet_id = ANY (%s) AND NOT is_refused"
KEEP = """
INSERT INTO imports_twin (bet_id, into_id, account_id, owner_id, why, is_refused)
VALUES (%s, %s, %s, betsite_uid(), %s, false)
"""
CHANGED = """
DROP TABLE IF EXISTS pg_temp.imp_ref;
CREATE TEMP TABLE imp_ref ON COMMIT DROP AS
SELECT DISTINCT t.bet_id, coalesce(h.account_id, t.account_id) AS account_id, t.ref
  FROM imports_bettelling t LEFT JOIN imports_handbet h ON h.bet_id = t.bet_id WHERE t.bet_id = ANY (%s);
CREATE UNIQUE INDEX ON pg_temp.imp_ref (bet_id);
ANALYZE pg_temp.imp_ref
"""


def accounts_told_twice(
    account_ids: list[int], *, upload_id: int = 0, format_slug: str = "", told: list[int] | None = None
) -> list[int]:
    """Of these accounts those that several formats tell of; `told` are those of an upload that is being imported."""
    values: dict[str, Any] = {
        "upload": upload_id,
        "accounts": str(told or []),
        "ids": account_ids,
        "format": format_slug,
    }
    with connection.cursor() as cursor:
        cursor.execute(SEVERAL, values)
        return [account_id for (account_id,) in cursor.fetchall()]


def accounts_with_pairs(account_ids: list[int]) -> list[int]:
    """Of these accounts those that several formats tell of, or did before an upload was undone."""
    with connection.cursor() as cursor:
        cursor.execute(PAIRED, {"ids": account_ids})
        paired = {account_id for (account_id,) in cursor.fetchall()}
    return sorted(paired | set(accounts_told_twice(account_ids)))


@dataclass(frozen=True)
class Repaired:
    """The bets that have to be worked out again, and how many pairs there are more."""

    bet_ids: set[int]
    more: int


def pair_bets(account_ids: list[int]) -> Repaired:
    """Bring the pairs of these accounts up to date."""
    with connection.cursor() as cursor:
        cursor.execute(BETS.format(besides=""), [account_ids])
        bets = [_told(*row) for row in cursor.fetchall() if row[4] and row[6]]
        cursor.execute(KNOWN, [account_ids])
        known = cursor.fetchall()
    refused = _refused(known)
    before = {bet_id: into for bet_id, into, is_refused in known if not is_refused}
    return _repair(before, pair(bets, refused=refused) + pair(market_twins(account_ids), refused=refused))


def pair_again(account_ids: list[int], bet_ids: Collection[int]) -> Repaired:
    """As pair_bets(), where only what is told of these bets changed: bets pair with bets of one stake only."""
    with connection.cursor() as cursor:
        cursor.execute(STAKES, {"ids": sorted(bet_ids)})
        stakes = [stake for (stake,) in cursor.fetchall()]
        cursor.execute(BETS.format(besides=OF_STAKES), [account_ids, stakes])
        bets = [_told(*row) for row in cursor.fetchall() if row[4] and row[6]]
        cursor.execute(KNOWN, [account_ids])
        known = cursor.fetchall()
    concerned = {bet.bet_id for bet in bets} | set(bet_ids)
    before = {
        bet_id: into
        for bet_id, into, is_refused in known
        if not is_refused and (bet_id in concerned or into in concerned)
    }
    return _repair(before, pair(bets, refused=_refused(known)))


def _refused(known: list[tuple[int, int, bool]]) -> frozenset[tuple[int, int]]:
    return frozenset((bet_id, into) for bet_id, into, is_refused in known if is_refused)


def _repair(before: dict[int, int], pairs: list[Pair]) -> Repaired:
    """Keep the pairs there are now in the place of those there were."""
    after = {found.bet_id: found.into_id for found in pairs}
    moved = {bet_id for bet_id in before.keys() | after.keys() if before.get(bet_id) != after.get(bet_id)}
    others = {before.get(bet_id) for bet_id in moved} | {after.get(bet_id) for bet_id in moved}
    if moved:
        _write(moved, pairs)
    return Repaired(moved | {other for other in others if other}, len(after) - len(before))


def stage_bets_of(bet_ids: Collection[int]) -> None:
    """Make imp_ref of these bets."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, [sorted(bet_ids)])


def _write(moved: set[int], pairs: list[Pair]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [sorted(moved)])
        rows = [
            (each.bet_id, each.into_id, each.account_id, each.why) for each in pairs if each.bet_id in moved
        ]
        cursor.executemany(KEEP, rows)


def _told(
    bet_id: int,
    format_slug: str,
    detail: int,
    account_id: int,
    stake: int,
    odds: Decimal | None,
    placed_at: datetime,
    text: str,
) -> Told:
    return Told(bet_id, format_slug, detail, account_id, stake, odds or None, placed_at, text)
