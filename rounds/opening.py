"""Open a round: for a session to come, against a close that is known, under rules that stay as they are."""

import logging
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from accounts import audit
from ledger.refusals import retrying
from markets import calendar
from markets.models import Instrument
from rounds import house
from rounds.configured import Rules, rules
from rounds.errors import NoReference, NoSession, OpenAlready, TooLateToOpen
from rounds.models import Round, Side
from rounds.oracles import closes
from rounds.pools import published
from rounds.timetable import Times, first_open, times_of
from web.clock import now

STAFF = "staff"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reference:
    """The close to be passed, and the session it is of."""

    session: date
    close: Decimal


def open_round(
    *, instrument: Instrument, session: date | None = None, reference: Decimal | None = None, by: Any = None
) -> Round:
    """Open the round of a session (the next that can be wagered on, when none is named). The same again finds it.

    `reference`: a close that staff vouch for, instead of the one that is known; needs `by`. Raises NoSession,
    TooLateToOpen, OpenAlready or NoReference.
    """
    return retrying(partial(_open, instrument, session, reference, by), using=STAFF)


def reference_for(instrument: Instrument, session: date) -> Reference:
    """The close of the session before; after a void round the last one that is to be trusted. Raises NoReference."""
    before = calendar.previous_session(instrument, session)
    rounds = Round.objects.using(STAFF).filter(instrument=instrument)
    last = rounds.filter(session=before.day).first()
    if last is not None and last.has_ended and last.close is not None:
        return Reference(before.day, last.close)
    if last is not None and not last.has_ended:
        raise NoReference(f"The round of {last.code} has not ended yet.")
    known = closes.close_of(instrument, before.day)
    if known is not None:
        return Reference(before.day, known)
    if last is None:
        raise NoReference(f"The close of {before.day} is not known yet.")
    # It ended without a close: what it was played against is the last that was known then.
    return Reference(last.reference_session, last.reference_close)


def _open(instrument: Instrument, day: date | None, reference: Decimal | None, by: Any) -> Round:
    moment = now()
    session = first_open(instrument, moment) if day is None else calendar.session_of(instrument, day)
    if session is None:
        raise NoSession(f"{instrument.exchange} has no session on {day}.")
    times = times_of(session)
    rounds = Round.objects.using(STAFF).filter(instrument=instrument)
    known = rounds.filter(code=times.code).first()
    if known is not None:
        return known
    if times.locks_at <= moment:
        raise TooLateToOpen
    if standing := rounds.open().first():
        raise OpenAlready(f"The round of {standing.code} is open already, and one is open at a time.")
    against = (
        reference_for(instrument, session.day)
        if reference is None
        else Reference(calendar.previous_session(instrument, session.day).day, reference)
    )
    ruled = rules()
    quorum = ruled.quorum or min(2, max(1, closes.sources_of(instrument)))
    new = new_round(instrument, times, against, ruled, currency=ruled.currency, quorum=quorum)
    try:
        with transaction.atomic(using=STAFF):
            new.save(using=STAFF, force_insert=True)
    except IntegrityError:  # somebody opened one in the same moment
        found = rounds.filter(code=times.code).first()
        if found is None:
            raise OpenAlready from None
        return found
    if by is not None:
        detail = {"code": new.code, "reference": str(against.close), "given": reference is not None}
        audit.record(actor=by, act="round.open", subject=new, detail=detail, using=STAFF)
    log.info("round %s opened against %s of %s", new, against.close, against.session)
    return new


def new_round(
    instrument: Instrument, times: Times, against: Reference, ruled: Rules, *, currency: str, quorum: int
) -> Round:
    """A round's row as it begins, unsaved, with its pools made: the rules in force are its own from here on."""
    return Round(
        instrument=instrument,
        code=times.code,
        session=times.session,
        currency=currency,
        decimals=instrument.decimals,
        reference_session=against.session,
        reference_close=published(against.close, instrument.decimals),
        fee_bps=ruled.fee_bps,
        quorum=quorum,
        tolerance=ruled.tolerance,
        needs_final=ruled.needs_final,
        up_account=house.pool(instrument.slug, times.code, Side.UP, currency),
        down_account=house.pool(instrument.slug, times.code, Side.DOWN, currency),
        opened_at=now(),
        locks_at=times.locks_at,
        closes_at=times.closes_at,
        settle_due_at=times.settle_due_at,
        void_at=times.void_at,
    )
