"""Ask the sources of a session's close, and store what each of them answers: nothing is raised, no transaction is open.

Each source is asked at most every ROUND_FETCH_EVERY_S seconds for a session, however many schedulers and workers there
are: whoever moves its row of `Asking` does the asking. Sources are asked side by side, each within its own
patience (rounds/oracles/adapters).
"""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connections

from markets.models import Instrument
from rounds.models import Adapter, Observation, Round, Source
from rounds.oracles.adapters import ASKED
from rounds.oracles.told import STAFF, Told, keep
from web.clock import now

OURS = "Something went wrong on our side while it was asked."
CLAIM = """
INSERT INTO rounds_asking (source_id, session, asked_at) VALUES (%(source)s, %(session)s, %(now)s)
    ON CONFLICT (source_id, session) DO UPDATE SET asked_at = excluded.asked_at
 WHERE rounds_asking.asked_at <= %(before)s RETURNING id
"""
log = logging.getLogger(__name__)


def observe_all(one: Round) -> list[Observation]:
    """Ask every source that a round locked with and that was not asked just now."""
    return observe(one.instrument, one.session, at=one.locks_at)


def observe(
    instrument: Instrument, session: date, *, every: timedelta | None = None, at: datetime | None = None
) -> list[Observation]:
    """Ask the sources in use now (or `at` a moment) for a session, unless they were asked within `every`.

    What was stored.
    """
    pause = timedelta(seconds=settings.ROUND_FETCH_EVERY_S) if every is None else every
    known = Source.objects.using(STAFF).filter(instrument=instrument).exclude(adapter=Adapter.MANUAL)
    used = known.enabled() if at is None else known.used_at(at)
    return ask(instrument, session, [each for each in used if _claim(each, session, pause)])


def ask(instrument: Instrument, session: date, sources: Iterable[Source]) -> list[Observation]:
    """Ask these now, side by side, and store what they say."""
    asked = [(source, _prepared(source, instrument, session)) for source in sources]
    if not asked:
        return []
    with ThreadPoolExecutor(max_workers=min(8, len(asked)), thread_name_prefix="oracle") as pool:
        answers = [(source, pool.submit(_answered, call)) for source, call in asked]
    return [
        keep(answer.result(), source=source, instrument=instrument, session=session)
        for source, answer in answers
    ]


def _claim(source: Source, session: date, pause: timedelta) -> bool:
    moment = now()
    values: dict[str, Any] = {
        "source": source.pk,
        "session": session,
        "now": moment,
        "before": moment - pause,
    }
    with connections[STAFF].cursor() as cursor:
        cursor.execute(CLAIM, values)
        return cursor.fetchone() is not None


def _prepared(source: Source, instrument: Instrument, session: date) -> Callable[[], Told]:
    try:
        return ASKED[source.adapter](source, instrument, session)
    except Exception as error:  # a source that cannot even be asked is an answer too
        log.exception("source %s could not be asked", source)
        told = Told(problem=f"{OURS} ({type(error).__name__})")
        return lambda: told


def _answered(call: Callable[[], Told]) -> Told:
    try:
        return call()
    except Exception as error:  # whatever a source does, the others are heard
        log.exception("a source could not be understood")
        return Told(problem=f"{OURS} ({type(error).__name__})")
