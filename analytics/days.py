"""How the days, weeks and months ended: the share that lost, and the best and the worst day."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from analytics import series
from analytics.measures import share_of_losses


@dataclass(frozen=True, slots=True)
class Ended:
    """Of all periods of a kind with settled bets: how many there were, how many lost."""

    kind: str
    count: int
    lost: int
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Days:
    """One currency's periods, and its best and worst day (None where no bet was settled)."""

    ended: list[Ended]
    best: series.Point | None
    worst: series.Point | None


def ended(found: Sequence[series.Point]) -> Days:
    """From the local days on which bets of one currency were settled; the weeks and months are made of them."""
    told = []
    for kind in ("day", "week", "month"):
        profits = [point.profit_micro for point in series.summed_up(found, kind)]
        told.append(Ended(kind, len(profits), sum(each < 0 for each in profits), share_of_losses(profits)))
    best = max(found, key=lambda point: point.profit_micro, default=None)
    worst = min(found, key=lambda point: point.profit_micro, default=None)
    return Days(
        told,
        best if best and best.profit_micro > 0 else None,
        worst if worst and worst.profit_micro < 0 else None,
    )
