"""What is read of each bet, and how: one COPY of fixed-width rows, taken apart by numpy without a loop."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db import connection
from psycopg import sql

from bets.models import Bonus, Side, Status, Structure

WORDS = tuple(tuple(kind.values) for kind in (Status, Structure, Side, Bonus))
STATUSES, STRUCTURES, SIDES, BONUSES = WORDS
EPOCH_SECONDS = 946_684_800  # PostgreSQL counts from 2000-01-01
HEADER = 19  # bytes before the first row of a binary COPY

# name, expression, width: never null, so that every row has the same length. Moments are microseconds, days are days.
FIELDS = (
    ("id", "id", 8),
    ("happened", "coalesce(settled_at, placed_at)", 8),
    ("placed", "placed_at", 8),
    ("day", "(coalesce(settled_at, placed_at) AT TIME ZONE {zone})::date", 4),
    ("hour", "extract(hour FROM placed_at AT TIME ZONE {zone})::int2", 2),
    ("weekday", "extract(isodow FROM placed_at AT TIME ZONE {zone})::int2", 2),
    ("profit", "coalesce(profit_micro, 0)", 8),
    ("turnover", "turnover_micro", 8),
    ("commission", "commission_micro", 8),
    ("odds", "coalesce((odds * 1000000)::int8, 0)", 8),
    ("stake", "coalesce(stake_micro, -1)", 8),
    ("at_risk", "coalesce(at_risk_micro, -1)", 8),
    ("bonus_stake", "bonus_stake_micro", 8),
    ("currency", "coalesce(array_position({currencies}, currency::text), 0)::int2", 2),
    ("bookmaker", "bookmaker_id", 8),
    ("sport", "coalesce(sport_id, 0)", 8),
    ("competition", "coalesce(competition_id, 0)", 8),
    ("market", "coalesce(market_type_id, 0)", 8),
    ("structure", "coalesce(array_position({structures}, structure::text), 0)::int2", 2),
    ("side", "coalesce(array_position({sides}, side::text), 0)::int2", 2),
    ("status", "coalesce(array_position({statuses}, status::text), 0)::int2", 2),
    ("bonus", "coalesce(array_position({bonuses}, bonus::text), 0)::int2", 2),
    ("legs", "legs_count::int4", 4),
    (
        "flags",
        "((is_each_way::int) + 2 * (decided_at IS NOT NULL)::int + 4 * (is_decided_by_rule::int)"
        " + 8 * (odds IS NOT NULL)::int + 16 * (CASE WHEN is_live THEN 2 WHEN NOT is_live THEN 1 ELSE 0 END))::int2",
        2,
    ),
)  # fmt: skip
ROW = np.dtype(
    [("fields", ">i2")]
    + [part for name, _, width in FIELDS for part in ((f"len_{name}", ">i4"), (name, f">i{width}"))]
)
BATCH = 200_000  # rows taken apart at a time


def read(
    owner_id: int, zone: str, currencies: Sequence[str], ids: Sequence[int] | None = None
) -> dict[str, np.ndarray]:
    """Every bet of one person (of these ids), column by column, in no order. Call it inside acting_as of that person.

    Raises ValueError when a row does not have the shape expected.
    """
    parts: list[dict[str, np.ndarray]] = []
    rest = bytearray()
    skip = HEADER
    with connection.cursor() as cursor, cursor.copy(_statement(owner_id, zone, currencies, ids)) as copy:
        for block in copy:
            rest += block
            if skip and len(rest) >= skip:
                del rest[:skip]
                skip = 0
            if not skip and len(rest) > BATCH * ROW.itemsize:
                whole = len(rest) // ROW.itemsize * ROW.itemsize - ROW.itemsize
                parts.append(_apart(rest[:whole]))
                del rest[:whole]
    parts.append(_apart(rest[: len(rest) // ROW.itemsize * ROW.itemsize]))
    if len(rest) % ROW.itemsize != 2:  # noqa: PLR2004  the end mark
        raise ValueError("A row of the copy has another length.")
    return {name: np.concatenate([part[name] for part in parts]) for name, _, _ in FIELDS}


def _statement(
    owner_id: int, zone: str, currencies: Sequence[str], ids: Sequence[int] | None
) -> sql.Composed:
    words: dict[str, Any] = {
        "zone": sql.Literal(zone),
        "currencies": _texts(currencies),
        "structures": _texts(STRUCTURES),
        "sides": _texts(SIDES),
        "statuses": _texts(STATUSES),
        "bonuses": _texts(BONUSES),
    }
    columns = sql.SQL(", ").join(sql.SQL(expression).format(**words) for _, expression, _ in FIELDS)
    some = sql.SQL("") if ids is None else sql.SQL(" AND id = ANY ({})").format(sql.Literal(list(ids)))
    return sql.SQL("COPY (SELECT {} FROM bets_bet WHERE owner_id = {}{}) TO STDOUT (FORMAT binary)").format(
        columns, sql.Literal(owner_id), some
    )


def _texts(words: Sequence[str]) -> sql.Composed:
    return sql.SQL("ARRAY[{}]::text[]").format(sql.SQL(", ").join(map(sql.Literal, words)))


def _apart(rows: bytes | bytearray) -> dict[str, np.ndarray]:
    told = np.frombuffer(bytes(rows), ROW) if rows else np.zeros(0, ROW)
    if len(told) and not (
        (told["fields"] == len(FIELDS)).all()
        and all((told[f"len_{name}"] == width).all() for name, _, width in FIELDS)
    ):
        raise ValueError("A row of the copy has another shape.")
    return {name: told[name].astype(f"=i{width}") for name, _, width in FIELDS}
