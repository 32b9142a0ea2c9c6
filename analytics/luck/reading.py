"""A person's bets from the database into arrays: one packed column each, never an object a bet."""

from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db import connection

from analytics.filters import Filter
from analytics.luck.sample import DIMENSIONS, REASONS, Sample, as_backed

# column -> its SQL (bytes, by the type's own *send function) and how numpy reads them
PACKED = {
    "reason": ("int2send(reason)", ">i2"),
    "day": ("int4send(coalesce((settled_at AT TIME ZONE %s)::date - DATE '1970-01-01', 0))", ">i4"),
    "profit": ("int8send(coalesce(profit_micro, 0))", ">i8"),
    "risk": ("int8send(coalesce(at_risk_micro, 0))", ">i8"),
    "odds": ("float8send(coalesce(odds, 0)::float8)", ">f8"),
    "closing": ("float8send(coalesce(closing_odds, 0)::float8)", ">f8"),
    "legs": ("int2send(greatest(legs_count, 1)::int2)", ">i2"),
    "is_lay": ("boolsend(side = 'lay')", "?"),
    "is_live": ("boolsend(coalesce(is_live, false))", "?"),
    "sport": ("int8send(coalesce(sport_id, 0))", ">i8"),
    "competition": ("int8send(coalesce(competition_id, 0))", ">i8"),
    "market": ("int8send(coalesce(market_type_id, 0))", ">i8"),
    "type": ("int2send(CASE structure WHEN 'single' THEN 1 WHEN 'multi' THEN 2 ELSE 3 END::int2)", ">i2"),
    "bookmaker": ("int8send(bookmaker_id)", ">i8"),
}
COLUMNS = (
    "id", "currency", "status", "bonus", "structure", "side", "is_each_way", "settled_at", "profit_micro",
    "at_risk_micro", "odds", "closing_odds", "legs_count", "is_live", "sport_id", "competition_id", "market_type_id",
    "bookmaker_id",
)  # fmt: skip
READ = """
SELECT currency, {packed}
  FROM (SELECT *, CASE WHEN status = 'undecided' THEN 1 WHEN status = 'open' THEN 2 WHEN status = 'void' THEN 3
                       WHEN bonus <> 'none' THEN 4 WHEN structure = 'market' THEN 5 WHEN structure = 'system' THEN 6
                       WHEN is_each_way THEN 7
                       WHEN odds IS NULL OR odds <= 1 OR coalesce(at_risk_micro, 0) <= 0 THEN 8
                       ELSE 0 END::int2 AS reason
          FROM ({bets}) bet) bet
 GROUP BY currency
"""


def samples(user: Any, asked: Filter, zone: ZoneInfo) -> dict[str, Sample]:
    """By currency, the one with most bets first. Call it inside acting_as(user)."""
    bets, params = asked.bets(user, zone).order_by().values(*COLUMNS).query.sql_with_params()
    packed = ", ".join(
        f"string_agg({told}, ''::bytea ORDER BY settled_at, id) AS {name}"
        for name, (told, _) in PACKED.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(READ.format(packed=packed, bets=bets), [zone.key, *params])
        rows = cursor.fetchall()
    found = {row[0]: _sample(dict(zip(PACKED, row[1:], strict=True))) for row in rows}
    return dict(sorted(found.items(), key=lambda told: (-len(told[1]), told[0])))


def _sample(packed: dict[str, Any]) -> Sample:
    columns = {name: np.frombuffer(packed[name], dtype=kind) for name, (_, kind) in PACKED.items()}
    reason = columns["reason"]
    kept = reason == 0
    is_lay = columns["is_lay"][kept]
    counts = np.bincount(reason, minlength=len(REASONS) + 1)
    return Sample(
        day=columns["day"][kept].astype(np.int64),
        profit_micro=columns["profit"][kept].astype(np.int64),
        risk_micro=columns["risk"][kept].astype(np.int64),
        odds=as_backed(columns["odds"][kept].astype(np.float64), is_lay),
        closing=as_backed(columns["closing"][kept].astype(np.float64), is_lay),
        legs=columns["legs"][kept].astype(np.int32),
        is_live=columns["is_live"][kept],
        keys={name: columns[name][kept].astype(np.int64) for name in DIMENSIONS},
        left_out={name: int(counts[code]) for code, (name, _) in REASONS.items() if counts[code]},
        left_out_profit_micro=int(columns["profit"][~kept].sum()),
    )
