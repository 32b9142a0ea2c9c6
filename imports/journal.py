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
# Row by row in the order in which they lie, whatever the planner thinks: a hash over everybody's rows costs more, and
# their order decides how the journal's indexes grow.
LINE = " CROSS JOIN LATERAL (SELECT * FROM treasury_statementline WHERE id = t.line_id OFFSET 0) l"
BET = " CROSS JOIN LATERAL (SELECT * FROM bets_bet WHERE id = t.bet_id OFFSET 0) b"
LINES = f"""
SELECT 'line:' || l.id || ':cash',
       CASE WHEN l.amount_micro > 0 THEN c.book ELSE o.other END,
       CASE WHEN l.amount_micro > 0 THEN o.other ELSE c.book END,
       abs(l.amount_micro), l.currency, l.kind, l.occurred_at
  FROM imp_touched_line t
{LINE}
  JOIN imp_chart c ON c.book = l.account_id
 CROSS JOIN LATERAL (SELECT CASE
       WHEN l.kind IN ('deposit', 'withdrawal', 'withdrawal_returned') THEN c.outside
       WHEN l.kind = 'bonus' THEN c.awarded
       WHEN l.kind = 'commission' THEN c.commission
       WHEN l.kind IN ('adjustment', 'info', 'bet', 'leg') THEN c.adjust
       ELSE c.open END AS other) o
 WHERE t.may_move AND l.amount_micro <> 0
"""  # noqa: S608
BONUSES = f"""
SELECT 'line:' || l.id || ':bonus', CASE WHEN l.bonus_micro > 0 THEN c.bonus ELSE c.awarded END,
       CASE WHEN l.bonus_micro > 0 THEN c.awarded ELSE c.bonus END, abs(l.bonus_micro), l.currency, 'bonus',
       l.occurred_at
  FROM imp_touched_line t
{LINE}
  JOIN imp_chart c ON c.book = l.account_id
 WHERE t.may_move AND l.bonus_micro <> 0
"""  # noqa: S608
# Which accounts each fact of a bet moves money between: when its amount is above zero, and the other way. Worked out
# for each book and not for each bet; the last comes first, as a hash hands out first what it took last.
SIDES = """(
SELECT c.book, f.* FROM imp_chart c CROSS JOIN LATERAL (VALUES
       ('commission', c.commission, c.open, c.open, c.commission),
       ('result', c.open, c.won, c.lost, c.open),
       ('return', c.book, c.open, c.open, c.book),
       ('stake', c.open, c.book, c.book, c.open)
       ) AS f (fact, debit, credit, debit_below, credit_below))"""
AMOUNT = """CASE f.fact
       WHEN 'stake' THEN CASE WHEN b.is_cash_in_lines THEN 0 ELSE coalesce(b.at_risk_micro, 0) END
       WHEN 'return' THEN CASE WHEN b.is_cash_in_lines THEN 0 ELSE coalesce(b.at_risk_micro, 0) + b.profit_micro END
       WHEN 'result' THEN b.profit_micro + b.commission_micro
       WHEN 'commission' THEN CASE WHEN b.profit_micro IS NOT NULL THEN b.commission_micro - t.fee END END"""
BETS = f"""
SELECT 'bet:' || b.id || ':' || f.fact, CASE WHEN a.amount > 0 THEN f.debit ELSE f.debit_below END,
       CASE WHEN a.amount > 0 THEN f.credit ELSE f.credit_below END, abs(a.amount), b.currency, f.fact,
       CASE WHEN f.fact = 'stake' THEN b.placed_at ELSE b.settled_at END
  FROM imp_touched_bet t
{BET}
  JOIN {SIDES} AS f ON f.book = b.account_id
 CROSS JOIN LATERAL (SELECT {AMOUNT} AS amount) a
 WHERE a.amount <> 0
"""  # noqa: S608
ANY_KNOWN = """
SELECT EXISTS (SELECT 1 FROM imp_touched_line WHERE NOT is_new)
    OR EXISTS (SELECT 1 FROM imp_touched_bet WHERE NOT is_new)
"""
VIEWS = f"""
CREATE TEMP VIEW imp_first_scope AS {SCOPES};
CREATE TEMP VIEW imp_first_fact (base, debit_id, credit_id, amount_micro, currency, kind, effective_at) AS
({LINES}) UNION ALL ({BONUSES}) UNION ALL ({BETS})
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
            cursor.execute(VIEWS)
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
