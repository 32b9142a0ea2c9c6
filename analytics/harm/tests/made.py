"""Histories for the markers' tests, made by hand: moments in UTC, read on the clock of a zone."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from analytics.harm.history import History, Placed, Transfer

SYDNEY = ZoneInfo("Australia/Sydney")
NOON = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday, noon in Sydney (summer time)
MICRO = 1_000_000


def bet(number: int, at: datetime, stake: int | None = 10, zone: ZoneInfo = SYDNEY, **more: Any) -> Placed:
    """A bet of whole units; `result` in units and `after` minutes later settles it."""
    result, after = more.pop("result", None), more.pop("after", None)
    return Placed(
        id=number,
        currency=more.pop("currency", "AUD"),
        placed_at=at.astimezone(UTC),
        local=at.astimezone(zone),
        settled_at=at.astimezone(UTC) + timedelta(minutes=after) if after is not None else None,
        risk_micro=None if stake is None else stake * MICRO,
        profit_micro=None if result is None else result * MICRO,
        is_lost=result is not None and result < 0,
        odds=Decimal(more.pop("odds")) if "odds" in more else None,
        **more,
    )


def transfer(number: int, at: datetime, amount: int = 50, kind: str = "deposit", **more: Any) -> Transfer:
    """A deposit of whole units unless told otherwise."""
    return Transfer(
        id=number,
        currency=more.pop("currency", "AUD"),
        kind=kind,
        amount_micro=amount * MICRO,
        at=at.astimezone(UTC),
        local=at.astimezone(SYDNEY),
    )


def history(
    bets: Any = (),
    transfers: Any = (),
    first: date = date(2026, 3, 1),
    last: date = date(2026, 4, 30),
    **more: Any,
) -> History:
    """March and April 2026 unless told otherwise."""
    return History(tuple(bets), tuple(transfers), first, last, **more)
