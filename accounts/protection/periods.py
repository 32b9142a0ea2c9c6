"""Days, weeks and months of a limit, by the calendar of the zone the limit was set in.

Calendar periods and not rolling ones: a person can see for themselves when the week ends. The zone is the limit's own,
so that a change of the person's zone does not begin a new day.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

from accounts.models import Period


def began_at(period: str, at: datetime, time_zone: str) -> datetime:
    """The moment the period that holds `at` began (aware, UTC). Weeks begin on Monday."""
    return _midnight(_first_day(period, at, time_zone), time_zone)


def ends_at(period: str, at: datetime, time_zone: str) -> datetime:
    """The moment the next period begins (aware, UTC)."""
    first = _first_day(period, at, time_zone)
    if period == Period.MONTH:
        following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    else:
        following = first + timedelta(days=7 if period == Period.WEEK else 1)
    return _midnight(following, time_zone)


def _first_day(period: str, at: datetime, time_zone: str) -> datetime:
    local = at.astimezone(zone(time_zone)).replace(tzinfo=None)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if period == Period.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if period == Period.MONTH else day


def _midnight(day: datetime, time_zone: str) -> datetime:
    """A local midnight as a moment; where the clock jumps over it, the first moment after the jump."""
    return day.replace(tzinfo=zone(time_zone)).astimezone(UTC)


def zone(name: str) -> ZoneInfo:
    """The zone by its IANA name; the installation's when this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.DEFAULT_USER_TIMEZONE)
