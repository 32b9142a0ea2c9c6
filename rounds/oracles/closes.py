"""The close of a session that is past, as far as it is known: what a new round is opened against."""

from datetime import date
from decimal import Decimal

from markets.models import Close, Instrument


def close_of(instrument: Instrument, session: date) -> Decimal | None:
    """The close that is to be trusted, or None."""
    found = Close.objects.using("staff").filter(instrument=instrument, session=session).newest().first()
    return None if found is None else found.close


def sources_of(instrument: Instrument) -> int:
    """How many sources there are for an instrument's closes."""
    return 1
