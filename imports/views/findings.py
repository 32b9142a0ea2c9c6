"""Refused rows and broken balances as CSV."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404

from imports.models import Upload
from ledger.money import format_micro
from web.access import member

FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOST = 100_000


class _Echo:
    def write(self, value: str) -> str:
        return value


def inert(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


@member
def rejects(request: HttpRequest, pk: int) -> HttpResponse:
    """Line, reason and the row itself, of every row that was refused."""
    upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    rows = upload.rejects.order_by("number").values_list("number", "reason", "raw")[:MOST]
    told = [(str(number), inert(reason), inert(raw)) for number, reason, raw in rows]
    return _csv(upload, "rejected", [("line", "reason", "row"), *told])


@member
def breaks(request: HttpRequest, pk: int) -> HttpResponse:
    """Line, time, expected and found balance, of every break."""
    upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=pk)
    rows = upload.breaks.order_by("number")[:MOST]
    told = [
        (
            str(row.number),
            row.occurred_at.isoformat() if row.occurred_at else "",
            format_micro(row.expected_micro),
            format_micro(row.found_micro),
            format_micro(row.found_micro - row.expected_micro),
        )
        for row in rows
    ]
    return _csv(upload, "breaks", [("line", "time", "expected", "found", "difference"), *told])


def _csv(upload: Upload, what: str, rows: Iterable[tuple[str, ...]]) -> HttpResponse:
    writer: Any = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff"
        for row in rows:
            yield writer.writerow(row)

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="upload-{upload.pk}-{what}.csv"'
    return response  # type: ignore[return-value]
