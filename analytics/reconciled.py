"""A bookmaker account's two balances, what lies between them, and which stretches of its rows are proved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from imports.explained import LABELS
from imports.gaps import Gap, gaps
from ledger.models import Account
from treasury.models import ProvedSpan
from treasury.reconciling import Missing, Reconciliation, reconciled
from treasury.statements import Standing, standing

MOST = 60  # gaps that are told one by one


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the difference: money missing, why, and what can be done."""

    missing: Missing
    gap: Gap | None

    @property
    def label(self) -> str:
        """What it is, in two words."""
        return LABELS[self.gap.reason] if self.gap else "Opening balance"


@dataclass(frozen=True, slots=True)
class Bar:
    """A span on the time line: where it begins and how wide it is, in percent of the whole time."""

    span: ProvedSpan
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class Picture:
    """What the account page shows above the statement."""

    reconciliation: Reconciliation
    parts: list[Part]
    bars: list[Bar]
    untold: int

    @property
    def standing(self) -> Standing:
        """The two balances."""
        return self.reconciliation.standing


def picture(user: Any, account: Account) -> Picture:
    """Inside acting_as(user)."""
    found = reconciled(user, standing(user, account))
    shown = found.missing[:MOST]
    why = gaps(user, _around(shown))
    return Picture(
        reconciliation=found,
        parts=[Part(each, why.get(each.span.pk)) for each in shown],
        bars=_bars(list(found.spans)),
        untold=len(found.missing) - len(shown),
    )


def _around(missing: Sequence[Missing]) -> list[ProvedSpan]:
    """The spans on both sides of what is missing, in order."""
    spans = {span.position: span for each in missing for span in (each.before, each.span) if span is not None}
    return [spans[position] for position in sorted(spans)]


def _bars(spans: list[ProvedSpan]) -> list[Bar]:
    if not spans:
        return []
    begin, end = spans[0].first_at, max(span.last_at for span in spans)
    whole = max((end - begin).total_seconds(), 1)
    bars = []
    for span in spans[:MOST]:
        left = 1000 * (span.first_at - begin).total_seconds() / whole
        width = 1000 * (span.last_at - span.first_at).total_seconds() / whole
        bars.append(Bar(span, int(left), max(int(width), 4)))
    return bars
