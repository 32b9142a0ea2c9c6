"""What the data files say: markers with their research, help lines by country, published losses. Read once."""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
BY_CURRENCY = {"AUD": "AU", "NZD": "NZ", "GBP": "GB", "USD": "US", "CAD": "CA"}
BY_ZONE = {
    "Australia/": "AU",
    "Pacific/Auckland": "NZ",
    "Pacific/Chatham": "NZ",
    "Europe/London": "GB",
    "America/Toronto": "CA",
    "America/Vancouver": "CA",
    "America/Edmonton": "CA",
    "America/Winnipeg": "CA",
    "America/Halifax": "CA",
    "America/New_York": "US",
    "America/Chicago": "US",
    "America/Denver": "US",
    "America/Los_Angeles": "US",
    "America/Phoenix": "US",
}


@dataclass(frozen=True, slots=True)
class Said:
    """Something published: a threshold (with `limit` where our figure can be compared with it) or a study's result."""

    text: str
    source: str
    sample: str
    year: int | None = None
    url: str = ""
    limit: Decimal | None = None
    compare: str = ""


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker's words. `unit` is that of the figure, `month_unit` that of the months."""

    key: str
    title: str
    unit: str
    month_unit: str
    month_label: str
    is_per_currency: bool
    definition: str
    why: str
    thresholds: tuple[Said, ...]
    studies: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Somebody to talk to; country is empty for those who are there for everybody."""

    country: str
    place: str
    name: str
    site: str
    source: str
    noted_on: date
    number: str = ""
    hours: str = ""

    @property
    def dial(self) -> str:
        """The number as a telephone dials it."""
        return self.number.replace(" ", "").replace("-", "")


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published loss: units of `currency` a year, per adult or per gambler."""

    country: str
    year: str
    amount_micro: int
    currency: str
    per: str
    what: str
    edition: str
    source: str
    is_secondary: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A published share of people or accounts."""

    country: str
    text: str
    edition: str
    source: str


@cache
def markers() -> tuple[Marker, ...]:
    """Every marker in the order of the page."""
    return tuple(_marker(dict(told)) for told in _read("markers")["marker"])


@cache
def help_lines() -> tuple[HelpLine, ...]:
    """Every line, in the order of the file."""
    told = _read("help_lines")
    return tuple(HelpLine(noted_on=told["noted_on"], **line) for line in told["line"])


@cache
def benchmarks() -> tuple[Benchmark, ...]:
    """Every published loss."""
    return tuple(
        Benchmark(amount_micro=row.pop("amount") * 1_000_000, **row)
        for row in map(dict, _read("benchmarks")["benchmark"])
    )


@cache
def shares() -> tuple[Share, ...]:
    """Published shares of accounts and customers."""
    return tuple(Share(**row) for row in _read("benchmarks")["shares"])


def countries() -> list[tuple[str, str]]:
    """(code, name) of the countries that have lines, by name."""
    return sorted(
        {(line.country, line.place) for line in help_lines() if line.country}, key=lambda pair: pair[1]
    )


def likely_country(time_zone: str, currency: str) -> str:
    """The country whose lines come first while none is chosen: by time zone, then by currency; empty when unknown."""
    for prefix, country in BY_ZONE.items():
        if time_zone.startswith(prefix):
            return country
    return BY_CURRENCY.get(currency, "")


def lines_for(country: str) -> tuple[list[HelpLine], list[HelpLine]]:
    """The lines of a country with those for everybody after them, and all the others."""
    mine = [line for line in help_lines() if line.country and line.country == country]
    everywhere = [line for line in help_lines() if not line.country]
    return mine + everywhere, [line for line in help_lines() if line.country and line.country != country]


def _marker(told: dict[str, Any]) -> Marker:
    thresholds, studies = told.pop("threshold", []), told.pop("study", [])
    return Marker(thresholds=tuple(map(_said, thresholds)), studies=tuple(map(_said, studies)), **told)


def _said(told: dict[str, Any]) -> Said:
    limit = told.get("limit")
    return Said(**{**told, "limit": None if limit is None else Decimal(limit)})


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
