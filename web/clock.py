"""The one clock: nothing else asks for the time.

Tests and the demo of rounds move it, the database's `betsite_now()` by the same offset (web/tests/moved_clock.py): only
the owner role can move that one, so nothing that runs in production can.
"""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

_ahead = timedelta()


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC) + _ahead


def move(ahead: timedelta) -> None:
    """From now on this process's clock is so far ahead of the machine's: for tests, together with the database's."""
    global _ahead  # one clock, one offset
    _ahead = ahead


def today() -> date:
    """Today's date in the active time zone (the signed-in person's during a request)."""
    return timezone.localtime(now()).date()
