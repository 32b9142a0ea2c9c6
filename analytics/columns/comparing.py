"""The columns of a book against its rows: what `manage.py doctor --validate` asks."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from analytics import breakdowns, figures
from analytics.columns import sums
from analytics.columns.picked import pick
from analytics.filters import Filter
from analytics.series import results, results_by_sql

TEXTS = ("team", "opponent")  # only the database tells them


def differences(user: Any) -> list[str]:
    """Where the columns and the database say different things of a person's bets; empty also for a book without
    columns. Call it inside acting_as(user).
    """
    zone, asked = ZoneInfo(user.time_zone), Filter()
    picked = pick(user, asked, zone)
    if picked is None:
        return []
    found = []
    for name, dimension in breakdowns.DIMENSIONS.items():
        if name not in TEXTS:
            kept = sums.summed(picked, dimension.columns) or []
            if _plain(kept) != _plain(figures.by_sql(user, asked, zone, *dimension.columns)):
                found.append(f"the sums by {name}")
    for currency in picked.columns.currencies:
        mine = asked.but(currency=currency)
        days = [(point.first, point.profit_micro, point.turnover_micro, point.bets)
                for point in results(user, mine, zone, currency, "day")]  # fmt: skip
        if days != results_by_sql(user, mine, zone, "day"):
            found.append(f"the results by day in {currency}")
    return found


def _plain(rows: Iterable[dict[str, Any]]) -> set[frozenset[tuple[str, Any]]]:
    return {frozenset(row.items()) for row in rows}
