"""Our own price table: the newest revision of a session's close. Settings: {"source": "fred"} hears one vendor."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from markets import prices
from markets.models import Close, Instrument
from rounds.models import Source
from rounds.oracles.errors import SourceInvalid
from rounds.oracles.told import STAFF, Told

NOTHING = "The price table has no close of this session."


def check(settings: dict[str, Any]) -> None:
    """Raises SourceInvalid for settings it does not know."""
    if set(settings) - {"source"} or not isinstance(settings.get("source", "any"), str):
        raise SourceInvalid('The price table takes one setting, {"source": "NAME"}, or none.')


def ask(source: Source, instrument: Instrument, session: date) -> Callable[[], Told]:
    """What the table holds now. Its time is the vendor's, or else when the table took it in."""
    wanted = source.settings.get("source")
    found = prices.newest_close(instrument, session, source=wanted, using=STAFF)
    told = Told(problem=NOTHING) if found is None else _told(found)
    return lambda: told


def _told(found: Close) -> Told:
    text = format(found.close.normalize(), "f")
    row = {
        "session": found.session.isoformat(),
        "source": found.source,
        "revision": found.revision,
        "close": text,
        "is_final": found.is_final,
        "published_at": found.published_at.isoformat() if found.published_at else None,
        "ingested_at": found.ingested_at.isoformat(),
    }
    return Told(
        value=found.close,
        text=text,
        provider_at=found.published_at or found.ingested_at,
        is_dated=True,
        is_final=found.is_final,
        raw=json.dumps(row, sort_keys=True).encode(),
    )
