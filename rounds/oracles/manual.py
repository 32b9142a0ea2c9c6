"""Closes said by staff: two different people must say the same before it counts (rounds/oracles/agreement.py)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts import audit
from markets import calendar
from markets.models import Instrument
from rounds.models import Adapter, Observation, Round, Source
from rounds.oracles import disputes
from rounds.oracles.agreement import judge
from rounds.oracles.deciding import said, terms_of_past
from rounds.oracles.errors import CloseNotSaid, MayNotSay, NoManualSource
from rounds.oracles.told import STAFF, Told, keep, number
from web.clock import now

RIGHT = "rounds.say_close"


def say(
    *,
    staff: Any,
    instrument: Instrument,
    session: date,
    value: Decimal | str,
    is_final: bool = False,
    note: str = "",
) -> Observation:
    """A member of staff says a session's close, after it; the newest word of each person counts.

    `value` is exact: digits with at most as many decimals as the instrument's closes have. Raises MayNotSay,
    NoManualSource, or CloseNotSaid for a value, a day without session, or one that has not closed yet.
    """
    if not (staff.is_active and staff.is_staff and staff.has_perm(RIGHT)):
        raise MayNotSay
    source = source_of(instrument)
    text = format(value, "f") if isinstance(value, Decimal) else value.strip()
    close = number(text)
    if close is None or close != round(close, instrument.decimals):
        raise CloseNotSaid(f"A close is said in digits, with up to {instrument.decimals} decimals: 22807.48")
    _refuse_unclosed(instrument, session)
    with transaction.atomic(using=STAFF):
        told = Told(value=close, text=text, is_dated=True, is_final=is_final, raw=text.encode())
        row = keep(told, source=source, instrument=instrument, session=session, by=staff, note=note.strip())
        detail = {"session": session, "value": text, "is_final": is_final}
        audit.record(actor=staff, act="round.say_close", subject=row, detail=detail, reason=note, using=STAFF)
    for ended in Round.objects.using(STAFF).ended().filter(instrument=instrument, session=session):
        disputes.record(ended)
    return row


def source_of(instrument: Instrument) -> Source:
    """The instrument's manual source. Raises NoManualSource."""
    found = (
        Source.objects.using(STAFF).enabled().filter(instrument=instrument, adapter=Adapter.MANUAL).first()
    )
    if found is None:
        raise NoManualSource
    return found


def _refuse_unclosed(instrument: Instrument, session: date) -> None:
    try:
        found = calendar.session_of(instrument, session, using=STAFF)
    except calendar.CalendarUnknown as unknown:
        raise CloseNotSaid(str(unknown)) from None
    if found is None:
        raise CloseNotSaid(f"{instrument.exchange} has no session on {session}.")
    if found.closes_at > now():
        raise CloseNotSaid(
            f"The session of {session} closes at {found.closes_at:%H:%M} UTC; nothing is known before."
        )


def agreed(instrument: Instrument, session: date) -> Decimal | None:
    """What two of the staff say alike of a session by now, however late; None while they do not."""
    told = Observation.objects.using(STAFF).of(instrument, session).to_judge()
    spoken = told.filter(source=source_of(instrument))
    terms = terms_of_past(instrument, session, quorum=1, tolerance=Decimal(0))
    return judge(said(spoken), terms).close
