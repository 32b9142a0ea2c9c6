"""Lines whose teller may have gone: bring each to what its best live observer says, or take it back.

The lines in question are in imp_unsure (line_id). What a line said before is kept, so that this can be undone as well.
"""

from django.db import connection

from imports.merge import CONTENT, FIELDS, forget_touched_lines
from imports.models import Upload
from imports.observers import IS_TOLD_BEFORE

# Told by an earlier import of the very bytes this upload holds, and not by this one.
SUPERSEDED = f"""
CREATE TEMP TABLE imp_unsure ON COMMIT DROP AS
SELECT DISTINCT r.line_id FROM imports_upload u JOIN imports_row r ON r.upload_id = u.id
 WHERE u.sha256 = %(sha256)s AND u.id <> %(upload)s AND u.state = 'processed' AND u.undone_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM imp_merge m WHERE m.line_id = r.line_id)
   AND NOT EXISTS (SELECT 1 FROM imp_same_line s WHERE s.line_id = r.line_id)
   AND {IS_TOLD_BEFORE}
"""  # noqa: S608
OF_UPLOAD = """
CREATE TEMP TABLE imp_unsure ON COMMIT DROP AS
SELECT DISTINCT line_id FROM imports_row WHERE upload_id = %(upload)s
"""
BEST = """
ANALYZE pg_temp.imp_unsure;
CREATE TEMP TABLE imp_best ON COMMIT DROP AS
SELECT u.line_id, best.digest AS best, l.digest AS present, l.account_id, l.bet_ref
  FROM imp_unsure u
  LEFT JOIN (SELECT DISTINCT ON (r.line_id) r.line_id, r.digest
               FROM imp_unsure i JOIN imports_row r ON r.line_id = i.line_id
               JOIN imp_observer o ON o.upload_id = r.upload_id
              ORDER BY r.line_id, o.rank DESC, r.number DESC) best ON best.line_id = u.line_id
  LEFT JOIN treasury_statementline l ON l.id = u.line_id
 WHERE best.digest IS DISTINCT FROM l.digest;
ANALYZE pg_temp.imp_best
"""
KEEP = f"""
INSERT INTO imports_linetelling (owner_id, line_id, account_id, key, as_of, {FIELDS})
SELECT owner_id, l.id, l.account_id, key, as_of, {", ".join(f"l.{field}" for field in CONTENT)}
  FROM imp_best b JOIN treasury_statementline l ON l.id = b.line_id
    ON CONFLICT DO NOTHING
"""  # noqa: S608
TAKE_BACK = "DELETE FROM treasury_statementline WHERE id IN (SELECT line_id FROM imp_best WHERE best IS NULL)"
CHANGE = f"""
UPDATE treasury_statementline l SET as_of = t.as_of, {", ".join(f"{field} = t.{field}" for field in CONTENT)}
  FROM imp_best b JOIN imports_linetelling t ON t.line_id = b.line_id AND t.digest = b.best
 WHERE l.id = b.line_id AND b.present IS NOT NULL
"""  # noqa: S608
BRING_BACK = f"""
INSERT INTO treasury_statementline (id, owner_id, account_id, key, as_of, {FIELDS})
SELECT t.line_id, t.owner_id, t.account_id, t.key, t.as_of, {", ".join(f"t.{field}" for field in CONTENT)}
  FROM imp_best b JOIN imports_linetelling t ON t.line_id = b.line_id AND t.digest = b.best
 WHERE b.present IS NULL
"""  # noqa: S608
TOUCHED = """
INSERT INTO imp_touched_line (line_id, account_id, is_new, bet_ref, old_ref, may_move)
SELECT b.line_id, coalesce(b.account_id, l.account_id), false, l.bet_ref, b.bet_ref, true
  FROM imp_best b LEFT JOIN treasury_statementline l ON l.id = b.line_id;
ANALYZE pg_temp.imp_touched_line
"""
MADE_HERE = "pg_temp.imp_unsure, pg_temp.imp_best"


def settle_superseded(upload: Upload) -> int:
    """How many lines that an earlier import of the same bytes told were taken back or changed. After merge_lines()."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {MADE_HERE}")
        cursor.execute(SUPERSEDED, {"sha256": upload.sha256, "upload": upload.pk})
        if not cursor.rowcount:
            return 0
    return _settle()


def settle_lines_of(upload: Upload) -> int:
    """How many lines an undone (or redone) upload changed; makes imp_touched_line."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {MADE_HERE}")
        cursor.execute(OF_UPLOAD, {"upload": upload.pk})
    forget_touched_lines()
    return _settle()


def _settle() -> int:
    with connection.cursor() as cursor:
        cursor.execute(BEST)
        cursor.execute("SELECT count(*) FROM imp_best")
        (count,) = cursor.fetchone()
        if count:
            for statement in (KEEP, TAKE_BACK, CHANGE, BRING_BACK, TOUCHED):
                cursor.execute(statement)
        return int(count)


def touched_accounts() -> list[int]:
    """The accounts of imp_touched_line, sorted."""
    return _accounts("true")


def moved_accounts() -> list[int]:
    """Those of them in which money may have moved, sorted."""
    return _accounts("may_move")


def _accounts(where: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT account_id FROM imp_touched_line WHERE {where} ORDER BY 1")  # noqa: S608
        return [account_id for (account_id,) in cursor.fetchall()]
