"""Move the one clock, in Python and in the database: for transactional tests, whose database is made anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import connections

from web import clock


class Clock:
    """Where the time is; `to` moves it."""

    def to(self, moment: datetime) -> None:
        """From now on it is `moment` (aware), and time goes on from there."""
        with connections["owner"].cursor() as cursor:
            cursor.execute("UPDATE betsite_clock SET ahead = %s::timestamptz - clock_timestamp()", [moment])
        clock.move(moment - datetime.now(UTC))

    def by(self, step: timedelta) -> None:
        """So much later."""
        self.to(clock.now() + step)


@contextmanager
def moving() -> Iterator[Clock]:
    """The clock, which is the machine's again afterwards (the database's too)."""
    try:
        yield Clock()
    finally:
        clock.move(timedelta())
        with connections["owner"].cursor() as cursor:
            cursor.execute("UPDATE betsite_clock SET ahead = '0'")
