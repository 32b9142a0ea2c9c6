"""Why money is missing between two rows of an account, as far as the files that tell them know."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from imports.break_reasons import MISSING, REFUSED
from imports.explained import meaning
from imports.models import BalanceBreak, Reject, Row, State, Upload
from treasury.models import ProvedSpan


@dataclass(frozen=True)
class Gap:
    """What is missing before a span. `file` is the upload that tells both sides, if one does; `number` its row after
    the gap. Without one, `last_of` tells the row before the gap and `first_of` the one after it."""

    span: ProvedSpan
    before: ProvedSpan
    reason: str
    meaning: str
    file: Upload | None = None
    number: int | None = None
    last_of: Upload | None = None
    first_of: Upload | None = None


def gaps(user: Any, spans: Sequence[ProvedSpan]) -> dict[int, Gap]:
    """The gap before each span but the first, by the span's id. `spans` in order. Inside acting_as(user)."""
    pairs = list(zip(spans, spans[1:], strict=False))
    told = _tellers(
        user, [line for before, span in pairs for line in (before.last_line_id, span.first_line_id)]
    )
    return {
        span.pk: _gap(before, span, told[before.last_line_id], told[span.first_line_id])
        for before, span in pairs
    }


def _tellers(user: Any, lines: list[int]) -> dict[int, dict[Upload, int]]:
    """By line: the uploads that count and tell it, the newest first, and the number of its row there."""
    live = {"upload__state": State.PROCESSED, "upload__undone_at": None}
    rows = Row.objects.visible_to(user).filter(line__in=lines, **live).select_related("upload")
    found: dict[int, dict[Upload, int]] = defaultdict(dict)
    for row in rows.order_by("-upload_id", "number"):
        found[row.line_id].setdefault(row.upload, row.number)
    return found


def _gap(before: ProvedSpan, span: ProvedSpan, last: dict[Upload, int], first: dict[Upload, int]) -> Gap:
    both = next((upload for upload in first if upload in last), None)
    if both is None:
        return _between_files(before, span, next(iter(last), None), next(iter(first), None))
    number = first[both]
    known = BalanceBreak.objects.filter(upload=both, number=number).first()
    if known is not None:
        return Gap(span, before, known.reason, meaning(known), both, number)
    low, high = sorted((last[both], number))
    if Reject.objects.filter(upload=both, number__gt=low, number__lt=high).exists():
        said = "Rows between were refused: their money is what is missing."
        return Gap(span, before, REFUSED, said, both, number)
    said = "The file adds up by itself, but not with the other files of this account."
    return Gap(span, before, MISSING, said, both, number)


def _between_files(before: ProvedSpan, span: ProvedSpan, last: Upload | None, first: Upload | None) -> Gap:
    said = "No file covers the time between. An export of that time closes the gap."
    return Gap(span, before, MISSING, said, last_of=last, first_of=first)
