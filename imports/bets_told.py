"""What is told of each bet in imp_ref, over all live files (the temporary table imp_told).

A bet that one content tells is taken as it is. Where files differ, each field is told by the source of most detail that
has it, and of equal ones by the best observer; a result by a settled source before an open one, so that a settled bet
never falls back to open.
"""

from django.db import connection

from imports.staging import planned_for
from imports.tellings import BETS_OF_FILE, BETS_OF_FIRST, COLUMNS, TOLD, count_refs

RESULT = ("status", "returned_micro", "profit_micro", "commission_micro")
MONEY = ("bonus", "stake_micro", "bonus_stake_micro", "at_risk_micro", "note")
TIMES = ("placed_at", "settled_at")
LEAD = ("currency", "from_lines", "cash_in_lines", *RESULT)

OF_FILE = f"""
SELECT i.bet_id, i.account_id, i.ref, NULL::jsonb AS legs, {", ".join(f"{sql} AS {name}" for name, sql in TOLD.items())}
  FROM {{bets}}
"""  # noqa: S608
# Bets of which nobody told before: nothing to weigh, nothing to compare with.
FRESH = f"({OF_FILE.format(bets=BETS_OF_FILE)} WHERE i.is_new)"
FIRST = f"({OF_FILE.format(bets=BETS_OF_FIRST)} WHERE b.ctid >= %(start)s::tid AND b.ctid < %(end)s::tid)"
# Bets of this file of which nothing else was told.
SOLE = f"""
CREATE TEMP TABLE imp_told ON COMMIT DROP AS {OF_FILE.format(bets=BETS_OF_FILE)} JOIN imp_ref f ON f.bet_id = i.bet_id
 WHERE NOT i.is_new AND NOT EXISTS (SELECT 1 FROM imp_contested c WHERE c.bet_id = i.bet_id)
"""  # noqa: S608
NO_FILE = f"""
CREATE TEMP TABLE imp_told ON COMMIT DROP AS
SELECT bet_id, account_id, ref, legs, {COLUMNS} FROM imports_bettelling WITH NO DATA
"""  # noqa: S608
# What live files tell of the other bets and of their twins, and what a person tells by hand, whom every file overrules.
# A twin's reference is not the bet's. Nobody is believed about bets in the trash.
LIVE = f"""
CREATE TEMP TABLE imp_telling ON COMMIT DROP AS
WITH named AS (
    SELECT f.bet_id, f.account_id, f.ref, f.bet_id AS told_as FROM imp_ref f
     WHERE NOT EXISTS (SELECT 1 FROM imports_twin w WHERE w.bet_id = f.bet_id AND NOT w.is_refused)
       AND NOT EXISTS (SELECT 1 FROM imports_marketpart p WHERE p.market_id = f.bet_id AND p.is_explained)
    UNION ALL
    SELECT f.bet_id, f.account_id, f.ref, w.bet_id FROM imp_ref f JOIN imports_twin w ON w.into_id = f.bet_id
     WHERE NOT w.is_refused
       AND NOT EXISTS (SELECT 1 FROM imports_marketpart p WHERE p.market_id = f.bet_id AND p.is_explained)
)
SELECT n.bet_id, n.account_id, n.ref, t.detail, t.time_detail, t.legs, {", ".join(f"t.{name}" for name in TOLD)},
       coalesce(l.rank, 0) AS rank, t.cash_in_lines = bool_or(t.cash_in_lines) OVER (PARTITION BY n.bet_id) AS is_lead
  FROM named n
  JOIN imports_bettelling t ON t.bet_id = n.told_as
 CROSS JOIN LATERAL (SELECT max(o.rank) AS rank FROM imports_row r JOIN imp_observer o ON o.upload_id = r.upload_id
                      WHERE r.telling_id = t.id) l
  LEFT JOIN imports_handbet h ON h.telling_id = t.id
 WHERE (l.rank IS NOT NULL OR h.telling_id IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM imports_setaside a WHERE a.bet_id = n.told_as)
   AND NOT EXISTS (SELECT 1 FROM imp_told d WHERE d.bet_id = n.bet_id);
ANALYZE pg_temp.imp_telling
"""  # noqa: S608


def _picked(name: str) -> str:
    """The aggregate that takes a field from its best source."""
    order = "time_detail DESC, detail DESC, rank DESC" if name in TIMES else "detail DESC, rank DESC"
    only = " AND is_lead" if name in MONEY else ""
    return f"(array_agg({name} ORDER BY {order}) FILTER (WHERE {name} IS NOT NULL{only}))[1] AS {name}"


FIELDS = [name for name in TOLD if name not in LEAD and name != "is_future"]


def _lead(name: str) -> str:
    """From the one telling that leads; a statement's lines give no status of a lost bet, but its twin may."""
    return "coalesce(l.status, p.said) AS status" if name == "status" else f"l.{name}"


WEIGHED = f"""
INSERT INTO imp_told (bet_id, account_id, ref, legs, is_future, {", ".join([*LEAD, *FIELDS])})
SELECT l.bet_id, l.account_id, l.ref, p.legs, p.is_future, {", ".join(_lead(name) for name in LEAD)},
       {", ".join(f"p.{name}" for name in FIELDS)}
  FROM (SELECT DISTINCT ON (bet_id) * FROM imp_telling
         ORDER BY bet_id, is_lead DESC, status IN ('open', 'undecided'), detail DESC, rank DESC) l
  JOIN (SELECT bet_id, bool_or(is_future) AS is_future,
               (array_agg(status ORDER BY detail DESC, rank DESC) FILTER (WHERE status IS NOT NULL AND NOT is_lead))[1]
                   AS said,
               (array_agg(legs ORDER BY detail DESC, rank DESC) FILTER (WHERE legs_digest IS NOT NULL))[1] AS legs,
               {", ".join(_picked(name) for name in FIELDS)}
          FROM imp_telling GROUP BY bet_id) p ON p.bet_id = l.bet_id
"""  # noqa: S608
EVENTS = """
CREATE TEMP TABLE imp_event ON COMMIT DROP AS
SELECT coalesce(sport_id, 0) AS sport, left(event, 300) AS name, min(competition_id) AS competition_id
  FROM ({told}) AS named WHERE event <> '' GROUP BY 1, 2;
ANALYZE pg_temp.imp_event;
INSERT INTO bets_event (owner_id, sport_id, competition_id, name)
SELECT betsite_uid(), nullif(w.sport, 0), w.competition_id, w.name
  FROM imp_event w
  LEFT JOIN bets_event e ON e.name = w.name AND coalesce(e.sport_id, 0) = w.sport AND e.starts_at IS NULL
 WHERE e.id IS NULL
    ON CONFLICT DO NOTHING;
CREATE TEMP TABLE imp_event_id ON COMMIT DROP AS
SELECT DISTINCT ON (w.sport, w.name) w.sport, w.name, e.id
  FROM imp_event w JOIN bets_event e ON e.name = w.name AND coalesce(e.sport_id, 0) = w.sport
 WHERE e.starts_at IS NULL
 ORDER BY w.sport, w.name, e.owner_id NULLS FIRST;
ANALYZE pg_temp.imp_event_id
"""
EVENTS_TOLD = "SELECT sport_id, competition_id, event FROM imp_told"
EVENTS_OF_FILE = f"{EVENTS_TOLD} UNION ALL SELECT sport_id, competition_id, event FROM imp_bet"  # noqa: S608
MADE_HERE = ("imp_told", "imp_telling", "imp_event", "imp_event_id")


def gather_told(*, has_file: bool) -> None:
    """Make imp_told and imp_event_id from imp_ref, and from imp_bet where there is a file (without its FRESH bets)."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in MADE_HERE)}")
        cursor.execute(SOLE if has_file else NO_FILE)
        cursor.execute("CREATE INDEX ON pg_temp.imp_told (bet_id)")
        cursor.execute("ANALYZE pg_temp.imp_told")
        with planned_for(count_refs()):
            cursor.execute(LIVE)
            cursor.execute(WEIGHED)
        cursor.execute("CREATE INDEX ON pg_temp.imp_told (account_id, ref)")
        cursor.execute("ANALYZE pg_temp.imp_told")
        cursor.execute(EVENTS.format(told=EVENTS_OF_FILE if has_file else EVENTS_TOLD))
