"""What a break in a running balance means, in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass

from imports import break_reasons as reasons
from imports.models import BalanceBreak

LABELS = {
    reasons.DUPLICATE: "Told twice",
    reasons.REFUSED: "Refused rows",
    reasons.OUT_OF_ORDER: "Out of order",
    reasons.ALTERED: "Altered",
    reasons.MISSING: "Rows missing",
}


@dataclass(frozen=True)
class Explained:
    """A break with the difference (found less expected, micro-units) and what it likely means."""

    found: BalanceBreak
    difference_micro: int
    label: str
    meaning: str


def explained(breaks: Sequence[BalanceBreak]) -> list[Explained]:
    """Breaks in the order given."""
    return [
        Explained(found, found.found_micro - found.expected_micro, LABELS[found.reason], meaning(found))
        for found in breaks
    ]


def meaning(found: BalanceBreak) -> str:
    """One or two sentences on the likely reason."""
    near = f"line {found.near:,}" if found.near else "an earlier line"
    if found.reason == reasons.DUPLICATE:
        return f"{near.capitalize()} says the same. Was this file put together from overlapping exports?"
    if found.reason == reasons.REFUSED:
        return "Rows right before this one were refused; their money is what is missing here."
    if found.reason == reasons.OUT_OF_ORDER:
        return f"Nothing is missing: this row stands in the wrong place, it belongs behind {near}."
    if found.reason == reasons.ALTERED:
        return f"The figures of {near} do not agree with the rows around it: its amount or its balance was altered."
    return _missing(found)


def _missing(found: BalanceBreak) -> str:
    kind = "brought money (a win, a deposit)"
    if found.found_micro < found.expected_micro:
        kind = "took money (a stake, a withdrawal)"
    return f"Rows that {kind} are missing before this one. An export that covers the time between mends it."
