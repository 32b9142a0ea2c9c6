"""Post what lines and bets mean, and prove that the journal then says what the statement says.

Which movement each line and bet posts: docs/decisions/0007. The facts of everything touched are put into one temporary
table, and ledger.facts brings the journal to them in one INSERT. Of a first import everything in its books is told by
it: its facts are read from the books where they lie.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from imports import staging
from imports.bet_results import BY_REF
from imports.errors import BooksDisagree
from imports.staging import make_table
from ledger.chart import BOOKMAKER_SORTS
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
SELECT 'line:' || line_id || ':', is_new FROM imp_touched_line WHERE may_move
UNION ALL SELECT 'bet:' || bet_id || ':', is_new FROM imp_touched_bet
"""
# The accounts of all books in one row, and which of them are a book's. Joined with row by row they might be what is
# walked along, and the order in which lines and bets lie decides how the journal's indexes grow.
IN_ONE_ROW = ", ".join(f"array_agg({sort} ORDER BY book) AS {sort}" for sort in BOOKMAKER_SORTS)
CHART = f"(SELECT {IN_ONE_ROW} FROM imp_chart) c"  # noqa: S608
PLACE = "CROSS JOIN LATERAL (SELECT array_position(c.book, {of}.account_id) AS n OFFSET 0) p"
# Row by row in the order in which they lie, whatever the planner thinks: a hash over everybody's rows costs more.
TOUCHED_LINES = """(SELECT line_id FROM imp_touched_line WHERE may_move) t
 CROSS JOIN LATERAL (SELECT * FROM treasury_statementline WHERE id = t.line_id OFFSET 0) l"""
TOUCHED_BETS = """imp_touched_bet t
 CROSS JOIN LATERAL (SELECT * FROM bets_bet WHERE id = t.bet_id OFFSET 0) b"""
# All of a first import, as it lies. Its ids are a stretch, in which others may have written beside it; imp_chart knows
# no books but its own. Told the ends themselves, the planner would believe its statistics, which know no such rows yet.
# The sums of a bet's lines (imp_sum) are asked for its commission.
STRETCH = "id BETWEEN (SELECT {first:d}::bigint) AND (SELECT {last:d}::bigint)"
FIRST_SCOPES = "SELECT '{what}:' || id || ':' AS prefix, true AS is_new FROM {table} WHERE {ids}"
FIRST_LINES = "(SELECT * FROM treasury_statementline WHERE {ids} ORDER BY id OFFSET 0) l"
FIRST_BETS = "(SELECT * FROM bets_bet WHERE {ids} ORDER BY id OFFSET 0) b"
NO_FEES = " CROSS JOIN (SELECT 0 AS fee) t"
FEES = """ CROSS JOIN LATERAL (
       SELECT coalesce(sum(fee), 0)::bigint AS fee FROM imp_sum
        WHERE b.is_from_lines AND account_id = b.account_id AND ref = b.ref OFFSET 0) t"""
LINES = f"""
SELECT 'line:' || l.id || ':cash',
       CASE WHEN l.amount_micro > 0 THEN l.account_id ELSE o.other END,
       CASE WHEN l.amount_micro > 0 THEN o.other ELSE l.account_id END,
       abs(l.amount_micro), l.currency, l.kind, l.occurred_at
  FROM {CHART} CROSS JOIN {{lines}} {PLACE.format(of="l")}
 CROSS JOIN LATERAL (SELECT CASE
       WHEN l.kind IN ('deposit', 'withdrawal', 'withdrawal_returned') THEN c.outside[n]
       WHEN l.kind = 'bonus' THEN c.awarded[n]
       WHEN l.kind = 'commission' THEN c.commission[n]
       WHEN l.kind IN ('adjustment', 'info', 'bet', 'leg') THEN c.adjust[n]
       ELSE c.open[n] END AS other) o
 WHERE n IS NOT NULL AND l.amount_micro <> 0
"""  # noqa: S608
BONUSES = f"""
SELECT 'line:' || l.id || ':bonus', CASE WHEN l.bonus_micro > 0 THEN c.bonus[n] ELSE c.awarded[n] END,
       CASE WHEN l.bonus_micro > 0 THEN c.awarded[n] ELSE c.bonus[n] END, abs(l.bonus_micro), l.currency, 'bonus',
       l.occurred_at
  FROM {CHART} CROSS JOIN {{lines}} {PLACE.format(of="l")}
 WHERE n IS NOT NULL AND l.bonus_micro <> 0
"""  # noqa: S608
# What each bet may move, and from where to where when that is above zero; below, the accounts change sides.
AMOUNTS = """(SELECT
       CASE WHEN b.is_cash_in_lines THEN 0 ELSE coalesce(b.at_risk_micro, 0) END AS stake,
       CASE WHEN b.is_cash_in_lines THEN 0 ELSE coalesce(b.at_risk_micro, 0) + b.profit_micro END AS back,
       b.profit_micro + b.commission_micro AS result,
       CASE WHEN b.profit_micro IS NOT NULL THEN b.commission_micro - t.fee END AS fee OFFSET 0) a"""
SIDES = (
    ("stake", "a.stake", "c.open[n]", "b.account_id", "b.account_id", "c.open[n]"),
    ("return", "a.back", "b.account_id", "c.open[n]", "c.open[n]", "b.account_id"),
    ("result", "a.result", "c.open[n]", "c.won[n]", "c.lost[n]", "c.open[n]"),
    ("commission", "a.fee", "c.commission[n]", "c.open[n]", "c.open[n]", "c.commission[n]"),
)


def _moves(fact: str, amount: str, *accounts: str) -> str:
    """One fact of a bet, where its amount is not zero."""
    at = "b.placed_at" if fact == "stake" else "b.settled_at"
    return "\nUNION ALL ".join(
        f"SELECT '{fact}' AS fact, {debit} AS debit, {credit} AS credit, abs({amount}) AS amount, {at} AS at"  # noqa: S608
        f" WHERE {amount} {sign} 0"
        for sign, debit, credit in ((">", *accounts[:2]), ("<", *accounts[2:]))
    )


BETS = f"""
SELECT 'bet:' || b.id || ':' || f.fact, f.debit, f.credit, f.amount, b.currency, f.fact, f.at
  FROM {CHART} CROSS JOIN {{bets}} {PLACE.format(of="b")}
 CROSS JOIN LATERAL {AMOUNTS}
 CROSS JOIN LATERAL ({" UNION ALL ".join(_moves(*side) for side in SIDES)}) AS f
 WHERE n IS NOT NULL
"""  # noqa: S608
ANY_KNOWN = """
SELECT EXISTS (SELECT 1 FROM imp_touched_line WHERE NOT is_new AND may_move)
    OR EXISTS (SELECT 1 FROM imp_touched_bet WHERE NOT is_new)
"""
TOUCHED = (
    LINES.format(lines=TOUCHED_LINES),
    BONUSES.format(lines=TOUCHED_LINES),
    BETS.format(bets=TOUCHED_BETS),
)
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


@dataclass(frozen=True)
class Written:
    """All that a first import wrote: its lines and bets by their first and last ids, and whether any of its lines has
    an amount, a bonus, or is a commission."""

    lines: tuple[int, int]
    bets: tuple[int, int]
    has_amounts: bool
    has_bonuses: bool
    has_fees: bool


def post() -> SyncReport:
    """Bring the journal to what imp_touched_line and imp_touched_bet now say; needs imp_chart."""
    with connection.cursor() as cursor:
        cursor.execute(ANY_KNOWN)
        if not cursor.fetchone()[0]:
            return _post_new(SCOPES, TOUCHED)
        make_table("imp_fact", FACT)
        make_table("imp_scope", SCOPE)
        cursor.execute(f"INSERT INTO imp_scope {SCOPES}")
        for facts in TOUCHED:
            cursor.execute(f"INSERT INTO imp_fact {facts}")
    return sync_facts(desired="imp_fact", scopes="imp_scope")


def post_first(written: Written) -> SyncReport:
    """Post a first import whose books hold nothing but it; needs imp_chart of these books, and imp_sum."""
    of_lines = [
        sql for sql, is_asked in ((LINES, written.has_amounts), (BONUSES, written.has_bonuses)) if is_asked
    ]
    fees, posted = FEES if written.has_fees else NO_FEES, 0
    if written.has_fees:
        with connection.cursor() as cursor:
            cursor.execute(BY_REF)
    for ids in _parts(written.lines) if of_lines else ():
        facts = [sql.format(lines=FIRST_LINES.format(ids=ids)) for sql in of_lines]
        posted += _post_new(
            FIRST_SCOPES.format(what="line", table="treasury_statementline", ids=ids), facts
        ).posted
    for ids in _parts(written.bets):
        facts = [BETS.format(bets=FIRST_BETS.format(ids=ids) + fees)]
        posted += _post_new(FIRST_SCOPES.format(what="bet", table="bets_bet", ids=ids), facts).posted
    return SyncReport(posted=posted, reversed=0)


def _parts(ids: tuple[int, int]) -> Iterator[str]:
    """A stretch of ids as conditions, staging.PART of them each."""
    first, last = ids
    for start in range(first, last + 1, staging.PART):
        yield STRETCH.format(first=start, last=min(last, start + staging.PART - 1))


def _post_new(scopes: str, facts: Sequence[str]) -> SyncReport:
    """Nothing to compare with: the facts are read once, where they are written, and need no table."""
    names = ", ".join(FACT)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP VIEW imp_first_scope AS {scopes}")
        cursor.execute(f"CREATE TEMP VIEW imp_first_fact ({names}) AS ({') UNION ALL ('.join(facts)})")
        report = sync_facts(desired="imp_first_fact", scopes="imp_first_scope")
        cursor.execute("DROP VIEW pg_temp.imp_first_fact, pg_temp.imp_first_scope")
    return report


def check_books(account_ids: list[int]) -> None:
    """Raises BooksDisagree unless each cash account's journal is its statement, to the micro-unit.

    It reads all that was ever told of these accounts, so it is asked for those where money of lines may have moved.
    """
    if not account_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(DISAGREEING, [account_ids])
        if wrong := cursor.fetchone():
            raise BooksDisagree(
                f"{BooksDisagree().message} (account {wrong[1]} {wrong[2]}: statement {wrong[3]}, journal {wrong[4]})"
            )
