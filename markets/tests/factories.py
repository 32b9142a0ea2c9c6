"""Rows the tests need, and a way to let the database think that it is another time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from django.db import connections

from markets import closures
from markets.models import Instrument, SpecialSession


def instrument(slug: str = "nasdaq-composite", *, using: str = "staff") -> Instrument:
    """One of those that the migration brings."""
    return Instrument.objects.using(using).get(slug=slug)


def utc(text: str) -> datetime:
    """An aware moment ("2025-03-07 21:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@contextmanager
def database_time(moment: str) -> Iterator[None]:
    """For the database it is this moment (UTC) meanwhile; committed, so that every connection sees it."""
    statement = "UPDATE betsite_clock SET ahead = %s"
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE betsite_clock SET ahead = %s::timestamptz - clock_timestamp()", [f"{moment}+00"]
        )
        try:
            yield
        finally:
            cursor.execute(statement, ["0"])


def announced(day: date, by, **more) -> SpecialSession:
    """A closure of XNAS (`closes_at` and `as_scheduled` say otherwise)."""
    return closures.announce(exchange="XNAS", day=day, reason="A storm", by=by, **more)
