"""A person's bets from the database into arrays: one packed column each, never an object a bet.

All columns are packed in one pass over the rows, so that the same place in each is the same bet. Currencies are told
apart by the account, and the order is made here: sorting costs the database ten times as much.
"""

from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from analytics.filters import Filter
from analytics.luck.sample import DIMENSIONS, REASONS, Sample, as_backed
from ledger.models import Account

Column = NDArray[Any]
# The closing odds are those that a file told, else those of the market (odds.BetClosing).
# column -> its SQL (bytes, by the type's own *send function) and how numpy reads them
PACKED = {
    "id": ("int8send(id)", ">i8"),
    "account": ("int8send(account_id)", ">i8"),
    "settled": ("timestamptz_send(coalesce(settled_at, placed_at))", ">i8"),
    "reason": ("int2send(reason)", ">i2"),
    "day": ("int4send(coalesce((settled_at AT TIME ZONE %s)::date - DATE '1970-01-01', 0))", ">i4"),
    "profit": ("int8send(coalesce(profit_micro, 0))", ">i8"),
    "risk": ("int8send(coalesce(at_risk_micro, 0))", ">i8"),
    "odds": ("float8send(coalesce(odds::float8, 0))", ">f8"),
    "closing": ("float8send(coalesce(closing_odds::float8, market_closing::float8, 0))", ">f8"),
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
    "id", "account_id", "status", "bonus", "structure", "side", "is_each_way", "placed_at", "settled_at",
    "profit_micro", "at_risk_micro", "odds", "closing_odds", "legs_count", "is_live", "sport_id", "competition_id",
    "market_type_id", "bookmaker_id",
)  # fmt: skip
READ = """
SELECT {packed}
  FROM (SELECT *, CASE WHEN status = 'undecided' THEN 1 WHEN status = 'open' THEN 2 WHEN status = 'void' THEN 3
                       WHEN bonus <> 'none' THEN 4 WHEN structure = 'market' THEN 5 WHEN structure = 'system' THEN 6
                       WHEN is_each_way THEN 7
                       WHEN odds IS NULL OR odds <= 1 OR coalesce(at_risk_micro, 0) <= 0 THEN 8
                       ELSE 0 END::int2 AS reason
          FROM ({bets}) told
          LEFT JOIN (SELECT m.bet_id, c.net_odds AS market_closing
                       FROM odds_betclosing m JOIN odds_closing c ON c.id = m.closing_id
                      WHERE m.leg_id IS NULL AND m.is_confirmed) market ON market.bet_id = told.id) bet
"""


def samples(user: Any, asked: Filter, zone: ZoneInfo) -> dict[str, Sample]:
    """By currency, the one with most bets first. Call it inside acting_as(user)."""
    bets, params = asked.bets(user, zone).order_by().values(*COLUMNS).query.sql_with_params()
    packed = ", ".join(f"string_agg({told}, ''::bytea) AS {name}" for name, (told, _) in PACKED.items())
    with connection.cursor() as cursor:
        cursor.execute(READ.format(packed=packed, bets=bets), [zone.key, *params])
        row = cursor.fetchone()
    if row[0] is None:
        return {}
    columns = {
        name: np.frombuffer(told, dtype=kind)
        for told, (name, (_, kind)) in zip(row, PACKED.items(), strict=True)
    }
    # A clock set back over midnight tells a later moment an earlier day: days come first, so that none is cut in two.
    order = np.lexsort((columns["id"], columns["settled"], columns["day"]))
    columns = {name: column[order] for name, column in columns.items()}
    found = {
        currency: _sample({name: column[mine] for name, column in columns.items()})
        for currency, mine in _by_currency(user, columns["account"])
    }
    return dict(sorted(found.items(), key=lambda told: (-len(told[1]), told[0])))


def _by_currency(user: Any, account: Column) -> list[tuple[str, Column]]:
    """Each currency and where its bets are."""
    known = Account.objects.visible_to(user).filter(pk__in=np.unique(account).tolist())
    accounts: dict[str, list[int]] = {}
    for pk, currency in known.values_list("pk", "currency"):
        accounts.setdefault(currency, []).append(pk)
    return [(currency, np.isin(account, pks)) for currency, pks in accounts.items()]


def _sample(columns: dict[str, Column]) -> Sample:
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
