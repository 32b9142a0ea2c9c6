"""Markets: daily closes of many years from the bytes of a file to the table, and the same again."""

import time
from datetime import date
from decimal import Decimal

from bench.bench_import import settle
from bench.measure import Result, Scale, measure
from markets import calendar, prices
from markets.models import Instrument

BARS = 10_000


def file_of(instrument: Instrument, *, up: Decimal = Decimal(0)) -> bytes:
    """A bar for each of the last sessions, in the layout of Yahoo's downloads."""
    sessions = calendar.sessions(instrument, date(1980, 1, 1), date(2025, 12, 31), using="staff")[-BARS:]
    lines = ["Date,Open,High,Low,Close,Adj Close,Volume"]
    for number, session in enumerate(sessions):
        close = Decimal(1000) + Decimal(number) + Decimal(number % 100) / 100 + up
        lines.append(
            f"{session.day},{close - 1},{close + 3},{close - 4},{close},{close},{number * 1_000_003}"
        )
    return "\n".join([*lines, ""]).encode()


def taken(content: bytes, instrument: Instrument, source: str) -> tuple[float, dict[str, int]]:
    """Seconds and counts of one file."""
    began = time.perf_counter()
    counts = prices.ingest(content, instrument=instrument, source=source).counts
    return time.perf_counter() - began, counts


@measure("closes_ingest_per_s", "bars/s", 10_000, better="higher")
def closes_ingest_per_s(scale: Scale) -> Result:
    """40 years of an instrument's bars, new to a table that has others; the middle of three."""
    instrument = Instrument.objects.using("staff").get(slug="nasdaq-composite")
    content = file_of(instrument)
    taken(content, instrument, "first")
    settle()
    runs = sorted(
        (taken(content, instrument, f"source-{number}") for number in (1, 2, 3)), key=lambda run: run[0]
    )
    took, counts = runs[1]
    again, nothing = taken(content, instrument, "source-1")
    changed, revised = taken(file_of(instrument, up=Decimal("0.01")), instrument, "source-1")
    if (counts["new"], nothing["unchanged"], revised["revised"]) != (BARS, BARS, BARS):
        raise RuntimeError(f"Not every bar was taken in: {counts}, {nothing}, {revised}.")
    return Result(
        BARS / took,
        f"{BARS:,} bars in {took:.2f} s; the same again {again:.2f} s; all changed {changed:.2f} s",
    )
