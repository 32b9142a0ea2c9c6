"""What time asks for: lock, settle or void, open. In this order, the oldest first, however long nobody looked.

Every step is a verb that may be asked again, so two schedulers and ten workers do no harm: whoever comes second finds
the step made. What fails for one instrument does not keep another waiting.
"""

import logging
from collections.abc import Iterator
from datetime import datetime

from markets import calendar
from markets.models import Instrument
from rounds import locking, opening, settlement, telling
from rounds.configured import rules
from rounds.errors import NoReference, RoundsProblem
from rounds.models import Round, State, Wager
from rounds.oracles import closes, deciding, fetching
from rounds.timetable import Times, times_of
from web.clock import now

STAFF = "staff"
SILENT = "No trustworthy close was there by {at:%H:%M} UTC: {why}"
NO_SESSION = "The exchange does not open on this day."
TOO_LATE = "The session closed early, and wagers had been taken after its close."
log = logging.getLogger(__name__)


def tick() -> list[str]:
    """Do what is due now, for every instrument; what was done, in words for the log and the operator's command."""
    done: list[str] = []
    for instrument in Instrument.objects.using(STAFF).filter(slug__in=rules().instruments).order_by("slug"):
        try:
            done.extend(_tick(instrument))
        except Exception:  # one instrument's trouble is told, and the others go on
            log.exception("the rounds of %s could not go on", instrument.slug)
    telling.work_off()
    return done


def _tick(instrument: Instrument) -> Iterator[str]:
    rounds = Round.objects.using(STAFF).filter(instrument=instrument)
    for one in rounds.open():
        yield from _by_calendar(one)
    for one in rounds.to_lock(now()):
        if locking.lock(one.pk):
            yield f"locked {one.code}"
    for one in rounds.due(now()).select_related("instrument"):
        yield from _end(one)
    if not rounds.open().exists() and not rounds.locked().exists():
        yield from _open(instrument)


def _by_calendar(one: Round) -> Iterator[str]:
    """Follow a closure or an early close that was announced after the round opened."""
    session = calendar.session_of(one.instrument, one.session)
    if session is None:
        settlement.void(one.pk, reason=NO_SESSION)
        yield f"voided {one.code}: {NO_SESSION}"
        return
    times = times_of(session)
    if times.closes_at >= one.closes_at:
        return
    late = Wager.objects.using(STAFF).filter(round=one, placed_at__gte=times.locks_at)
    if late.exists() or times.locks_at <= one.opened_at:
        settlement.void(one.pk, reason=TOO_LATE)
        yield f"voided {one.code}: {TOO_LATE}"
        return
    _move(one, times)
    yield f"moved {one.code} to the close at {times.closes_at:%H:%M} UTC"


def _move(one: Round, times: Times) -> None:
    Round.objects.using(STAFF).filter(pk=one.pk, state=State.OPEN).update(
        locks_at=min(one.locks_at, times.locks_at),
        closes_at=times.closes_at,
        settle_due_at=times.settle_due_at,
        void_at=times.void_at,
    )


def _end(one: Round) -> Iterator[str]:
    """Settle by what the sources say, or void when the grace is over. A source is asked outside of any transaction."""
    if now() < one.void_at:
        fetching.observe_all(one)
    verdict = deciding.verdict(one)
    if verdict.is_agreed:
        ended = settlement.settle(one.pk, close=verdict.close, is_final=verdict.is_final)
        yield f"{ended.state} {one.code} at {ended.close}"
    elif now() >= one.void_at:
        why = SILENT.format(at=one.void_at, why=verdict.reason)
        settlement.void(one.pk, reason=why)
        yield f"voided {one.code}: {why}"


def _open(instrument: Instrument) -> Iterator[str]:
    moment: datetime = now()
    try:
        opened = opening.open_round(instrument=instrument)
    except RoundsProblem as problem:
        log.debug("no round of %s opens at %s: %s", instrument.slug, moment, problem)
        if isinstance(problem, NoReference):
            closes.ask_for_reference(instrument)  # a tick later it may be there
        return
    yield f"opened {opened.code} against {opened.reference_close}"
