"""What a person says of bets no file has settled: lost, void, or still open. A later row of a file overrules them."""

from collections.abc import Sequence
from typing import Any, Literal, get_args

from django.db import connection, transaction

from imports import journal
from imports.books import chart_rows, stage_chart
from imports.errors import SettingInvalid
from web.context import acting_as, alone

Outcome = Literal["lost", "open", "void"]

# Only what no file has settled: undecided bets, those lost by the thirty days' rule, and those decided before.
# The result is dated when the bet was placed, the only time the file tells.
DECIDE = """
UPDATE bets_bet
   SET status = %(outcome)s, decided_at = betsite_now(), is_decided_by_rule = false, updated_at = now(),
       settled_at = CASE WHEN %(outcome)s <> 'open' THEN placed_at END,
       profit_micro = CASE %(outcome)s
           WHEN 'lost' THEN coalesce(returned_micro, 0) - coalesce(at_risk_micro, stake_micro, 0) - commission_micro
           WHEN 'void' THEN 0 END
 WHERE id = ANY (%(ids)s) AND owner_id = %(owner)s
   AND (status IN ('open', 'undecided') OR is_decided_by_rule OR decided_at IS NOT NULL)
   AND (status <> %(outcome)s OR is_decided_by_rule)
RETURNING id, account_id
"""
KEEP = """
INSERT INTO imports_decision (bet_id, owner_id, outcome, decided_at)
SELECT id, owner_id, status, decided_at FROM bets_bet WHERE id = ANY (%s)
    ON CONFLICT (bet_id) DO UPDATE SET outcome = excluded.outcome, decided_at = excluded.decided_at
"""
TOUCHED_LINES = "CREATE TEMP TABLE imp_touched_line (line_id bigint, is_new boolean) ON COMMIT DROP"
TOUCHED_BETS = """
CREATE TEMP TABLE imp_touched_bet ON COMMIT DROP AS
SELECT b.id AS bet_id, false AS is_new, coalesce((
       SELECT -sum(l.amount_micro) FROM treasury_statementline l
        WHERE l.account_id = b.account_id AND l.bet_ref = b.ref AND l.kind = 'commission'), 0)::bigint AS fee
  FROM bets_bet b WHERE b.id = ANY (%s)
"""


def decide(*, user: Any, bet_ids: Sequence[int], outcome: Outcome) -> int:
    """Settle (or keep open) the person's undecided bets and post it; how many were changed.

    Bets that a file has settled, and other people's, are left alone. Raises SettingInvalid for another outcome.
    """
    if outcome not in get_args(Outcome):
        raise SettingInvalid("A bet can be decided as lost, void or open.")
    with acting_as(user), transaction.atomic(), connection.cursor() as cursor:
        alone(user.pk)
        cursor.execute(DECIDE, {"outcome": outcome, "ids": list(bet_ids), "owner": user.pk})
        changed = cursor.fetchall()
        if not changed:
            return 0
        changed_ids = [bet_id for bet_id, _ in changed]
        cursor.execute(KEEP, [changed_ids])
        cursor.execute("DROP TABLE IF EXISTS pg_temp.imp_touched_line, pg_temp.imp_touched_bet")
        cursor.execute(TOUCHED_LINES)
        cursor.execute(TOUCHED_BETS, [changed_ids])
        stage_chart(chart_rows(sorted({account_id for _, account_id in changed})))
        journal.post()
    return len(changed)
