"""The one clock: nothing else asks for the time."""

from datetime import UTC, date, datetime

from django.utils import timezone


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in the active time zone (the signed-in person's during a request)."""
    return timezone.localtime(now()).date()
