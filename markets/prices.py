"""Daily closes: which one counts, and how files of them are taken in."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from markets import calendar, storing
from markets.errors import NotCloses
from markets.files import Bar, Reject, Told, read
from markets.models import Close, Instrument
from markets.models.close import SOURCE
from web.clock import now


@dataclass(frozen=True, slots=True)
class Ingested:
    """counts: rows, new, revised, unchanged, missing (the file says that there is no close), rejected."""

    counts: dict[str, int]
    rejects: list[Reject]


def newest_close(
    instrument: Instrument, session_day: date, *, source: str | None = None, using: str = "default"
) -> Close | None:
    """What the source says now of this session's close; without a source a final one, and of several the last told."""
    rows = Close.objects.using(using).of(instrument).filter(session=session_day)
    if source is not None:
        return rows.filter(source=source).order_by("-revision").first()
    return rows.newest().order_by("-is_final", "-ingested_at", "-id").first()


def ingest(
    content: bytes,
    *,
    instrument: Instrument,
    source: str,
    column: str | None = None,
    is_final: bool = False,
    published_at: datetime | None = None,
) -> Ingested:
    """Take in a CSV or Parquet file of daily closes as a staff job. The same file again adds nothing.

    A changed price is the next revision; a provisional one never replaces a final one. Days without a session, and
    sessions that have not closed, are rejected. Raises NotCloses for a file or source that cannot be taken, and
    CalendarUnknown for an instrument without calendar.
    """
    if not re.fullmatch(SOURCE, source) or len(source) > 40:
        raise NotCloses(
            "A source is named in small letters, digits, dots and dashes (fred, nasdaq-data-link)."
        )
    if published_at is not None and published_at > now():
        raise NotCloses("No close was published in the future.")
    told = read(content, instrument, column=column)
    bars = _of_closed_sessions(told, instrument)
    stored = storing.store(
        bars, instrument=instrument, source=source, is_final=is_final, published_at=published_at
    )
    for line, former, again in stored.held:
        told.reject(line, "", again, f"the final close was told already: {former}")
    counts = {
        "rows": told.rows,
        "new": stored.new,
        "revised": stored.revised,
        "unchanged": len(bars) - stored.new - stored.revised - len(stored.held),
        "missing": told.missing,
        "rejected": len(told.rejects),
    }
    return Ingested(counts, sorted(told.rejects, key=lambda each: each.line))


def _of_closed_sessions(told: Told, instrument: Instrument) -> list[Bar]:
    """The bars of sessions that have closed, one for each day; the others are rejected."""
    closing = _closing(told, instrument)
    by_day: dict[date, list[Bar]] = {}
    moment = now()
    for bar in told.bars:
        closes_at = closing.get(bar.session)
        if closes_at is not None and closes_at <= moment:
            by_day.setdefault(bar.session, []).append(bar)
        else:
            reason = "that session has not closed yet" if closes_at else "no session of the exchange"
            told.reject(bar.line, "", bar.session, reason)
    return [bar for bars in by_day.values() for bar in _one_of(bars, told)]


def _one_of(bars: list[Bar], told: Told) -> list[Bar]:
    """Of the lines of one day the first; none when they tell different closes, because nothing says which is right."""
    first, *more = bars
    if all(bar.close == first.close for bar in more):
        for bar in more:
            told.reject(bar.line, "", bar.session, f"the same day as in line {first.line}")
        return [first]
    for bar in bars:
        other = next(each.line for each in bars if each is not bar)
        told.reject(bar.line, "", bar.session, f"line {other} tells another close of this day")
    return []


def _closing(told: Told, instrument: Instrument) -> dict[date, datetime]:
    """When the sessions from the first to the last day of a file closed."""
    schedule = calendar.schedule_of(instrument.exchange)
    days = [bar.session for bar in told.bars if schedule.first <= bar.session <= schedule.last]
    if not days:
        return {}
    found = calendar.sessions(instrument, min(days), max(days), using=storing.USING)
    return {session.day: session.closes_at for session in found}
