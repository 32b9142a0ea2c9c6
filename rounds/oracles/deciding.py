"""Is there a close to settle a round by? From the stored observations alone, so that everybody finds the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from markets import calendar
from markets.models import Instrument
from rounds.models import Observation, Round, Source
from rounds.oracles.agreement import Judgement, Said, Standing, Terms, judge
from web.clock import now

STAFF = "staff"
AT_LEAST_SHUT = timedelta(hours=12)  # where the calendar ends, so long is it until the next session


@dataclass(frozen=True, slots=True)
class Verdict:
    """`close` where the sources agree, else why not. `observations`: all that was said of the session, oldest first;
    `counted`: the numbers of those that decided."""

    state: Standing
    close: Decimal | None
    is_final: bool
    reason: str
    observations: tuple[Observation, ...]
    counted: frozenset[int]

    @property
    def is_agreed(self) -> bool:
        """There is a close to settle by."""
        return self.state == Standing.AGREED


def verdict(one: Round, *, using: str = STAFF) -> Verdict:
    """By the terms that the round was opened with, from what was fetched before its grace is over."""
    told = tuple(Observation.objects.using(using).of(one.instrument_id, one.session).to_judge())
    found = judge(said(told, at=one.locks_at), terms_of(one, using=using))
    return _verdict(found, told)


def terms_of(one: Round, *, using: str = STAFF) -> Terms:
    """What a round's close is judged by."""
    return Terms(
        closes_at=one.closes_at,
        next_opens_at=next_opening(one.instrument, one.session, one.closes_at, using=using),
        quorum=one.quorum,
        tolerance=one.tolerance,
        decimals=one.decimals,
        needs_final=one.needs_final,
        reference=one.reference_close,
        until=one.void_at,
    )


def terms_of_past(
    instrument: Instrument, session: date, *, quorum: int, tolerance: Decimal, needs_final: bool = False
) -> Terms:
    """What a session's close is judged by where no round is at stake: no direction, and no end of grace."""
    scheduled = calendar.session_of(instrument, session, using=STAFF)
    closes_at = now() if scheduled is None else scheduled.closes_at  # a day without session has no close yet
    return Terms(
        closes_at=closes_at,
        next_opens_at=next_opening(instrument, session, closes_at),
        quorum=quorum,
        tolerance=tolerance,
        decimals=instrument.decimals,
        needs_final=needs_final,
    )


def said(told: Iterable[Observation], *, at: datetime | None = None) -> list[Said]:
    """The closes in what was observed, of sources in use now, or `at` a moment: a round hears those it locked with."""
    return [as_said(each) for each in told if each.value is not None and _in_use(each.source, at)]


def as_said(each: Observation) -> Said:
    """An observation with a value, for the pure rules."""
    if each.value is None:
        raise ValueError("There is no close in it.")
    return Said(
        number=each.pk or 0,
        source=each.source.name,
        rank=each.source.rank,
        value=each.value,
        fetched_at=each.fetched_at,
        provider_at=each.provider_at,
        is_dated=each.is_dated,
        is_final=each.is_final,
        person=each.by_id,
    )


def _in_use(source: Source, at: datetime | None) -> bool:
    if at is None:
        return source.disabled_at is None
    return source.added_at < at and (source.disabled_at is None or source.disabled_at >= at)


def next_opening(
    instrument: Instrument, session: date, closes_at: datetime, *, using: str = STAFF
) -> datetime:
    """When the next session opens."""
    try:
        return calendar.next_session(instrument, session, using=using).opens_at
    except calendar.CalendarUnknown:
        return closes_at + AT_LEAST_SHUT


def _verdict(found: Judgement, told: tuple[Observation, ...]) -> Verdict:
    return Verdict(found.standing, found.close, found.is_final, found.reason, told, found.counted)
