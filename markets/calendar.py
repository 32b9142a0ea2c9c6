"""When an instrument trades: the exchange's schedule, with what staff entered of closures and early closes.

Days are the exchange's own dates; moments are aware, in UTC. Everything raises CalendarUnknown for an exchange or a day
that the calendar does not know. `using` is the connection that the entered closures are read from.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from markets.errors import CalendarUnknown
from markets.models import Instrument, SpecialSession
from markets.schedule import Schedule, Session, schedule_of

__all__ = [
    "CalendarUnknown",
    "Session",
    "next_session",
    "previous_session",
    "session_closing_after",
    "session_of",
    "sessions",
]
AT_ONCE = 8  # sessions that are looked at in one go


def session_of(instrument: Instrument, day: date, *, using: str = "default") -> Session | None:
    """The session of this day; None when there is no trading."""
    schedule = _knowing(instrument, day)
    return next(iter(_merged(instrument, schedule, [day] if day in schedule.by_day else [], using)), None)


def sessions(
    instrument: Instrument, first_day: date, last_day: date, *, using: str = "default"
) -> list[Session]:
    """The sessions from the first to the last day, both included, in order."""
    schedule = _knowing(instrument, first_day, last_day)
    days = schedule.days[bisect_left(schedule.days, first_day) : bisect_right(schedule.days, last_day)]
    return list(_merged(instrument, schedule, days, using))


def next_session(instrument: Instrument, day: date, *, using: str = "default") -> Session:
    """The first session after this day."""
    return next(_onwards(instrument, _knowing(instrument, day), day + timedelta(days=1), using))


def previous_session(instrument: Instrument, day: date, *, using: str = "default") -> Session:
    """The last session before this day."""
    schedule = _knowing(instrument, day)
    end = bisect_left(schedule.days, day)
    while end:
        begin = max(0, end - AT_ONCE)
        found = list(_merged(instrument, schedule, schedule.days[begin:end], using))
        if found:
            return found[-1]
        end = begin
    raise CalendarUnknown(f"No session of {instrument.exchange} is known before {day}.")


def session_closing_after(instrument: Instrument, moment: datetime, *, using: str = "default") -> Session:
    """The first session whose close comes after this aware moment. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a zone says nothing of when a market closes.")
    eve = moment.astimezone(UTC).date() - timedelta(days=1)  # an exchange's day may lie ahead of the UTC day
    coming = _onwards(instrument, _knowing(instrument, eve), eve, using)
    return next(session for session in coming if session.closes_at > moment)


def _knowing(instrument: Instrument, *days: date) -> Schedule:
    schedule = schedule_of(instrument.exchange)
    for day in days:
        if not schedule.first <= day <= schedule.last:
            raise CalendarUnknown(
                f"{day} lies outside of what is known of {instrument.exchange}: {schedule.first} to {schedule.last}."
            )
    return schedule


def _onwards(instrument: Instrument, schedule: Schedule, day: date, using: str) -> Iterator[Session]:
    """The sessions from this day on."""
    begin = bisect_left(schedule.days, day)
    while begin < len(schedule.days):
        yield from _merged(instrument, schedule, schedule.days[begin : begin + AT_ONCE], using)
        begin += AT_ONCE
    raise CalendarUnknown(f"The calendar of {instrument.exchange} ends on {schedule.last}.")


def _merged(
    instrument: Instrument, schedule: Schedule, days: tuple[date, ...] | list[date], using: str
) -> Iterator[Session]:
    """These scheduled sessions as they really are."""
    if not days:
        return
    told = SpecialSession.objects.using(using).filter(
        exchange=instrument.exchange, day__range=(days[0], days[-1])
    )
    special = {row.day: row for row in told.in_force() if not row.as_scheduled}
    for day in days:
        session, row = schedule.by_day[day], special.get(day)
        if row is None:
            yield session
        elif row.closes_at is not None and row.closes_at < session.closes_at:
            yield replace(session, closes_at=row.closes_at.astimezone(UTC), is_early=True)
        elif row.closes_at is not None:
            yield session
