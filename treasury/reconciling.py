"""What the difference between a bookmaker's balance and the journal's is made of, to the last micro-unit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, Sum

from ledger.models import Account
from treasury.models import Adjustment, ProvedSpan, StatementLine
from treasury.statements import Standing


@dataclass(frozen=True, slots=True)
class Missing:
    """Money missing before a span (position 0: there before the files begin), and the adjustment that records it."""

    span: ProvedSpan
    before: ProvedSpan | None
    recorded: Adjustment | None = None

    @property
    def is_opening(self) -> bool:
        """Before the first row."""
        return self.before is None

    @property
    def open_micro(self) -> int:
        """What is not recorded yet."""
        return self.span.missing_micro - (self.recorded.amount_micro if self.recorded else 0)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The spans of an account and what its difference is made of; stated less journal is the sum of all parts.

    `only_elsewhere_micro`: what the journal holds from bets that no row of the statement carries (negative when it
    lowers the difference). `unstated_micro`: rows after the last stated balance. `others`: adjustments that belong to
    no gap that is there now: a person's own, or gaps filled since.
    """

    standing: Standing
    spans: Sequence[ProvedSpan] = ()
    missing: Sequence[Missing] = ()
    others: Sequence[Adjustment] = field(default_factory=list)
    taken_back: Sequence[Adjustment] = field(default_factory=list)
    unstated_micro: int = 0
    only_elsewhere_micro: int = 0

    @property
    def rows(self) -> int:
        """Proved rows."""
        return sum(span.rows for span in self.spans)

    @property
    def gaps(self) -> int:
        """Places where money is missing between rows."""
        return max(len(self.spans) - 1, 0)

    @property
    def gaps_micro(self) -> int:
        """Their money together."""
        return sum(span.missing_micro for span in self.spans[1:])

    @property
    def is_adjusted(self) -> bool:
        """Did the person enter anything?"""
        return bool(self.others) or any(each.recorded for each in self.missing)

    @property
    def is_settled(self) -> bool:
        """No difference."""
        return not self.standing.difference_micro


def reconciled(user: Any, standing: Standing) -> Reconciliation:
    """Take the difference of an account apart. Inside acting_as(user)."""
    account = standing.account
    spans = list(ProvedSpan.objects.visible_to(user).filter(account=account).order_by("position"))
    adjustments = list(Adjustment.objects.visible_to(user).filter(account=account))
    live = [each for each in adjustments if each.reversed_at is None]
    by_line = {each.before_line_id: each for each in live if each.before_line_id is not None}
    missing = [
        Missing(span, before, by_line.pop(span.first_line_id, None))
        for before, span in zip([None, *spans], spans, strict=False)
        if span.missing_micro or span.first_line_id in by_line
    ]
    recorded = {each.recorded.pk for each in missing if each.recorded}
    unstated = _after_the_last(user, account, spans)
    difference = standing.difference_micro or 0
    explained = sum(span.missing_micro for span in spans) - unstated - sum(each.amount_micro for each in live)
    return Reconciliation(
        standing=standing,
        spans=spans,
        missing=missing,
        others=[each for each in live if each.pk not in recorded],
        taken_back=[each for each in adjustments if each.reversed_at is not None],
        unstated_micro=-unstated,
        only_elsewhere_micro=difference - explained if spans else 0,
    )


def _after_the_last(user: Any, account: Account, spans: Sequence[ProvedSpan]) -> int:
    """The money of rows behind the last one with a stated balance."""
    if not spans:
        return 0
    last = spans[-1]
    behind = Q(occurred_at__gt=last.last_at) | Q(occurred_at=last.last_at, pk__gt=last.last_line_id)
    lines = StatementLine.objects.visible_to(user).filter(behind, account=account, balance_micro__isnull=True)
    return int(lines.aggregate(micro=Sum("amount_micro"))["micro"] or 0)
