"""Bars to the table of closes: by COPY beside what is known, and one statement that adds what differs.

What a source says again of a day becomes its next revision when a price changed, or when a provisional close became the
final one. What is not told (a file without opening prices) counts as said before.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connections, transaction

from markets.files import Bar
from markets.models import Instrument

USING = "staff"
MISSING = "\\N"
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('markets.closes', %s))"
FIELDS = ("close", "adjusted_close", "open", "high", "low", "volume")
TABLE = """
DROP TABLE IF EXISTS pg_temp.markets_told;
CREATE TEMP TABLE markets_told (
    line integer, session date, close numeric(24, 10), adjusted_close numeric(24, 10), open numeric(24, 10),
    high numeric(24, 10), low numeric(24, 10), volume bigint
) ON COMMIT DROP
"""
COPY = f"COPY pg_temp.markets_told (line, session, {', '.join(FIELDS)}) FROM STDIN"
YEARS = "SELECT markets_close_years(array_agg(DISTINCT date_trunc('year', session)::date)) FROM markets_told"
# One row for each session told: what is known of it beside, with null for nothing.
BESIDE = f"""
CREATE TEMP TABLE markets_beside ON COMMIT DROP AS
SELECT t.line, t.session, {", ".join(f"coalesce(t.{name}, k.{name}) AS {name}" for name in FIELDS)},
       coalesce(k.revision, 0) AS known, coalesce(k.is_final, false) AS was_final, k.close AS former,
       ({" OR ".join(f"(t.{name} IS NOT NULL AND t.{name} IS DISTINCT FROM k.{name})" for name in FIELDS)})
       AS is_changed
  FROM markets_told t LEFT JOIN LATERAL (
        SELECT * FROM markets_close c
         WHERE c.instrument_id = %(instrument)s AND c.source = %(source)s AND c.session = t.session
         ORDER BY c.revision DESC LIMIT 1) k ON true
"""
# A provisional figure does not replace a final one.
HELD = """
SELECT line, session, former, close FROM markets_beside
 WHERE was_final AND NOT %(is_final)s AND close <> former ORDER BY line
"""
ADD = f"""
INSERT INTO markets_close (instrument_id, session, source, revision, {", ".join(FIELDS)}, is_final, published_at)
SELECT %(instrument)s, session, %(source)s, known + 1, {", ".join(FIELDS)}, %(is_final)s, %(published)s::timestamptz
  FROM markets_beside
 WHERE known = 0 OR ((is_changed OR %(is_final)s AND NOT was_final) AND NOT (was_final AND NOT %(is_final)s))
 ORDER BY session RETURNING revision
"""


class Stored:
    """How many were new, and how many became a further revision; held: line, former and told close."""

    def __init__(self, revisions: list[int], held: list[tuple[int, str, str]]) -> None:
        self.new = revisions.count(1)
        self.revised = len(revisions) - self.new
        self.held = held


def store(
    bars: list[Bar], *, instrument: Instrument, source: str, is_final: bool, published_at: object = None
) -> Stored:
    """Add what differs from what is known, in one transaction; of one day there is one bar."""
    if not bars:
        return Stored([], [])
    params: dict[str, Any] = {
        "instrument": instrument.pk,
        "source": source,
        "is_final": is_final,
        "published": published_at,
    }
    with transaction.atomic(using=USING), connections[USING].cursor() as cursor:
        cursor.execute(LOCK, [instrument.pk])
        cursor.execute("SET LOCAL jit = off")  # compiling takes longer than these statements
        cursor.execute(TABLE)
        cursor.execute("DROP TABLE IF EXISTS pg_temp.markets_beside")
        with cursor.copy(COPY) as copy:
            copy.write("".join(_lines(bars)))
        cursor.execute("ANALYZE pg_temp.markets_told")
        cursor.execute(YEARS)
        cursor.execute(BESIDE, params)
        cursor.execute(HELD, params)
        held = [
            (line, f"{former.normalize():f}", f"{told.normalize():f}") for line, _, former, told in cursor
        ]
        cursor.execute(ADD, params)
        return Stored([revision for (revision,) in cursor.fetchall()], held)


def _lines(bars: Iterable[Bar]) -> Iterable[str]:
    for bar in bars:
        prices = (bar.close, bar.adjusted_close, bar.open, bar.high, bar.low)
        texts = "\t".join(MISSING if price is None else f"{price:f}" for price in prices)
        yield f"{bar.line}\t{bar.session}\t{texts}\t{MISSING if bar.volume is None else bar.volume}\n"
