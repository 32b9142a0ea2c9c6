"""What a file left over: rows that were refused, and places where its running balance breaks. Kept with the upload."""

from typing import TYPE_CHECKING

import pandas as pd
from django.db import connection

from imports.models import Upload
from imports.staging import stage

if TYPE_CHECKING:
    from imports.reading import Reading

REJECT = {"row": "integer", "reason": "text", "raw": "text"}
BREAK = {
    "row": "integer",
    "occurred_at": "timestamptz",
    "expected_micro": "bigint",
    "found_micro": "bigint",
    "reason": "text",
    "near": "integer",
    "previous_at": "timestamptz",
}
KEEP_REJECTS = """
INSERT INTO imports_reject (upload_id, owner_id, number, reason, raw)
SELECT %s, %s, row, reason, coalesce(raw, '') FROM imp_reject ORDER BY row
"""
KEEP_BREAKS = """
INSERT INTO imports_balancebreak
       (upload_id, owner_id, number, occurred_at, expected_micro, found_micro, reason, near, previous_at)
SELECT %s, %s, row, occurred_at, expected_micro, found_micro, reason, near, previous_at FROM imp_break ORDER BY row
"""


def keep_rejects(upload: Upload, rejects: pd.DataFrame) -> None:
    """Store the refused rows with line, reason and text."""
    if not len(rejects):
        return
    stage("imp_reject", REJECT, rejects)
    _run(KEEP_REJECTS, upload)


def keep_breaks(upload: Upload, reading: "Reading") -> None:
    """Store where the balance breaks."""
    breaks = reading.proof.breaks
    if not breaks:
        return
    frame = pd.DataFrame(
        {
            "row": pd.array([found.line for found in breaks], dtype="int64"),
            "occurred_at": pd.to_datetime(pd.Series([found.occurred_at for found in breaks]), utc=True),
            "expected_micro": pd.array([found.expected_micro for found in breaks], dtype="int64"),
            "found_micro": pd.array([found.found_micro for found in breaks], dtype="int64"),
            "reason": [found.reason for found in breaks],
            "near": pd.array([found.near for found in breaks], dtype="Int64"),
            "previous_at": pd.to_datetime(pd.Series([found.previous_at for found in breaks]), utc=True),
        }
    )
    stage("imp_break", BREAK, frame)
    _run(KEEP_BREAKS, upload)


def _run(statement: str, upload: Upload) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [upload.pk, upload.owner_id])
