"""When a round of a session locks, settles and is void: counted from the close of that very session."""

from dataclasses import dataclass
from datetime import date, datetime

from markets import calendar
from markets.models import Instrument
from rounds.configured import Rules, rules
from web.clock import now


@dataclass(frozen=True, slots=True)
class Times:
    """The moments of one round, aware, in UTC. `is_early`: the session closes earlier than usual."""

    session: date
    code: str
    locks_at: datetime
    closes_at: datetime
    settle_due_at: datetime
    void_at: datetime
    is_early: bool


def times_of(session: calendar.Session, ruled: Rules | None = None) -> Times:
    """By the rules in force: locked one second before the close, say, and due five minutes after it."""
    by = ruled or rules()
    due = session.closes_at + by.fetch_delay
    return Times(
        session=session.day,
        code=f"{session.day:%Y%m%d}",
        locks_at=session.closes_at - by.lock_before,
        closes_at=session.closes_at,
        settle_due_at=due,
        void_at=due + by.grace,
        is_early=session.is_early,
    )


def coming(instrument: Instrument, number: int, *, after: datetime | None = None) -> list[Times]:
    """The next rounds that can still be wagered on at `after` (now), the nearest first.

    Fewer where the calendar ends.
    """
    session: calendar.Session | None = first_open(instrument, after or now())
    found: list[Times] = []
    while session is not None and len(found) < number:
        found.append(times_of(session))
        try:
            session = calendar.next_session(instrument, session.day)
        except calendar.CalendarUnknown:
            session = None
    return found


def first_open(instrument: Instrument, at: datetime) -> calendar.Session:
    """The first session whose round does not lock by `at`."""
    session = calendar.session_closing_after(instrument, at)
    return session if times_of(session).locks_at > at else calendar.next_session(instrument, session.day)
