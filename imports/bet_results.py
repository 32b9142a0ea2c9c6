"""What the statement says of a bet: SQL that sums all lines of a reference, over all files, and names the result.

Stake = -(stakes + returned stakes); returned = wins, voids, cash-outs and settlements; profit = returned - stake. A
stake and nothing else is undecided. It counts as lost only when the account's balance goes on unbroken from that
stake to the end of what is known, for at least thirty days: a win would have to be there (not for bets on a season).
"""

from django.db import connection

PATIENCE = "30 days"

# How far an account's running balance can be trusted backwards from its end. d is the balance less everything booked up
# to and including that moment: over an unbroken stretch it is one number, in whatever order one minute's rows lie.
SPANS = """
CREATE TEMP TABLE imp_span ON COMMIT DROP AS
WITH told AS MATERIALIZED (
    SELECT account_id, occurred_at, balance_micro IS NOT NULL AS has_balance, (balance_micro
           - sum(coalesce(amount_micro, 0)) OVER (PARTITION BY account_id ORDER BY occurred_at))::bigint AS d
      FROM treasury_statementline WHERE account_id = ANY (%(accounts)s)
), ends AS (
    SELECT account_id, max(occurred_at) AS last_at, max(occurred_at) FILTER (WHERE has_balance) AS told_at
      FROM told GROUP BY account_id
), offsets AS (
    SELECT account_id, d, count(*) AS lines, max(occurred_at) AS seen_at
      FROM told WHERE has_balance GROUP BY account_id, d
), true_offset AS (
    SELECT DISTINCT ON (o.account_id) o.account_id, o.d FROM offsets o JOIN ends e ON e.account_id = o.account_id
     WHERE o.seen_at = e.told_at ORDER BY o.account_id, o.lines DESC, o.d
), breaks AS (
    SELECT moments.account_id, max(moments.occurred_at) AS broken_at
      FROM (SELECT t.account_id, t.occurred_at FROM told t JOIN true_offset o ON o.account_id = t.account_id
             WHERE t.has_balance GROUP BY t.account_id, t.occurred_at HAVING bool_and(t.d <> o.d)) AS moments
     GROUP BY moments.account_id
)
SELECT e.account_id, coalesce(b.broken_at, '-infinity') AS broken_at,
       e.last_at - %(patience)s::interval AS settled_until
  FROM ends e JOIN true_offset o ON o.account_id = e.account_id LEFT JOIN breaks b ON b.account_id = e.account_id
"""
WITH_BALANCES = "SELECT DISTINCT account_id FROM treasury_provedspan WHERE account_id = ANY (%s)"
SUMS = """
SELECT l.account_id, l.bet_ref AS ref, min(l.currency) AS currency,
       coalesce(-sum(l.amount_micro) FILTER (WHERE l.kind IN ('stake', 'stake_returned')), 0)::bigint AS staked,
       coalesce(sum(l.amount_micro) FILTER
           (WHERE l.kind IN ('win', 'lose', 'void', 'cashout', 'settlement', 'market_void')), 0)::bigint AS returned,
       coalesce(-sum(l.amount_micro) FILTER (WHERE l.kind = 'commission'), 0)::bigint AS fee,
       greatest(coalesce(-sum(l.bonus_micro) FILTER
           (WHERE l.kind IN ('stake', 'stake_returned', 'settlement')), 0), 0)::bigint AS bonus,
       coalesce(sum(l.bonus_micro) FILTER (WHERE l.kind IN ('settlement', 'market_void')), 0)::bigint AS bonus_net,
       min(l.occurred_at) FILTER (WHERE l.kind = 'stake') AS staked_at,
       min(l.occurred_at) AS first_at,
       max(l.occurred_at) FILTER (WHERE l.kind NOT IN ('stake', 'commission', 'info', 'bet', 'leg')) AS settled_at,
       bool_or(l.kind = 'stake') AS has_stake, bool_or(l.kind = 'win') AS has_win, bool_or(l.kind = 'lose') AS has_lose,
       bool_or(l.kind = 'void') AS has_void, bool_or(l.kind = 'cashout') AS has_cashout,
       bool_or(l.kind IN ('settlement', 'market_void')) AS has_settlement,
       bool_or(l.kind = 'stake_returned') AS has_returned_stake
  FROM {lines}
 WHERE l.kind NOT IN ('bet', 'leg')
 GROUP BY l.account_id, l.bet_ref
"""
LINES_OF = "treasury_statementline l JOIN ({bets}) AS r ON r.account_id = l.account_id AND r.ref = l.bet_ref"
KNOWN = "SELECT account_id, ref FROM imp_ref"
FRESH = """
SELECT i.account_id, i.ref FROM imp_bet_id i JOIN imp_bet b ON b.row = i.row WHERE i.is_new AND b.from_lines
"""
BY_REF = "CREATE INDEX ON pg_temp.imp_sum (account_id, ref)"
# All lines of a first import are in its own table still: they need not be looked for among everybody's.
FIRST_LINES = "(SELECT * FROM imp_line WHERE leader = row AND bet_ref IS NOT NULL) l"


def stage_spans(account_ids: list[int]) -> None:
    """Make imp_span for accounts: how far back each one's balance can be trusted. After their proved spans were brought
    up to date: an account without any tells no balances, and its lines are not looked at."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.imp_span")
        cursor.execute(WITH_BALANCES, [account_ids])
        told = [account_id for (account_id,) in cursor.fetchall()]
        cursor.execute(SPANS, {"accounts": told, "patience": PATIENCE})
        cursor.execute("ANALYZE pg_temp.imp_span")


def sum_lines(*, has_file: bool, is_first: bool = False) -> None:
    """Make imp_sum for the bets in imp_ref, and for the fresh ones of the file (of a first import for all references of
    its lines)."""
    bets = f"{KNOWN} UNION ALL {FRESH}" if has_file and not is_first else KNOWN
    sums = [SUMS.format(lines=LINES_OF.format(bets=bets))]
    if is_first:
        sums.append(SUMS.format(lines=FIRST_LINES))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.imp_sum")
        cursor.execute(f"CREATE TEMP TABLE imp_sum ON COMMIT DROP AS {' UNION ALL '.join(sums)}")
        if not is_first:  # whose bets are all joined at once
            cursor.execute(BY_REF)
        cursor.execute("ANALYZE pg_temp.imp_sum")
