"""What anybody needs to re-compute an ended round: its rules, its wagers without people, its part of the journal.

The lines of the journal are chained in the order of their numbers: head = sha256(head before + line), where a line is
the movement's fields with a tab between and a line feed at the end, and the first head is the hash of the format's name
and the round's. The same stands in static/rounds/recompute_round.py, which needs nothing of Betsite but these files.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db import connections

from rounds.models import Round

FORMAT = "betsite-round-1"
WAGERS = "SELECT wager, side, amount_micro, paid_micro, placed_at FROM rounds_inputs(%s)"
JOURNAL = """
SELECT id, key, kind, amount_micro, currency, effective_at, from_pool, into_pool, leaf, block
  FROM rounds_sealed_journal(%s)
"""
SEALED = "SELECT min(leaf), max(leaf), min(block), max(block), count(leaf), count(*) FROM rounds_sealed_journal(%s)"
WAGER_COLUMNS = ("wager", "side", "amount_micro", "paid_micro", "placed_at")
JOURNAL_COLUMNS = (
    "id", "key", "kind", "amount_micro", "currency", "effective_at", "from_pool", "into_pool", "leaf", "block",
)  # fmt: skip
CHAINED = 8  # so many of them are in the line; what the site's chain adds later changes no head
AT_ONCE = 5000
FACTS = (
    "code", "session", "currency", "decimals", "state", "outcome", "is_forced", "void_reason", "reference_session",
    "reference_close", "close", "close_is_final", "fee_bps", "quorum", "tolerance", "needs_final", "up_micro",
    "down_micro", "fee_micro", "wager_count", "opened_at", "locks_at", "closes_at", "settle_due_at", "void_at",
    "ended_at", "settlement_key",
)  # fmt: skip
# What is read at once for the head that a page shows; of a larger round it stands at the end of its file.
SHOWN_UP_TO = 20_000


@dataclass(frozen=True, slots=True)
class Sealed:
    """The numbers that the site's hash chain gave a round's movements; None where it has not come to them yet."""

    first_leaf: int | None
    last_leaf: int | None
    first_block: int | None
    last_block: int | None
    sealed: int
    movements: int


def facts(one: Round) -> dict[str, Any]:
    """What the round was played by and how it ended: names and plain values. Closes are decimal texts."""
    found = {"format": FORMAT, "instrument": one.instrument.slug}
    return found | {name: plain(getattr(one, name)) for name in FACTS}


def wagers(one: Round) -> Iterator[tuple[Any, ...]]:
    """WAGER_COLUMNS of each wager of an ended round, lowest number first; micro-units."""
    return _rows(WAGERS, one)


def journal(one: Round) -> Iterator[tuple[Any, ...]]:
    """JOURNAL_COLUMNS of each movement of an ended round's pools, in their order; micro-units."""
    return _rows(JOURNAL, one)


def sealed(one: Round) -> Sealed:
    """Where the round stands in the site's own hash chain; once everything is sealed it stays, and is kept."""
    key = f"rounds:sealed:{one.pk}:{one.settlement_key}"
    known: Sealed | None = cache.get(key)
    if known is None:
        with connections["default"].cursor() as cursor:
            cursor.execute(SEALED, [one.pk])
            known = Sealed(*cursor.fetchone())
        if known.sealed == known.movements:
            cache.set(key, known, timeout=None)
    return known


def plain(value: Any) -> Any:
    """A value as JSON and CSV have it: times in UTC to the microsecond, decimals as they are written."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, (date, Decimal)):
        return str(value)
    return value


class Chain:
    """The journal's head, line by line."""

    def __init__(self, one: Round) -> None:
        self.head = sha256(f"{FORMAT}\n{one.instrument.slug}/{one.code}\n".encode()).digest()

    def add(self, row: Iterable[Any]) -> None:
        """The next movement, its values plain."""
        line = "\t".join(str(value) for value in tuple(row)[:CHAINED])
        self.head = sha256(self.head + line.encode() + b"\n").digest()


def head_of(one: Round) -> str:
    """The journal's head of an ended round, in hexadecimal digits. It never changes, so it is kept."""
    known = cache.get(_key(one))
    if known is None:
        chain = Chain(one)
        for row in journal(one):
            chain.add(row)
        known = _keep(one, chain)
    return str(known)


def shown_head(one: Round) -> str:
    """The head, or nothing of a round so large that nobody should wait for it."""
    if (one.wager_count or 0) <= SHOWN_UP_TO:
        return head_of(one)
    return cache.get(_key(one), "")


def json_parts(one: Round) -> Iterator[str]:
    """Everything in one JSON document, some at a time: facts, wagers, journal, and its head."""
    yield '{"round": ' + json.dumps(facts(one)) + ',\n"wagers": [\n'
    yield from _joined(wagers(one))
    yield '\n],\n"journal": [\n'
    chain = Chain(one)
    yield from _joined(_followed(journal(one), chain))
    yield '\n],\n"journal_head": "' + _keep(one, chain) + '"}\n'


def fact_rows(one: Round) -> Iterator[tuple[str, Any]]:
    """The facts and the head, a name and a value a row."""
    yield from facts(one).items()
    yield "journal_head", head_of(one)


def _followed(rows: Iterator[tuple[Any, ...]], chain: Chain) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        chain.add(row)
        yield row


def _joined(rows: Iterator[tuple[Any, ...]]) -> Iterator[str]:
    before = ""
    for row in rows:
        yield before + json.dumps(row, separators=(",", ":"))
        before = ",\n"


def _rows(statement: str, one: Round) -> Iterator[tuple[Any, ...]]:
    """Read through a cursor of the server, so that a round of a million wagers fits into little memory."""
    with connections["default"].chunked_cursor() as cursor:
        cursor.execute(statement, [one.pk])
        while rows := cursor.fetchmany(AT_ONCE):
            for row in rows:
                yield tuple(plain(value) for value in row)


def _key(one: Round) -> str:
    return f"rounds:journal-head:{one.pk}:{one.settlement_key}"


def _keep(one: Round, chain: Chain) -> str:
    head = chain.head.hex()
    cache.set(_key(one), head, timeout=None)
    return head
