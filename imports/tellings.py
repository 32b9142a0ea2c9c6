"""What files tell of bets: give the bets of a file their ids, keep what is told of them for the first time, and
find the bets that have to be worked out anew.

Everything else about a bet follows from its tellings and its lines (imports/bets_told.py, imports/bets_wanted.py).
"""

from typing import Any, Protocol

from django.db import connection

from imports.bet_staging import KEY, LEG
from imports.correcting import correct_file, remember_seen
from imports.models import Upload
from imports.observers import IS_TOLD_BEFORE
from imports.staging import planned_for

# What is told of a bet, as bets_bet and the pages can take it: column of BetTelling -> of imp_bet.
TOLD = {
    "currency": "b.currency",
    "bookmaker_id": "b.bookmaker_id",
    "from_lines": "b.from_lines",
    "cash_in_lines": "b.cash_in_lines",
    "structure": "b.structure",
    "side": "b.side",
    "status": "b.status",
    "bonus": "b.bonus",
    "placed_at": "b.placed_at",
    "settled_at": "b.settled_at",
    "stake_micro": "CASE WHEN b.stake_micro >= 0 THEN b.stake_micro END",
    "bonus_stake_micro": "b.bonus_stake_micro",
    "at_risk_micro": "b.at_risk_micro",
    "returned_micro": "b.returned_micro",
    "profit_micro": "b.profit_micro",
    "commission_micro": "b.commission_micro",
    "odds": "CASE WHEN b.odds BETWEEN 1 AND 9999999 THEN round(b.odds, 6) END",
    "closing_odds": "CASE WHEN b.closing_odds BETWEEN 1 AND 9999999 THEN round(b.closing_odds, 6) END",
    "sport_id": "b.sport_id",
    "competition_id": "b.competition_id",
    "market_id": "b.market_id",
    "event": "nullif(b.event, '')",
    "market": "nullif(b.market, '')",
    "selection": "nullif(b.selection, '')",
    "note": "nullif(b.note, '')",
    "is_live": "b.is_live",
    "is_each_way": "b.is_each_way",
    "is_future": "b.is_future",
    "legs_count": "least(b.legs_count, 32767)::smallint",
    "legs_digest": "nullif(b.legs_digest, 0)",
}
COLUMNS = ", ".join(TOLD)

# is_new: nobody told of the bet before; is_first: nobody told this of it before.
IDS = """
CREATE TEMP TABLE imp_bet_id ON COMMIT DROP AS
SELECT i.row, i.account_id, i.ref, e.id IS NULL AS is_new, t.id IS NULL AS is_first,
       CASE WHEN e.id IS NULL THEN nextval('bets_bet_id_seq') ELSE e.id END AS bet_id,
       CASE WHEN t.id IS NULL THEN nextval('imports_bettelling_id_seq') ELSE t.id END AS telling_id
  FROM imp_bet i
  LEFT JOIN bets_bet e ON e.account_id = i.account_id AND e.ref = i.ref
  LEFT JOIN imports_bettelling t ON t.bet_id = e.id AND t.digest = i.digest
"""
RETURNING = """
UPDATE imp_bet_id i SET bet_id = r.bet_id, is_new = false
  FROM imports_retiredbet r WHERE r.account_id = i.account_id AND r.ref = i.ref AND i.is_new
"""
# Those told before they were retired.
KNOWN = """
UPDATE imp_bet_id i SET telling_id = t.id, is_first = false
  FROM imp_bet b, imports_bettelling t
 WHERE b.row = i.row AND NOT i.is_new AND i.is_first AND t.bet_id = i.bet_id AND t.digest = b.digest
"""
# Of a first import all of it is new, and came with its ids (imports/first.py).
FIRST_IDS = """
INSERT INTO imp_bet_id SELECT row, account_id, ref, true, true, bet_id, telling_id FROM imp_bet;
ANALYZE pg_temp.imp_bet_id
"""
READY = """
CREATE UNIQUE INDEX ON pg_temp.imp_bet_id (row);
ANALYZE pg_temp.imp_bet_id
"""
LEGS = """
CREATE TEMP TABLE imp_legs_told ON COMMIT DROP AS
SELECT l.account_id, l.ref, jsonb_agg(jsonb_build_object({leg}) ORDER BY position) AS legs
  FROM {legs}
 GROUP BY l.account_id, l.ref;
ANALYZE pg_temp.imp_legs_told
"""
LEG_TOLD = ", ".join(f"'{name}', l.{name}" for name in LEG if name not in KEY)
LEGS_OF_NEW = "imp_leg l JOIN imp_bet_id i ON i.account_id = l.account_id AND i.ref = l.ref AND i.is_first"
KEEP = f"""
INSERT INTO imports_bettelling (id, owner_id, bet_id, account_id, ref, digest, format, detail, time_detail, legs,
                                {COLUMNS})
SELECT i.telling_id, %(owner)s, i.bet_id, i.account_id, i.ref, b.digest, %(format)s, %(detail)s, %(time_detail)s,
       l.legs, {", ".join(TOLD.values())}
  FROM {{bets}}
  LEFT JOIN imp_legs_told l ON l.account_id = i.account_id AND l.ref = i.ref
 WHERE i.is_first
"""  # noqa: S608
BETS_OF_FILE = "imp_bet_id i JOIN imp_bet b ON b.row = i.row"
# The same of a first import, which needs no look at imp_bet_id.
BETS_OF_FIRST = """imp_bet b CROSS JOIN LATERAL
       (SELECT b.bet_id, b.telling_id, b.account_id, b.ref, true AS is_new, true AS is_first) i"""
# Bets of which something else was told as well, perhaps as a twin: their tellings are weighed against each other. Those
# in the trash are told in vain.
CONTESTED = """
CREATE TEMP TABLE imp_contested ON COMMIT DROP AS
SELECT i.bet_id FROM imp_bet_id i JOIN imports_bettelling t ON t.bet_id = i.bet_id AND t.id <> i.telling_id
 WHERE NOT i.is_new
UNION SELECT i.bet_id FROM imp_bet_id i JOIN imports_twin w ON w.bet_id = i.bet_id AND NOT w.is_refused
UNION SELECT i.bet_id FROM imp_bet_id i JOIN imports_twin w ON w.into_id = i.bet_id AND NOT w.is_refused
UNION SELECT i.bet_id FROM imp_bet_id i JOIN imports_marketpart p ON p.market_id = i.bet_id
UNION SELECT i.bet_id FROM imp_bet_id i JOIN imports_setaside a ON a.bet_id = i.bet_id;
ANALYZE pg_temp.imp_contested
"""
# The bets to be worked out: told something new, contested, with touched lines, or judged otherwise by the rule now.
# Fresh ones, of which nobody told before, are in imp_bet_id and written as they are (imports/bets_merge.py).
REFS = """
CREATE TEMP TABLE imp_ref ON COMMIT DROP AS
SELECT bet_id, account_id, ref FROM imp_bet_id WHERE is_first AND NOT is_new;
CREATE UNIQUE INDEX ON pg_temp.imp_ref (bet_id)
"""
WEIGHED_ANEW = """
WITH refs AS (
    SELECT account_id, bet_ref AS ref, is_new FROM imp_touched_line WHERE bet_ref IS NOT NULL
    UNION SELECT account_id, old_ref, is_new FROM imp_touched_line WHERE old_ref IS NOT NULL
)
INSERT INTO imp_ref
SELECT i.bet_id, i.account_id, i.ref FROM imp_bet_id i JOIN imp_contested c ON c.bet_id = i.bet_id
UNION SELECT i.bet_id, i.account_id, i.ref
        FROM imp_bet_id i JOIN refs r ON r.account_id = i.account_id AND r.ref = i.ref WHERE NOT i.is_first
UNION SELECT b.id, b.account_id, b.ref
        FROM refs r JOIN bets_bet b ON b.account_id = r.account_id AND b.ref = r.ref WHERE NOT r.is_new
UNION SELECT bet_id, account_id, ref FROM imp_released w
       WHERE NOT EXISTS (SELECT 1 FROM imp_bet_id i WHERE i.bet_id = w.bet_id AND i.is_new)
UNION SELECT b.id, b.account_id, b.ref FROM bets_bet b JOIN imp_span s ON s.account_id = b.account_id
       WHERE b.is_from_lines AND b.decided_at IS NULL AND (b.status = 'undecided' OR b.is_decided_by_rule)
         AND b.is_decided_by_rule <> (b.placed_at > s.broken_at AND b.placed_at <= s.settled_until)
    ON CONFLICT DO NOTHING
"""
LOST_A_TELLING = """
INSERT INTO imp_ref SELECT bet_id, account_id, ref FROM imp_unsure_bet ON CONFLICT DO NOTHING;
INSERT INTO imp_ref
SELECT DISTINCT b.id, b.account_id, b.ref
  FROM imp_ref f JOIN imports_twin w ON w.bet_id = f.bet_id AND NOT w.is_refused JOIN bets_bet b ON b.id = w.into_id
    ON CONFLICT DO NOTHING;
ANALYZE pg_temp.imp_ref
"""
AFFECTED = "SELECT (SELECT count(*) FROM imp_ref) + (SELECT count(*) FROM imp_bet_id WHERE is_new)"
# Bets that lost a telling: those of an earlier import of the same bytes, or of an undone upload.
UNSURE = """
CREATE TEMP TABLE imp_unsure_bet ON COMMIT DROP AS
SELECT DISTINCT t.bet_id, t.account_id, t.ref
  FROM imports_upload u JOIN imports_row r ON r.upload_id = u.id JOIN imports_bettelling t ON t.id = r.telling_id
 WHERE {which}
"""
SAME_BYTES = f"""u.sha256 = %(sha256)s AND u.id <> %(upload)s AND u.state = 'processed' AND u.undone_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM imp_bet_id i WHERE i.telling_id = t.id)
   AND NOT EXISTS (SELECT 1 FROM imp_same_bet s WHERE s.telling_id = t.id)
   AND {IS_TOLD_BEFORE}"""  # noqa: S608
MADE_HERE = ("imp_bet_id", "imp_legs_told", "imp_contested", "imp_unsure_bet", "imp_ref")
NOT_CONTESTED = "CREATE TEMP TABLE imp_contested (bet_id bigint) ON COMMIT DROP"
NO_FILE = f"""
CREATE TEMP TABLE imp_bet_id (row integer, account_id bigint, ref text, is_new boolean, is_first boolean,
                              bet_id bigint, telling_id bigint) ON COMMIT DROP;
{NOT_CONTESTED}
"""


class Teller(Protocol):
    """Who tells of bets: a format, or a person by hand (imports/by_hand)."""

    @property
    def slug(self) -> str: ...
    @property
    def detail(self) -> int: ...
    @property
    def time_detail(self) -> int: ...


def assign_bets(owner_id: int, teller: Teller) -> None:
    """Make imp_bet_id from imp_bet, and keep the tellings that are new."""
    correct_file()
    with connection.cursor() as cursor:
        drop()
        cursor.execute(IDS)
        cursor.execute("SELECT EXISTS (SELECT 1 FROM imports_retiredbet)")
        if cursor.fetchone()[0]:
            cursor.execute(RETURNING)
            cursor.execute(KNOWN)
        cursor.execute(READY)
        cursor.execute(LEGS.format(leg=LEG_TOLD, legs=LEGS_OF_NEW))
        cursor.execute(KEEP.format(bets=BETS_OF_FILE), _values(owner_id, teller))
        remember_seen()
        cursor.execute(CONTESTED)


def assign_first_bets() -> bool:
    """Of a first import, whose bets have their ids and are contested by nobody; its tellings are kept by
    keep_first_tellings(). Whether the person's corrections changed something in imp_bet or imp_leg: only then is
    something in imp_bet_id, for what the words told before."""
    is_corrected = correct_file()
    with connection.cursor() as cursor:
        drop()
        cursor.execute(NO_FILE)
        if is_corrected:
            cursor.execute(FIRST_IDS)
    return is_corrected


def keep_first_tellings(owner_id: int, teller: Teller) -> None:
    """Keep what a first import tells of its bets, from imp_bet and imp_leg."""
    with connection.cursor() as cursor:
        cursor.execute(LEGS.format(leg=LEG_TOLD, legs="imp_leg l"))
        cursor.execute(KEEP.format(bets=BETS_OF_FIRST), _values(owner_id, teller))
        remember_seen()


def affected_by_import(upload: Upload, *, is_apart: bool) -> int:
    """Make imp_ref after an import; how many bets have to be worked out, fresh ones among them (not those of a first
    import, which are all fresh).

    is_apart: its books held nothing before, and no line of another book changed, so that no known bet is touched.
    """
    which = UNSURE.format(which=SAME_BYTES)
    return _affected(which, {"sha256": upload.sha256, "upload": upload.pk}, is_apart=is_apart)


def affected_by_upload(upload: Upload, *, has_bets: bool) -> int:
    """Make imp_ref after an upload was undone or brought back; how many bets there are in it.

    has_bets: assign_bets() was called, for bets that were put together anew.
    """
    if not has_bets:
        with connection.cursor() as cursor:
            drop()
            cursor.execute(NO_FILE)
    return _affected(UNSURE.format(which="u.id = %(upload)s"), {"upload": upload.pk})


def affected_by_hand() -> int:
    """Make imp_ref after assign_bets() of what a person told; how many bets there are in it."""
    return _affected(UNSURE.format(which="false"), {})


def drop() -> None:
    """Forget the tables of an earlier run in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in MADE_HERE)}")


def _affected(unsure: str, values: dict[str, Any], *, is_apart: bool = False) -> int:
    with connection.cursor() as cursor:
        cursor.execute(unsure, values)
        cursor.execute(REFS)
        if not is_apart:
            cursor.execute(WEIGHED_ANEW)
    with planned_for(count_refs()), connection.cursor() as cursor:
        cursor.execute(LOST_A_TELLING)
        cursor.execute(AFFECTED)
        return int(cursor.fetchone()[0])


def count_refs() -> int:
    """How many known bets are in imp_ref, to be worked out anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM imp_ref")
        return int(cursor.fetchone()[0])


def _values(owner_id: int, teller: Teller) -> dict[str, Any]:
    return {
        "owner": owner_id,
        "format": teller.slug,
        "detail": teller.detail,
        "time_detail": teller.time_detail,
    }
