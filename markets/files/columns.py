"""Which column is what, by its name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markets.errors import NotCloses
from markets.models import Instrument

DAY = {"observationdate", "date", "session", "day", "tradedate", "timestamp", "index", "time"}
CLOSE = {"close", "closelast", "price", "value", "last"}
ADJUSTED = {"adjclose", "adjustedclose"}
OTHERS = {
    "adjusted_close": ADJUSTED,
    "open": {"open"},
    "high": {"high"},
    "low": {"low"},
    "volume": {"volume", "vol"},
}
# The series of FRED, which names the column after them.
SERIES = {"nasdaq-composite": "nasdaqcom", "nasdaq-100": "nasdaq100"}


@dataclass(frozen=True, slots=True)
class Columns:
    """The places of the columns, counted from 0; `others` by the name of their field."""

    names: Sequence[str]
    day: int
    close: int
    others: dict[str, int]


def recognise(names: Sequence[str], instrument: Instrument, *, column: str | None = None) -> Columns:
    """Find the day, the close (`column` when the name is given) and what else a bar has. Raises NotCloses."""
    plain = [_plain(name) for name in names]
    return Columns(
        names=names,
        day=_one(names, plain, DAY, "day"),
        close=_named(names, plain, column) if column else _close(names, plain, instrument),
        others={
            field: plain.index(name) for field, known in OTHERS.items() for name in plain if name in known
        },
    )


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _named(names: Sequence[str], plain: list[str], column: str) -> int:
    """The close as the caller names it; adjusted ones are rewritten backwards with every dividend."""
    places = [place for place, name in enumerate(names) if name.strip() == column.strip()]
    if len(places) != 1:
        raise NotCloses(f"There is no one column {column!r}; there are: {_listed(names)}.")
    if plain[places[0]] in ADJUSTED:
        raise NotCloses("Adjusted closes are rewritten afterwards: they are no official closes.")
    return places[0]


def _close(names: Sequence[str], plain: list[str], instrument: Instrument) -> int:
    own = {_plain(instrument.symbol), _plain(instrument.slug), SERIES.get(instrument.slug, "")} - {""}
    return _one(names, plain, CLOSE | own, f"close of {instrument.name}")


def _one(names: Sequence[str], plain: list[str], known: set[str], what: str) -> int:
    places = [place for place, name in enumerate(plain) if name in known]
    if not places:
        raise NotCloses(f"No column is known for the {what}; there are: {_listed(names)}.")
    if len(places) > 1:
        found = _listed([names[place] for place in places])
        raise NotCloses(f"More than one column could be the {what}: {found}. Name the one to take.")
    return places[0]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(name.strip()[:40] for name in names[:20]) or "none"
