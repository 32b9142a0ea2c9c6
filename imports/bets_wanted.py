"""Each bet of imp_ref as it should now stand (the temporary table imp_want).

It follows from what live files tell (imports/bets_told.py), from the lines (imports/bet_results.py) and from what the
person decided, and from nothing else: whatever was imported and undone before, in whatever order, ends the same.
Money, times and status of a statement's bet come from its lines, those of a tracker's bet from its row.
"""

from django.db import connection

UNSETTLED = "('open', 'undecided')"
NO_STAKE_ROW = "No stake row in the file: a bonus bet, or one placed before the export begins."
ZERO_STAKE = "The file shows a stake of nothing: a bonus bet."
APART_NOTE = "The market's net result, less the bets of it that another export of yours tells one by one."
TWIN_LOST = "The bookmaker's file shows no result; another export of yours says that it lost."
BY_RULE = "No result in the file, but the account moved on for thirty days without a gap: it lost."

# column of bets_bet -> column of imp_told
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

# What of a market's net result is told bet by bet, though not all of it.
APART = """(SELECT market_id, sum(gross_micro)::bigint AS told FROM imports_marketpart
             WHERE NOT is_explained GROUP BY market_id)"""
ABOUT_SQL = ", ".join(
    f"coalesce({told}, {DEFAULTS[column]}) AS {column}" if column in DEFAULTS else f"{told} AS {column}"
    for column, told in (
        (column, "v.id" if column == "event_id" else f"f.{told}") for column, told in ABOUT.items()
    )
)

# What else is known of a bet, and the same of one of which nobody can have said anything before.
KNOWN = {
    "bet": "LEFT JOIN bets_bet e ON e.id = f.bet_id",
    "decision": "LEFT JOIN imports_decision d ON d.bet_id = f.bet_id",
    "apart": f"LEFT JOIN {APART} n ON n.market_id = f.bet_id",
    "part": "LEFT JOIN imports_marketpart m ON m.bet_id = f.bet_id",
}
NOT_KNOWN = {
    "bet": "CROSS JOIN (SELECT NULL::bigint AS id) e",
    "decision": """CROSS JOIN (SELECT NULL::text AS outcome, NULL::timestamptz AS decided_at,
                         NULL::timestamptz AS settled_at, NULL::bigint AS returned_micro) d""",
    "apart": "CROSS JOIN (SELECT NULL::bigint AS market_id, NULL::bigint AS told) n",
    "part": "CROSS JOIN (SELECT NULL::bigint AS commission_micro, NULL::boolean AS is_cash_in_lines) m",
}

# Each gives (bet_id, is_new, fee, account_id, ref, currency, *COLUMNS) for the bets of the table {told}.
# Bets of a statement. worked: the result by the lines alone; "rule": nothing but a stake, and the account moved on.
FROM_LINES = f"""
WITH worked AS (
    SELECT s.*, f.bet_id, e.id IS NULL AS is_new, d.outcome, d.decided_at AS said_at, d.settled_at AS ended_at,
           coalesce(d.returned_micro, 0) AS said_back,
           coalesce(f.commission_micro, 0) AS stated_commission, f.note AS told_note, f.bonus AS told_bonus,
           f.at_risk_micro AS told_risk, f.bonus_stake_micro AS told_bonus_stake,
           (s.has_settlement AND NOT s.has_stake) AS is_market,
           CASE WHEN s.has_cashout THEN 'cashed_out'
                WHEN s.has_settlement AND NOT s.has_win THEN
                     CASE coalesce(nullif(sign(s.returned - s.staked), 0), sign(s.bonus_net))
                          WHEN 1 THEN 'won' WHEN -1 THEN 'lost' ELSE 'void' END
                WHEN s.has_win AND s.returned < s.staked AND f.is_each_way THEN 'placed'
                WHEN s.has_win THEN 'won'
                WHEN s.has_void AND s.returned >= s.staked THEN 'void'
                WHEN s.has_returned_stake AND s.staked <= 0 THEN 'void'
                WHEN s.has_lose OR f.status = 'lost' THEN 'lost'
                ELSE 'undecided' END AS result,
           f.status = 'lost' AND NOT s.has_lose AND f.settled_at IS NOT NULL AS twin_lost, f.settled_at AS twin_at,
           coalesce(n.told, 0) AS told_apart,
           p.account_id IS NOT NULL AND s.has_stake AND s.staked_at > p.broken_at AND s.staked_at <= p.settled_until
               AND NOT f.is_future AS rule,
           {ABOUT_SQL}
      FROM imp_sum s
      JOIN {{told}} f ON f.account_id = s.account_id AND f.ref = s.ref AND f.from_lines
      {{bet}}
      {{decision}}
      LEFT JOIN imp_event_id v ON v.name = left(f.event, 300) AND v.sport = coalesce(f.sport_id, 0)
      LEFT JOIN imp_span p ON p.account_id = s.account_id
      {{apart}}
), decided AS (
    SELECT w.*,
           CASE WHEN result <> 'undecided' THEN result WHEN outcome IS NOT NULL THEN outcome
                WHEN rule THEN 'lost' ELSE 'undecided' END AS status,
           result = 'undecided' AND outcome IS NULL AND rule AS by_rule,
           CASE WHEN result = 'undecided' THEN said_at END AS decided_at,
           CASE WHEN result = 'undecided' AND outcome NOT IN ('open', 'void') THEN said_back ELSE 0 END AS back,
           CASE WHEN result = 'void' AND NOT has_stake THEN returned ELSE staked END AS stake,
           (has_win OR has_cashout) AND staked <= 0 AND NOT is_market AS without_stake
      FROM worked w
)
SELECT bet_id, is_new, fee, account_id, ref, currency, bookmaker_id, odds,
       closing_odds, sport_id, competition_id, market_type_id, event_id, event_name, market_name, selection,
       CASE WHEN is_market THEN 'market' ELSE structure END, side, legs_count, is_live, is_each_way, digest,
       status,
       CASE WHEN told_bonus = 'stated' OR bonus > 0 THEN 'stated'
            WHEN without_stake OR has_stake AND staked = 0 AND NOT has_returned_stake THEN 'inferred' ELSE 'none' END,
       true, by_rule, decided_at, coalesce(staked_at, first_at),
       CASE WHEN status IN {UNSETTLED} THEN NULL
            WHEN decided_at IS NOT NULL THEN coalesce(ended_at, staked_at, first_at)
            WHEN by_rule THEN coalesce(staked_at, first_at)
            WHEN status = 'lost' AND settled_at IS NULL AND twin_lost THEN twin_at
            ELSE coalesce(settled_at, first_at) END,
       CASE WHEN NOT is_market THEN greatest(stake, 0) END,
       greatest(bonus, coalesce(told_bonus_stake, 0)),
       CASE WHEN NOT is_market THEN CASE WHEN side = 'lay' THEN coalesce(told_risk, greatest(stake, 0))
                                         ELSE greatest(stake, 0) END END,
       CASE WHEN NOT is_market THEN returned + back END,
       fee + stated_commission,
       CASE WHEN status IN {UNSETTLED} THEN NULL WHEN decided_at IS NOT NULL AND status = 'void' THEN 0
            ELSE returned + back - CASE WHEN side = 'lay' AND back > 0 THEN coalesce(told_risk, stake) ELSE stake END
                 - fee - told_apart END,
       CASE WHEN told_apart <> 0 THEN %(apart)s WHEN without_stake AND NOT has_stake THEN %(no_stake_row)s
            WHEN without_stake OR has_stake AND staked = 0 AND NOT has_returned_stake THEN %(zero_stake)s
            WHEN by_rule THEN %(by_rule)s WHEN status = 'lost' AND twin_lost AND NOT has_settlement THEN %(twin_lost)s
            ELSE coalesce(told_note, '') END,
       true
  FROM decided
"""  # noqa: S608

# Bets of a tracker: the row is the bet. What it leaves open the person may have decided.
FROM_ROWS = f"""
WITH told AS (
    SELECT f.bet_id, e.id IS NULL AS is_new, f.account_id, f.ref, f.currency, f.bonus,
           coalesce(f.placed_at, f.settled_at, now()) AS placed, f.settled_at,
           f.stake_micro, f.bonus_stake_micro, f.at_risk_micro, f.returned_micro,
           coalesce(f.commission_micro, 0) + coalesce(m.commission_micro, 0) AS commission,
           CASE WHEN n.market_id IS NOT NULL THEN %(apart)s ELSE f.note END AS note,
           f.cash_in_lines OR coalesce(m.is_cash_in_lines, false) AS cash_in_lines,
           coalesce(f.profit_micro, f.returned_micro - f.stake_micro) - coalesce(m.commission_micro, 0)
               - coalesce(n.told, 0) AS profit,
           f.status AS stated, d.outcome, d.decided_at AS said_at, d.settled_at AS ended_at,
           d.returned_micro AS said_back, {ABOUT_SQL}
      FROM {{told}} f
      {{bet}}
      {{decision}}
      LEFT JOIN imp_event_id v ON v.name = left(f.event, 300) AND v.sport = coalesce(f.sport_id, 0)
      {{part}}
      {{apart}}
     WHERE NOT f.from_lines
), judged AS (
    SELECT t.*, stated NOT IN {UNSETTLED} AND profit IS NOT NULL AS is_told FROM told t
), decided AS (
    SELECT j.*, CASE WHEN is_told THEN stated WHEN outcome IS NOT NULL THEN outcome
                     WHEN stated IN {UNSETTLED} THEN stated ELSE 'undecided' END AS status,
           CASE WHEN NOT is_told THEN said_at END AS decided_at,
           CASE WHEN NOT is_told AND outcome NOT IN ('open', 'void') THEN coalesce(said_back, returned_micro)
                ELSE returned_micro END AS came_back
      FROM judged j
)
SELECT bet_id, is_new, 0, account_id, ref, currency, {", ".join(ABOUT)},
       status, coalesce(bonus, 'none'), false, false, decided_at, placed,
       CASE WHEN status IN {UNSETTLED} THEN NULL WHEN is_told THEN coalesce(settled_at, placed)
            ELSE coalesce(ended_at, placed) END,
       stake_micro, coalesce(bonus_stake_micro, 0), at_risk_micro, came_back, commission,
       CASE WHEN status IN {UNSETTLED} THEN NULL WHEN is_told THEN profit WHEN status = 'void' THEN 0
            ELSE coalesce(came_back, 0) - coalesce(at_risk_micro, stake_micro, 0) - commission END,
       coalesce(note, ''), cash_in_lines
  FROM decided
"""  # noqa: S608
INTO_WANT = f"INSERT INTO imp_want (bet_id, is_new, fee, account_id, ref, currency, {', '.join(COLUMNS)})"
WORDS = {
    "no_stake_row": NO_STAKE_ROW,
    "zero_stake": ZERO_STAKE,
    "by_rule": BY_RULE,
    "twin_lost": TWIN_LOST,
    "apart": APART_NOTE,
}
WANT = f"""
CREATE TEMP TABLE imp_want ON COMMIT DROP AS
SELECT id AS bet_id, false AS is_new, false AS differs, 0::bigint AS fee, account_id, ref, currency,
       {", ".join(COLUMNS)}
  FROM bets_bet WITH NO DATA
"""  # noqa: S608


def work_out_bets() -> None:
    """Make imp_want from imp_told, imp_sum, imp_span and the person's decisions."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.imp_want")
        cursor.execute(WANT)
        for bets in (FROM_LINES, FROM_ROWS):
            cursor.execute(f"{INTO_WANT} {bets.format(told='imp_told', **KNOWN)}", WORDS)
        cursor.execute("CREATE INDEX ON pg_temp.imp_want (bet_id)")
        cursor.execute("ANALYZE pg_temp.imp_want")
