"""Refused rows and broken balances as CSV."""

from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404

from imports.models import Upload
from ledger.money import format_micro
from web import csv_file
from web.access import member

MOST = 100_000
REJECTS = ("line", "reason", "row")
BREAKS = ("line", "time", "expected", "found", "difference", "likely reason", "other line")


@member
def rejects(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Line, reason and the row itself, of every row that was refused."""
    upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    rows = upload.rejects.order_by("number").values_list("number", "reason", "raw")
    return csv_file.attachment(f"upload-{pk}-rejected.csv", REJECTS, _bounded(rows, upload.rejected))


@member
def breaks(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Line, time, expected and found balance and the likely reason, of every break."""
    upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    told = [
        (
            row.number,
            row.occurred_at,
            format_micro(row.expected_micro),
            format_micro(row.found_micro),
            format_micro(row.found_micro - row.expected_micro),
            row.reason,
            row.near,
        )
        for row in upload.breaks.order_by("number")[:MOST]
    ]
    return csv_file.attachment(f"upload-{pk}-breaks.csv", BREAKS, _bounded(told, upload.breaks.count()))


def _bounded(rows: Any, count: int) -> list[tuple[Any, ...]]:
    """At most MOST rows, read now (the answer is written when the database may not be asked any more), and how many
    more there are."""
    kept = list(rows[:MOST])
    return kept if count <= MOST else [*kept, ("", f"and {count - MOST:,} more", "")]
