"""Each bet as it should now stand (the temporary table imp_want), worked out from lines, rows and what is stored.

What a bet was about is told by the newest file that says it; a file that says nothing takes nothing away. Money, times
and status of a statement's bet come from its lines (imports/bet_results.py), those of a tracker's bet from its row,
where a settled bet never falls back to open.
"""

from django.db import connection

from bets.recognition import FUTURES

UNSETTLED = "('open', 'undecided')"
NO_STAKE_ROW = "No stake row in the file: a bonus bet, or one placed before the export begins."
ZERO_STAKE = "The file shows a stake of nothing: a bonus bet."
BY_RULE = "No result in the file, but the account moved on for thirty days without a gap: it lost."

# column of bets_bet -> column of imp_bet; told by the newest file that has it
ABOUT = {
    "bookmaker_id": "bookmaker_id",
    "odds": "odds",
    "closing_odds": "closing_odds",
    "sport_id": "sport_id",
    "competition_id": "competition_id",
    "market_type_id": "market_id",
    "event_id": "event_id",
    "event_name": "event",
    "market_name": "market",
    "selection": "selection",
    "structure": "structure",
    "side": "side",
    "legs_count": "legs_count",
    "is_live": "is_live",
    "is_each_way": "is_each_way",
    "digest": "legs_digest",
}
DEFAULTS = {
    "event_name": "''",
    "market_name": "''",
    "selection": "''",
    "structure": "'single'",
    "side": "'back'",
    "legs_count": "1",
    "is_each_way": "false",
    "digest": "0",
}
RESULT = (
    "status",
    "bonus",
    "is_from_lines",
    "is_decided_by_rule",
    "decided_at",
    "placed_at",
    "settled_at",
    "stake_micro",
    "bonus_stake_micro",
    "at_risk_micro",
    "returned_micro",
    "commission_micro",
    "profit_micro",
    "note",
    "is_cash_in_lines",
)
COLUMNS = (*ABOUT, *RESULT)

EVENTS = """
CREATE TEMP TABLE imp_event ON COMMIT DROP AS
SELECT coalesce(sport_id, 0) AS sport, left(event, 300) AS name, min(competition_id) AS competition_id
  FROM imp_bet WHERE event <> '' GROUP BY 1, 2;
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
# What the file tells of each bet, tidied; fresh: no later file has told the row otherwise.
TOLD = """
CREATE TEMP TABLE imp_told ON COMMIT DROP AS
SELECT b.account_id, b.ref, b.currency, b.bookmaker_id, b.from_lines, b.cash_in_lines, b.structure, b.side,
       b.status, b.bonus,
       b.placed_at, b.settled_at, b.bonus_stake_micro, b.at_risk_micro, b.returned_micro, b.profit_micro, b.is_live,
       b.is_each_way, b.sport_id, b.competition_id, b.market_id, v.id AS event_id, nullif(b.event, '') AS event,
       nullif(b.market, '') AS market, nullif(b.selection, '') AS selection, nullif(b.note, '') AS note,
       nullif(b.legs_digest, 0) AS legs_digest, least(b.legs_count, 32767)::smallint AS legs_count,
       b.is_future,
       coalesce(b.commission_micro, 0) AS commission_micro,
       CASE WHEN b.stake_micro >= 0 THEN b.stake_micro END AS stake_micro,
       CASE WHEN b.odds BETWEEN 1 AND 9999999 THEN round(b.odds, 6) END AS odds,
       CASE WHEN b.closing_odds BETWEEN 1 AND 9999999 THEN round(b.closing_odds, 6) END AS closing_odds,
       coalesce(NOT m.is_stale, true) AS fresh
  FROM imp_bet b
  LEFT JOIN imp_merge m ON m.row = b.row
  LEFT JOIN imp_event_id v ON v.name = left(b.event, 300) AND v.sport = coalesce(b.sport_id, 0)
"""


def _about(column: str, told: str) -> str:
    """The newest file that has it; with the column's default where nobody has."""
    newest = f"CASE WHEN f.fresh THEN coalesce(f.{told}, e.{column}) ELSE coalesce(e.{column}, f.{told}) END"
    if column in ("event_name", "market_name", "selection"):
        newest = newest.replace(f"e.{column}", f"nullif(e.{column}, '')")
    if column == "digest":
        newest = newest.replace("e.digest", "nullif(e.digest, 0)")
    default = DEFAULTS.get(column)
    return f"coalesce({newest}, {default}) AS {column}" if default else f"({newest}) AS {column}"


ABOUT_SQL = ", ".join(_about(column, told) for column, told in ABOUT.items())

# Bets of a statement. worked: the result by the lines alone; "rule": nothing but a stake, and the account moved on.
FROM_LINES = f"""
INSERT INTO imp_want (bet_id, is_new, fee, account_id, ref, currency, {", ".join(COLUMNS)})
WITH worked AS (
    SELECT s.*, e.id AS bet_id, e.status AS old_status, e.decided_at AS old_decided_at, e.settled_at AS old_settled_at,
           coalesce(f.commission_micro, 0) AS stated_commission, f.note AS told_note, f.bonus AS told_bonus,
           f.at_risk_micro AS told_risk, f.bonus_stake_micro AS told_bonus_stake, e.bonus AS old_bonus,
           CASE WHEN e.note NOT IN (%(no_stake_row)s, %(zero_stake)s, %(by_rule)s) THEN e.note END AS old_note,
           (s.has_settlement AND NOT s.has_stake) AS is_market,
           CASE WHEN s.has_cashout THEN 'cashed_out'
                WHEN s.has_settlement AND NOT s.has_win THEN
                     CASE coalesce(nullif(sign(s.returned - s.staked), 0), sign(s.bonus_net))
                          WHEN 1 THEN 'won' WHEN -1 THEN 'lost' ELSE 'void' END
                WHEN s.has_win AND s.returned < s.staked AND coalesce(f.is_each_way, e.is_each_way) THEN 'placed'
                WHEN s.has_win THEN 'won'
                WHEN s.has_void AND s.returned >= s.staked THEN 'void'
                WHEN s.has_returned_stake AND s.staked <= 0 THEN 'void'
                WHEN s.has_lose THEN 'lost'
                ELSE 'undecided' END AS result,
           p.account_id IS NOT NULL AND s.has_stake AND s.staked_at > p.broken_at AND s.staked_at <= p.settled_until
               AND NOT coalesce(f.is_future, concat_ws(' ', e.event_name, e.market_name, e.selection, c.name)
                                             ~* %(futures)s) AS rule,
           {ABOUT_SQL}
      FROM imp_sum s
      LEFT JOIN imp_told f ON f.account_id = s.account_id AND f.ref = s.ref AND f.from_lines
      LEFT JOIN bets_bet e ON e.account_id = s.account_id AND e.ref = s.ref
      LEFT JOIN bets_competition c ON c.id = e.competition_id
      LEFT JOIN imp_span p ON p.account_id = s.account_id
     WHERE f.ref IS NOT NULL OR e.is_from_lines
), decided AS (
    SELECT w.*,
           CASE WHEN result <> 'undecided' THEN result WHEN old_decided_at IS NOT NULL THEN old_status
                WHEN rule THEN 'lost' ELSE 'undecided' END AS status,
           result = 'undecided' AND old_decided_at IS NULL AND rule AS by_rule,
           CASE WHEN result = 'undecided' THEN old_decided_at END AS decided_at,
           CASE WHEN result = 'void' AND NOT has_stake THEN returned ELSE staked END AS stake,
           (has_win OR has_cashout) AND staked <= 0 AND NOT is_market AS without_stake
      FROM worked w
)
SELECT coalesce(bet_id, nextval('bets_bet_id_seq')), bet_id IS NULL, fee, account_id, ref, currency, bookmaker_id, odds,
       closing_odds, sport_id, competition_id, market_type_id, event_id, event_name, market_name, selection,
       CASE WHEN is_market THEN 'market' ELSE structure END, side, legs_count, is_live, is_each_way, digest,
       status,
       CASE WHEN told_bonus = 'stated' OR bonus > 0 OR old_bonus = 'stated' THEN 'stated'
            WHEN without_stake OR has_stake AND staked = 0 AND NOT has_returned_stake THEN 'inferred' ELSE 'none' END,
       true, by_rule, decided_at, coalesce(staked_at, first_at),
       CASE WHEN status IN {UNSETTLED} THEN NULL WHEN decided_at IS NOT NULL THEN coalesce(old_settled_at, first_at)
            WHEN by_rule THEN coalesce(staked_at, first_at) ELSE coalesce(settled_at, first_at) END,
       CASE WHEN NOT is_market THEN greatest(stake, 0) END,
       greatest(bonus, coalesce(told_bonus_stake, 0)),
       CASE WHEN NOT is_market THEN CASE WHEN side = 'lay' THEN coalesce(told_risk, greatest(stake, 0))
                                         ELSE greatest(stake, 0) END END,
       CASE WHEN NOT is_market THEN returned END,
       fee + stated_commission,
       CASE WHEN status IN {UNSETTLED} THEN NULL WHEN decided_at IS NOT NULL AND status = 'void' THEN 0
            ELSE returned - stake - fee END,
       CASE WHEN without_stake AND NOT has_stake THEN %(no_stake_row)s
            WHEN without_stake OR has_stake AND staked = 0 AND NOT has_returned_stake THEN %(zero_stake)s
            WHEN by_rule THEN %(by_rule)s ELSE coalesce(told_note, old_note, '') END,
       true
  FROM decided
"""  # noqa: S608

# Bets of a tracker: the row is the bet. kept: settled here and open in the file, or told later by another file.
FROM_ROWS = f"""
INSERT INTO imp_want (bet_id, is_new, fee, account_id, ref, currency, {", ".join(COLUMNS)})
WITH told AS (
    SELECT f.account_id, f.ref, f.currency, e.id AS bet_id, f.status, f.bonus, f.placed_at, f.stake_micro,
           f.bonus_stake_micro, f.at_risk_micro, f.returned_micro, f.commission_micro, f.note, f.settled_at,
           f.cash_in_lines, coalesce(f.profit_micro, f.returned_micro - f.stake_micro) AS profit_micro,
           e.id IS NOT NULL AND (e.is_from_lines OR NOT f.fresh
               OR (f.status IN {UNSETTLED} AND (e.status NOT IN {UNSETTLED} OR e.decided_at IS NOT NULL))) AS kept,
           {", ".join(f"e.{column} AS old_{column}" for column in RESULT)}, {ABOUT_SQL}
      FROM imp_told f
      LEFT JOIN bets_bet e ON e.account_id = f.account_id AND e.ref = f.ref
     WHERE NOT f.from_lines
), tidy AS (
    SELECT t.*, CASE WHEN t.profit_micro IS NULL AND t.status NOT IN {UNSETTLED} THEN 'undecided' ELSE t.status END
                    AS new_status
      FROM told t
)
SELECT coalesce(bet_id, nextval('bets_bet_id_seq')), bet_id IS NULL,
       CASE WHEN kept AND old_is_from_lines THEN old_commission_micro ELSE 0 END,
       account_id, ref, currency,
       {", ".join(ABOUT)},
       CASE WHEN kept THEN old_status ELSE new_status END,
       CASE WHEN kept THEN old_bonus ELSE coalesce(bonus, 'none') END,
       kept AND old_is_from_lines,
       kept AND old_is_decided_by_rule,
       CASE WHEN kept THEN old_decided_at END,
       CASE WHEN kept THEN old_placed_at ELSE placed_at END,
       CASE WHEN kept THEN old_settled_at WHEN new_status NOT IN {UNSETTLED} THEN coalesce(settled_at, placed_at) END,
       CASE WHEN kept THEN old_stake_micro ELSE stake_micro END,
       CASE WHEN kept THEN old_bonus_stake_micro ELSE coalesce(bonus_stake_micro, 0) END,
       CASE WHEN kept THEN old_at_risk_micro ELSE at_risk_micro END,
       CASE WHEN kept THEN old_returned_micro ELSE returned_micro END,
       CASE WHEN kept THEN old_commission_micro ELSE commission_micro END,
       CASE WHEN kept THEN old_profit_micro WHEN new_status NOT IN {UNSETTLED} THEN profit_micro END,
       CASE WHEN kept THEN old_note ELSE coalesce(note, '') END,
       CASE WHEN kept THEN old_is_cash_in_lines ELSE cash_in_lines END
  FROM tidy
"""  # noqa: S608
WANT = f"""
CREATE TEMP TABLE imp_want ON COMMIT DROP AS
SELECT id AS bet_id, false AS is_new, false AS differs, 0::bigint AS fee, account_id, ref, currency,
       {", ".join(COLUMNS)}
  FROM bets_bet WITH NO DATA
"""  # noqa: S608
MADE_HERE = ("imp_event", "imp_event_id", "imp_told", "imp_want")


def work_out_bets() -> None:
    """Make imp_told and imp_want from imp_bet, imp_sum, imp_span and imp_merge."""
    words = {
        "futures": FUTURES.replace(r"\b", r"\y"),
        "no_stake_row": NO_STAKE_ROW,
        "zero_stake": ZERO_STAKE,
        "by_rule": BY_RULE,
    }
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in MADE_HERE)}")
        cursor.execute(EVENTS)
        cursor.execute(TOLD)
        cursor.execute("CREATE INDEX ON pg_temp.imp_told (account_id, ref)")
        cursor.execute("ANALYZE pg_temp.imp_told")
        cursor.execute(WANT)
        cursor.execute(FROM_LINES, words)
        cursor.execute(FROM_ROWS)
        cursor.execute("ANALYZE pg_temp.imp_want")
