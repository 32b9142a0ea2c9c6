"""What a break in a running balance may mean, in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass

from imports.models import BalanceBreak


@dataclass(frozen=True)
class Explained:
    """A break with the difference (found less expected, micro-units) and what it may mean."""

    found: BalanceBreak
    difference_micro: int
    meaning: str


def explained(breaks: Sequence[BalanceBreak]) -> list[Explained]:
    """Breaks in the order given. Two that cancel each other out are told as one row in the wrong place or altered."""
    differences = [found.found_micro - found.expected_micro for found in breaks]
    return [
        Explained(found, difference, _meaning(differences, place))
        for place, (found, difference) in enumerate(zip(breaks, differences, strict=True))
    ]


def _meaning(differences: Sequence[int], place: int) -> str:
    difference = differences[place]
    around = [differences[other] for other in (place - 1, place + 1) if 0 <= other < len(differences)]
    if -difference in around:
        return "It cancels out with the break beside it: a row in between was altered, or stands in the wrong place."
    if difference > 0:
        return "More money than the rows explain: rows that brought money (a win, a deposit) are missing before it."
    return "Less money than the rows explain: rows that took money (a stake, a withdrawal) are missing before it."
