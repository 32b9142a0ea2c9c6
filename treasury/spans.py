"""Which stretches of an account's rows are proved by the bookmaker's running balance, over all files.

The rows of all files are taken in order of time, as the journal has them. The balance stated after a row, less all the
money of the rows up to it, is the money no row explains (`unexplained`): as long as it stays the same nothing is
missing, where it changes a gap lies. Rows of one moment have no order of their own, and some exports tell a row out of
its time: where the figure comes back to what it was, the rows in between are all there if they can be put into an order
in which each balance follows, and that is enough.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.db import connections

from treasury import personal_breaks
from treasury.models import ProvedSpan
from treasury.trails import Told, can_follow

BEGINNING, END = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
MOST_LOOSE, MOST_LOOSE_STRETCHES = (
    2_000,
    200,
)  # rows, and stretches of them, that are put into another order at once
MOST_ENDS = 8  # stretches looked at where nothing is before or behind them
MOST = 5_000  # spans of an account; of one whose balances follow from nothing the last one is kept besides

# The first row of every stretch in which the unexplained money is the same, with the last row of the one before; and
# the end of the last.
STRETCHES = """
WITH told AS (
    SELECT id, occurred_at, coalesce(amount_micro, 0) AS amount, balance_micro,
           balance_micro - sum(coalesce(amount_micro, 0)) OVER w AS unexplained
      FROM treasury_statementline WHERE account_id = %s AND occurred_at > %s
    WINDOW w AS (ORDER BY occurred_at, id ROWS UNBOUNDED PRECEDING)
), stated AS (
    SELECT id, occurred_at, amount, balance_micro, unexplained, row_number() OVER w AS place,
           lag(unexplained) OVER w AS before, lag(id) OVER w AS last_id, lag(occurred_at) OVER w AS last_at,
           lag(balance_micro) OVER w AS last_balance
      FROM told WHERE balance_micro IS NOT NULL
    WINDOW w AS (ORDER BY occurred_at, id ROWS UNBOUNDED PRECEDING)
), ended AS (
    SELECT id, occurred_at, balance_micro, place FROM stated ORDER BY place DESC LIMIT 1
)
SELECT id, occurred_at, balance_micro - amount, unexplained::bigint, place, last_id, last_at, last_balance
  FROM stated WHERE before IS DISTINCT FROM unexplained
 UNION ALL
SELECT NULL, NULL, NULL, NULL, place + 1, id, occurred_at, balance_micro FROM ended
 ORDER BY 5
"""
BETWEEN = """
SELECT id, coalesce(amount_micro, 0), balance_micro
  FROM treasury_statementline
 WHERE account_id = %s AND (occurred_at, id) > (%s, %s) AND (occurred_at, id) < (%s, %s)
 LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows with the same unexplained money, the balance before the first and after the last. Micro-units."""

    first_line: int
    last_line: int
    first_at: datetime
    last_at: datetime
    rows: int
    opening_micro: int
    closing_micro: int
    unexplained_micro: int


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one account in the database `using`."""

    account_id: int
    using: str

    def asked(self, statement: str, *places: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement about this account."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(statement, [self.account_id, *places])
            return list(cursor.fetchall())

    def between(self, after: datetime, after_line: int, before: datetime, before_line: int) -> list[Told]:
        """The rows between two places."""
        found = self.asked(BETWEEN, after, after_line, before, before_line, 2 * MOST_LOOSE)
        return [Told(*row) for row in found]


def refresh_spans(
    owner_id: int,
    account_ids: Iterable[int],
    *,
    since: datetime | None = None,
    using: str = "default",
    with_breaks: bool = True,
) -> None:
    """Work the spans of these accounts out anew, from `since` on (from the beginning without).

    Call it inside the transaction that changed the lines, after the change, with the moment of the first change. The
    list of breaks follows (a migration that runs before there is one says `with_breaks=False`).
    """
    held = ProvedSpan.objects.using(using)
    for account_id in sorted(set(account_ids)):
        lines = Lines(account_id, using)
        known = list(held.filter(account=account_id).order_by("position"))
        kept = [span for span in known if since is not None and span.last_at < since]
        begun = kept.pop() if kept else None
        stretches = _joined(lines, _stretches(lines, begun))
        held.filter(account=account_id, position__gte=len(kept)).delete()
        before = stretches[0].unexplained_micro - begun.missing_micro if begun else 0
        spans = _spans(stretches, len(kept), before)
        for span in spans:
            span.owner_id, span.account_id = owner_id, account_id
        held.bulk_create(spans)
        if with_breaks:
            personal_breaks.refresh(account_id, using=using)


def _stretches(lines: Lines, begun: ProvedSpan | None) -> list[Stretch]:
    """The stretches after `begun`, which is the first of them; its closing balance is what is there when they begin."""
    rows = lines.asked(STRETCHES, begun.last_at if begun else BEGINNING)
    found = [
        Stretch(
            first_line=first[0],
            last_line=after[5],
            first_at=first[1],
            last_at=after[6],
            rows=after[4] - first[4],
            opening_micro=first[2],
            closing_micro=after[7],
            unexplained_micro=first[3],
        )
        for first, after in zip(rows, rows[1:], strict=False)
    ]
    return [_as_stretch(begun), *found] if begun else found


def _as_stretch(span: ProvedSpan) -> Stretch:
    return Stretch(
        span.first_line_id,
        span.last_line_id,
        span.first_at,
        span.last_at,
        span.rows,
        span.opening_micro,
        span.closing_micro,
        span.closing_micro,
    )


def _joined(lines: Lines, stretches: list[Stretch]) -> list[Stretch]:
    """Stretches made one where what lies between, or at either end, is only out of order.

    Neighbours are the same where the rows go on after a span that was known: nothing lies between them.
    """
    left = _with_head(lines, stretches)
    joined: list[Stretch] = []
    at = 0
    while at < len(left):
        here = left[at]
        while (other := _comes_back(left, at, here)) is not None and (
            other == at + 1 or _lead(lines, here, left[other])
        ):
            here, at = _through(here, left[at + 1 : other + 1]), other
        joined.append(here)
        at += 1
    return _with_tail(lines, joined)


def _through(here: Stretch, more: Sequence[Stretch]) -> Stretch:
    """One stretch from `here` to the end of the last of `more`."""
    end = more[-1]
    return replace(
        here,
        last_line=end.last_line,
        last_at=end.last_at,
        rows=here.rows + sum(each.rows for each in more),
        closing_micro=end.closing_micro,
    )


def _comes_back(stretches: list[Stretch], at: int, here: Stretch) -> int | None:
    """The next stretch with the same unexplained money, if few enough rows lie between."""
    loose = 0
    for other in range(at + 1, min(len(stretches), at + MOST_LOOSE_STRETCHES)):
        if stretches[other].unexplained_micro == here.unexplained_micro:
            return other
        loose += stretches[other].rows
        if loose > MOST_LOOSE:
            return None
    return None


def _lead(lines: Lines, here: Stretch, there: Stretch) -> bool:
    rows = lines.between(here.last_at, here.last_line, there.first_at, there.first_line)
    return can_follow(rows, start=here.closing_micro, end=there.opening_micro)


def _with_head(lines: Lines, stretches: list[Stretch]) -> list[Stretch]:
    """The first rows may be out of order with nothing before them: they belong to the stretch they lead to."""
    for other in range(1, min(len(stretches), MOST_ENDS)):
        there, loose = stretches[other], sum(each.rows for each in stretches[:other])
        if loose > MOST_LOOSE or not _is_one_moment(stretches[:other]):
            break
        rows = lines.between(BEGINNING, 0, there.first_at, there.first_line)
        if can_follow(rows, end=there.opening_micro):
            moved = sum(row.amount_micro for row in rows)
            first = stretches[0]
            head = replace(
                there,
                first_line=first.first_line,
                first_at=first.first_at,
                rows=there.rows + loose,
                opening_micro=there.opening_micro - moved,
            )
            return [head, *stretches[other + 1 :]]
    return stretches


def _is_one_moment(stretches: Sequence[Stretch]) -> bool:
    """Only rows of one moment may be turned round where nothing holds them from the other side."""
    return stretches[0].first_at == max(each.last_at for each in stretches)


def _with_tail(lines: Lines, stretches: list[Stretch]) -> list[Stretch]:
    """The same with the last rows, which have nothing behind them."""
    for back in range(1, min(len(stretches), MOST_ENDS)):
        here, more = stretches[-1 - back], stretches[-back:]
        if sum(each.rows for each in more) > MOST_LOOSE or not _is_one_moment(more):
            break
        rows = lines.between(here.last_at, here.last_line, END, 0)
        if can_follow(rows, start=here.closing_micro):
            closing = here.closing_micro + sum(row.amount_micro for row in rows)
            return [*stretches[: -1 - back], replace(_through(here, more), closing_micro=closing)]
    return stretches


def _spans(stretches: list[Stretch], position: int, unexplained_before: int) -> list[ProvedSpan]:
    """The rows to keep; what is missing before each is by how much the unexplained money changes there."""
    if position + len(stretches) > MOST:
        stretches = [*stretches[: max(MOST - position - 1, 1)], stretches[-1]]
    spans, before = [], unexplained_before
    for place, stretch in enumerate(stretches, start=position):
        spans.append(
            ProvedSpan(
                position=place,
                rows=stretch.rows,
                first_line_id=stretch.first_line,
                last_line_id=stretch.last_line,
                first_at=stretch.first_at,
                last_at=stretch.last_at,
                opening_micro=stretch.opening_micro,
                closing_micro=stretch.closing_micro,
                missing_micro=stretch.unexplained_micro - before,
            )
        )
        before = stretch.unexplained_micro
    return spans
