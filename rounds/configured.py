"""The rules that new rounds are opened by: from the environment, by way of the settings."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Rules:
    """`quorum` 0: two where two sources or more are set, else one. `lock_before`: how long before the close no wager is
    taken any more; `fetch_delay`: from the close until settlement is due; `grace`: from then until it is void."""

    instruments: tuple[str, ...]
    currency: str
    fee_bps: int
    lock_before: timedelta
    fetch_delay: timedelta
    grace: timedelta
    quorum: int
    tolerance: Decimal
    needs_final: bool


def rules() -> Rules:
    """As the settings have them now; a round that is open keeps those it was opened by."""
    return Rules(
        instruments=tuple(settings.ROUND_INSTRUMENTS),
        currency=settings.ROUND_CURRENCY,
        fee_bps=settings.FEE_BPS,
        lock_before=timedelta(seconds=settings.LOCK_BEFORE_CLOSE_S),
        fetch_delay=timedelta(minutes=settings.CLOSE_FETCH_DELAY_MIN),
        grace=timedelta(minutes=settings.SETTLE_GRACE_MIN),
        quorum=settings.ROUND_QUORUM,
        tolerance=settings.ROUND_TOLERANCE,
        needs_final=settings.ROUND_NEEDS_FINAL,
    )
