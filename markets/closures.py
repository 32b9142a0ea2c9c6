"""Closures and early closes that are in no calendar: entered by staff until the session has closed."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from markets.errors import ClosureRefused
from markets.models import SpecialSession
from markets.schedule import schedule_of

REFUSED = {
    "special_not_over": "That session has closed, or the close given is past: what is over is not changed.",
    "special_scheduled": "The calendar and what was entered before disagree about when that session closes.",
    "special_closes_early": "An early close is earlier than the scheduled one.",
}


def announce(
    *,
    exchange: str,
    day: date,
    closes_at: datetime | None = None,
    as_scheduled: bool = False,
    reason: str,
    by: User,
) -> SpecialSession:
    """Say that the exchange is closed on this day, closes early (`closes_at`, aware), or trades as scheduled after all.

    The newest word counts. Raises ClosureRefused for a day without session, a close that is not early, a session that
    has closed, or a reason that is missing; CalendarUnknown for an unknown exchange.
    """
    reason = reason.strip()
    _refuse_wrong(closes_at=closes_at, as_scheduled=as_scheduled, reason=reason, by=by)
    session = schedule_of(exchange).by_day.get(day)
    if session is None:
        raise ClosureRefused(f"{exchange} has no session on {day} that could be changed.")
    if closes_at is not None and not session.opens_at < closes_at:
        raise ClosureRefused(
            f"The session of {day} opens at {session.opens_at:%H:%M} UTC: it cannot close before."
        )
    row = SpecialSession(
        exchange=exchange,
        day=day,
        closes_at=closes_at,
        scheduled_closes_at=session.closes_at,
        as_scheduled=as_scheduled,
        reason=reason,
        by=by,
    )
    try:
        with transaction.atomic(using="staff"):
            row.save(using="staff", force_insert=True)
            audit.record(actor=by, act="markets.announce", subject=row, detail=_detail(row), reason=reason)
    except IntegrityError as error:
        raise ClosureRefused(_why(error)) from error
    row.refresh_from_db(using="staff")
    return row


def moment_of(exchange: str, day: date, at: time | None) -> datetime | None:
    """That time of the day by the exchange's clock, aware; None for none. Raises CalendarUnknown."""
    return datetime.combine(day, at, ZoneInfo(schedule_of(exchange).zone)) if at else None


def _refuse_wrong(*, closes_at: datetime | None, as_scheduled: bool, reason: str, by: User) -> None:
    if not (by.is_staff and by.is_active):
        raise ClosureRefused("Closures are entered by staff.")
    if not reason or len(reason) > 300:
        raise ClosureRefused("Say why, in at most 300 letters.")
    if as_scheduled and closes_at is not None:
        raise ClosureRefused("A session that closes early is not as scheduled.")
    if closes_at is not None and closes_at.tzinfo is None:
        raise ClosureRefused("The close needs a zone.")


def _detail(row: SpecialSession) -> dict[str, object]:
    closes = row.closes_at.astimezone(UTC) if row.closes_at else None
    return {
        "exchange": row.exchange,
        "day": row.day,
        "closes_at": closes,
        "as_scheduled": row.as_scheduled,
    }


def _why(error: IntegrityError) -> str:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
    return REFUSED.get(name, "The database refuses this closure.")
