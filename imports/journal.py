"""Post what lines and bets mean, and prove that the journal then says what the statement says.

Which movement each line and bet posts: docs/decisions/0007. The facts of everything touched are put into one temporary
table, and ledger.facts brings the journal to them in one INSERT.
"""

from django.db import connection

from imports.errors import BooksDisagree
from imports.staging import make_table
from ledger.facts import SyncReport, sync_facts

FACT = {
    "base": "text",
    "debit_id": "bigint",
    "credit_id": "bigint",
    "amount_micro": "bigint",
    "currency": "text",
    "kind": "text",
    "effective_at": "timestamptz",
}
SCOPE = {"prefix": "text", "is_new": "boolean"}

SCOPES = """
SELECT 'line:' || line_id || ':', is_new FROM imp_touched_line
UNION ALL SELECT 'bet:' || bet_id || ':', is_new FROM imp_touched_bet
"""
LINES = """
SELECT 'line:' || l.id || ':cash',
       CASE WHEN l.amount_micro > 0 THEN c.book ELSE o.other END,
       CASE WHEN l.amount_micro > 0 THEN o.other ELSE c.book END,
       abs(l.amount_micro), l.currency, l.kind, l.occurred_at
  FROM imp_touched_line t
  JOIN treasury_statementline l ON l.id = t.line_id
  JOIN imp_chart c ON c.book = l.account_id
 CROSS JOIN LATERAL (SELECT CASE
       WHEN l.kind IN ('deposit', 'withdrawal', 'withdrawal_returned') THEN c.outside
       WHEN l.kind = 'bonus' THEN c.awarded
       WHEN l.kind = 'commission' THEN c.commission
       WHEN l.kind IN ('adjustment', 'info', 'bet', 'leg') THEN c.adjust
       ELSE c.open END AS other) o
 WHERE t.may_move AND l.amount_micro <> 0
 ORDER BY l.occurred_at, l.id
"""
BONUSES = """
SELECT 'line:' || l.id || ':bonus', CASE WHEN l.bonus_micro > 0 THEN c.bonus ELSE c.awarded END,
       CASE WHEN l.bonus_micro > 0 THEN c.awarded ELSE c.bonus END, abs(l.bonus_micro), l.currency, 'bonus',
       l.occurred_at
  FROM imp_touched_line t
  JOIN treasury_statementline l ON l.id = t.line_id
  JOIN imp_chart c ON c.book = l.account_id
 WHERE t.may_move AND l.bonus_micro <> 0
 ORDER BY l.occurred_at, l.id
"""
# amount: positive from the credit account of the positive case to its debit account, negative the other way
BETS = """
SELECT 'bet:' || b.id || ':' || f.fact, CASE WHEN f.amount > 0 THEN f.debit ELSE f.debit_below END,
       CASE WHEN f.amount > 0 THEN f.credit ELSE f.credit_below END, abs(f.amount), b.currency, f.fact, f.at
  FROM imp_touched_bet t
  JOIN bets_bet b ON b.id = t.bet_id
  JOIN imp_chart c ON c.book = b.account_id
 CROSS JOIN LATERAL (VALUES
       ('stake', CASE WHEN b.is_cash_in_lines THEN 0 ELSE coalesce(b.at_risk_micro, 0) END,
        c.open, c.book, c.book, c.open, b.placed_at),
       ('return', CASE WHEN b.is_cash_in_lines THEN 0 ELSE coalesce(b.at_risk_micro, 0) + b.profit_micro END,
        c.book, c.open, c.open, c.book, b.settled_at),
       ('result', b.profit_micro + b.commission_micro, c.open, c.won, c.lost, c.open, b.settled_at),
       ('commission', CASE WHEN b.profit_micro IS NOT NULL THEN b.commission_micro - t.fee END,
        c.commission, c.open, c.open, c.commission, b.settled_at)
       ) AS f (fact, amount, debit, credit, debit_below, credit_below, at)
 WHERE f.amount <> 0
"""
ANY_KNOWN = """
SELECT EXISTS (SELECT 1 FROM imp_touched_line WHERE NOT is_new)
    OR EXISTS (SELECT 1 FROM imp_touched_bet WHERE NOT is_new)
"""
# The range of ids keeps the planner from reading everybody's bets, which it would sooner do than look up a million.
TOUCHED_IDS = "SELECT coalesce(min(bet_id), 0), coalesce(max(bet_id), 0) FROM imp_touched_bet"
VIEWS = f"""
CREATE TEMP VIEW imp_first_scope AS {SCOPES};
CREATE TEMP VIEW imp_first_fact (base, debit_id, credit_id, amount_micro, currency, kind, effective_at) AS
({LINES}) UNION ALL ({BONUSES}) UNION ALL ({BETS} AND b.id BETWEEN {{}} AND {{}})
"""  # noqa: S608
# Movements of statement lines on each cash account, reversals included, beside the lines themselves.
DISAGREEING = """
SELECT a.id, a.code, a.currency, told.micro, booked.micro
  FROM ledger_account a
 CROSS JOIN LATERAL (SELECT coalesce(sum(l.amount_micro), 0) AS micro
                       FROM treasury_statementline l WHERE l.account_id = a.id) told
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(CASE WHEN m.debit_id = a.id THEN m.amount_micro ELSE -m.amount_micro END), 0) AS micro
         FROM ledger_movement m
        WHERE (m.debit_id = a.id OR m.credit_id = a.id)
          AND (starts_with(m.key, 'line:')
               OR m.reverses_id IS NOT NULL AND EXISTS (
                  SELECT 1 FROM ledger_movement o WHERE o.id = m.reverses_id AND starts_with(o.key, 'line:')))) booked
 WHERE a.id = ANY (%s) AND told.micro <> booked.micro
"""


def post() -> SyncReport:
    """Bring the journal to what imp_touched_line and imp_touched_bet now say; needs imp_chart."""
    with connection.cursor() as cursor:
        cursor.execute(ANY_KNOWN)
        if not cursor.fetchone()[0]:
            # Nothing to compare with: the facts are read once, where they are written, and need no table.
            cursor.execute(TOUCHED_IDS)
            cursor.execute(VIEWS.format(*cursor.fetchone()))
            report = sync_facts(desired="imp_first_fact", scopes="imp_first_scope")
            cursor.execute("DROP VIEW pg_temp.imp_first_fact, pg_temp.imp_first_scope")
            return report
        make_table("imp_fact", FACT)
        make_table("imp_scope", SCOPE)
        cursor.execute(f"INSERT INTO imp_scope {SCOPES}")
        for facts in (LINES, BONUSES, BETS):
            cursor.execute(f"INSERT INTO imp_fact {facts}")
    return sync_facts(desired="imp_fact", scopes="imp_scope")


def check_books(account_ids: list[int]) -> None:
    """Raises BooksDisagree unless each cash account's journal is its statement, to the micro-unit."""
    with connection.cursor() as cursor:
        cursor.execute(DISAGREEING, [account_ids])
        if wrong := cursor.fetchone():
            raise BooksDisagree(
                f"{BooksDisagree().message} (account {wrong[1]} {wrong[2]}: statement {wrong[3]}, journal {wrong[4]})"
            )
