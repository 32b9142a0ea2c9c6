"""The close of a session that is past, as far as it is known: what a new round is opened against."""

from datetime import date
from decimal import Decimal

from markets import calendar
from markets.models import Instrument
from rounds.configured import rules
from rounds.models import Adapter, Observation, Source
from rounds.oracles import fetching
from rounds.oracles.adapters import market_data
from rounds.oracles.agreement import Judgement, Said, judge
from rounds.oracles.deciding import said, terms_of_past
from rounds.oracles.told import STAFF
from rounds.timetable import first_open
from web.clock import now


def close_of(instrument: Instrument, session: date) -> Decimal | None:
    """The close that is to be trusted, or None: by the same sources and rules as a round's, without a direction."""
    return judged(instrument, session).close


def judged(instrument: Instrument, session: date) -> Judgement:
    """What the sources come to, of what is stored and of what the price table holds now (nothing is stored here)."""
    told = Observation.objects.using(STAFF).of(instrument, session).to_judge()
    ruled = rules()
    terms = terms_of_past(
        instrument,
        session,
        quorum=ruled.quorum or min(2, max(1, sources_of(instrument))),
        tolerance=ruled.tolerance,
        needs_final=ruled.needs_final,
    )
    return judge([*said(told), *_tables(instrument, session)], terms)


def ask_for_reference(instrument: Instrument) -> None:
    """Ask the sources for the close that the next round would open against (as often as for a round that waits)."""
    coming = first_open(instrument, now())
    fetching.observe(instrument, calendar.previous_session(instrument, coming.day, using=STAFF).day)


def sources_of(instrument: Instrument) -> int:
    """How many sources there are for an instrument's closes."""
    return Source.objects.using(STAFF).enabled().filter(instrument=instrument).count()


def _tables(instrument: Instrument, session: date) -> list[Said]:
    """What price tables say in this moment: it costs no request, so it need not have been asked before."""
    found = []
    for source in (
        Source.objects.using(STAFF).enabled().filter(instrument=instrument, adapter=Adapter.MARKET_DATA)
    ):
        told = market_data.ask(source, instrument, session)()
        if told.value is not None:
            found.append(
                Said(
                    number=0,
                    source=source.name,
                    rank=source.rank,
                    value=told.value,
                    fetched_at=now(),
                    provider_at=told.provider_at,
                    is_dated=True,
                    is_final=told.is_final,
                )
            )
    return found
