"""What exchange_calendars says of an exchange: every session with its opening and close, kept for the process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import exchange_calendars
from exchange_calendars.errors import CalendarError

from markets.errors import CalendarUnknown
from web.clock import now

FIRST_YEAR = 1971  # of the NASDAQ Composite
YEARS_AHEAD = 2  # of this one: the rules of holidays are known for longer, what will be added to them is not


@dataclass(frozen=True, slots=True)
class Session:
    """A trading day. opens_at, closes_at: aware, UTC. is_early: it closes earlier than usual."""

    day: date
    opens_at: datetime
    closes_at: datetime
    is_early: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """The sessions of an exchange by day, and in order; known from `first` to `last`, both included."""

    zone: str
    first: date
    last: date
    by_day: Mapping[date, Session]
    days: tuple[date, ...]


def schedule_of(exchange: str) -> Schedule:
    """The sessions as scheduled. Raises CalendarUnknown for an exchange that the library does not know."""
    return _schedule(exchange, now().year + YEARS_AHEAD)


@lru_cache(maxsize=32)
def _schedule(exchange: str, last_year: int) -> Schedule:
    first, last = date(FIRST_YEAR, 1, 1), date(last_year, 12, 31)
    try:
        calendar = exchange_calendars.get_calendar(exchange, start=str(first), end=str(last))
    except (CalendarError, ValueError) as error:
        raise CalendarUnknown(
            f"There is no trading calendar called {exchange} for {first} to {last}."
        ) from error
    early = set(calendar.early_closes.date)
    table = calendar.schedule
    rows = zip(table.index.date, table["open"].tolist(), table["close"].tolist(), strict=True)
    by_day = {
        day: Session(day, _utc(opens), _utc(closes), is_early=day in early) for day, opens, closes in rows
    }
    return Schedule(str(calendar.tz), first, last, by_day, tuple(by_day))


def _utc(stamp: Any) -> datetime:
    return stamp.to_pydatetime().astimezone(UTC)
