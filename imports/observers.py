"""Who may be believed: the live uploads of a person, the best last (the temporary table imp_observer).

Live is what is finished and not undone; of the same bytes imported several times only the latest import is. Uploads are
ranked by the last time their file tells of, not by when they were sent: an older export sent later overrules nothing.
Of files that reach equally far the one sent later counts: it is the same export made anew, or corrected.
"""

from datetime import datetime

from django.db import connection

from imports.models import Upload

OBSERVERS = """
CREATE TEMP TABLE imp_observer ON COMMIT DROP AS
SELECT id AS upload_id, row_number() OVER (ORDER BY told_at NULLS FIRST, id) AS rank
  FROM (SELECT DISTINCT ON (sha256) id, sha256,
               CASE WHEN id = %(upload)s THEN %(as_of)s::timestamptz ELSE last_at END AS told_at
          FROM imports_upload
         WHERE owner_id = betsite_uid() AND undone_at IS NULL AND (state = 'processed' OR id = %(upload)s)
         ORDER BY sha256, id DESC) AS live;
CREATE UNIQUE INDEX ON pg_temp.imp_observer (upload_id);
ANALYZE pg_temp.imp_observer
"""
# Whether an earlier import of the same bytes counts. Asked apart, it is asked once, and where there is none nothing
# else is looked at.
IS_TOLD_BEFORE = """EXISTS (
   SELECT 1 FROM imports_upload
    WHERE sha256 = %(sha256)s AND id <> %(upload)s AND state = 'processed' AND undone_at IS NULL)"""


def is_told_before(upload: Upload) -> bool:
    """Does an earlier import of the same bytes count?"""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {IS_TOLD_BEFORE}", {"sha256": upload.sha256, "upload": upload.pk})
        return bool(cursor.fetchone()[0])


def stage_observers(*, upload_id: int | None = None, as_of: datetime | None = None) -> None:
    """Make imp_observer; `upload_id` is one being imported now, whose file ends at `as_of` (UTC)."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.imp_observer")
        cursor.execute(OBSERVERS, {"upload": upload_id or 0, "as_of": as_of})
