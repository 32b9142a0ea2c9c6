"""The same bytes imported again with other settings replace what they told before.

A line that an earlier import of these bytes told, that this one does not tell (its currency or its bookmaker is another
now), and that no other file tells, is withdrawn: its postings are reversed, and
a bet that is left without lines goes too.
"""

from django.db import connection

from imports.models import State, Upload

GONE = """
CREATE TEMP TABLE imp_gone ON COMMIT DROP AS
SELECT DISTINCT l.id AS line_id, l.account_id, l.bet_ref
  FROM imports_upload u
  JOIN imports_row r ON r.upload_id = u.id
  JOIN treasury_statementline l ON l.id = r.line_id
 WHERE u.sha256 = %(sha256)s AND u.id <> %(upload)s
   AND NOT EXISTS (SELECT 1 FROM imp_merge m WHERE m.line_id = l.id)
   AND NOT EXISTS (SELECT 1 FROM imports_row o JOIN imports_upload v ON v.id = o.upload_id
                    WHERE o.line_id = l.id AND v.sha256 <> %(sha256)s)
"""
WITHDRAW = """
DELETE FROM treasury_statementline WHERE id IN (SELECT line_id FROM imp_gone);
INSERT INTO imp_touched_line (line_id, account_id, is_new, bet_ref, old_ref)
SELECT line_id, account_id, false, NULL, bet_ref FROM imp_gone
"""
LEFT_WITHOUT_LINES = """
CREATE TEMP TABLE imp_gone_bet ON COMMIT DROP AS
SELECT DISTINCT b.id AS bet_id
  FROM imp_gone g JOIN bets_bet b ON b.account_id = g.account_id AND b.ref = g.bet_ref
 WHERE NOT EXISTS (SELECT 1 FROM treasury_statementline l WHERE l.account_id = b.account_id AND l.bet_ref = b.ref);
DELETE FROM bets_leg WHERE bet_id IN (SELECT bet_id FROM imp_gone_bet);
DELETE FROM bets_bet WHERE id IN (SELECT bet_id FROM imp_gone_bet)
"""


def withdraw_lines(upload: Upload) -> list[int]:
    """Withdraw what the same bytes told otherwise before; the ids of the accounts it was in. After merge_lines()."""
    before = Upload.objects.visible_to(upload.owner_id).filter(sha256=upload.sha256, state=State.PROCESSED)
    if not before.exclude(pk=upload.pk).exists():
        return []
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.imp_gone, pg_temp.imp_gone_bet")
        cursor.execute(GONE, {"sha256": upload.sha256, "upload": upload.pk})
        cursor.execute(WITHDRAW)
        cursor.execute(LEFT_WITHOUT_LINES)
        cursor.execute("SELECT DISTINCT account_id FROM imp_gone ORDER BY 1")
        return [account_id for (account_id,) in cursor.fetchall()]


def withdraw_bets() -> None:
    """Let the journal forget the bets that went with their lines. After merge_bets()."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO imp_touched_bet (bet_id, is_new, fee) SELECT bet_id, false, 0 FROM imp_gone_bet"
        )


def withdrawn() -> int:
    """How many lines were withdrawn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM imp_gone")
        return int(cursor.fetchone()[0])
