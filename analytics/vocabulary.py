"""The measures that need more than sums: the middle odds, the closing price, the bankroll, time spent, multis.

One dictionary by currency each; the pure functions of analytics.measures say the same of a list of bets. Call all of it
inside acting_as(user).
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Avg, Count, F, Q, Sum

from analytics.figures import IN, OUT
from analytics.filters import Filter
from analytics.measures import GAP, LEAD, SIX_PLACES, average, bankroll, expected_loss
from bets.models import Bonus, Side, Status, Structure
from ledger.models import Movement

MARGIN = Decimal("0.05")  # what a bookmaker keeps of a typical single price
MIDDLE = """
SELECT currency, percentile_disc(0.5) WITHIN GROUP (ORDER BY odds),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY odds DESC)
  FROM ({bets}) bet WHERE odds IS NOT NULL GROUP BY currency
"""
SITTINGS = """
WITH step AS (SELECT currency, placed_at - lag(placed_at) OVER (PARTITION BY currency ORDER BY placed_at) AS gap
                FROM ({bets}) bet)
SELECT currency, count(*) FILTER (WHERE gap IS NULL OR gap > %s),
       coalesce(sum(gap) FILTER (WHERE gap <= %s), interval '0')
  FROM step GROUP BY currency
"""


@dataclass(frozen=True, slots=True)
class Closing:
    """Price CLV: the mean over `bets` of `of` that could have one; None where no closing odds are known."""

    mean: Decimal | None
    bets: int
    of: int


@dataclass(frozen=True, slots=True)
class Sittings:
    """How often the person sat down to bet, and how long that was together."""

    count: int
    length: timedelta

    @property
    def hours(self) -> Decimal:
        """Hours to two places."""
        return average(Decimal(int(self.length.total_seconds())), 3600) or Decimal(0)


@dataclass(frozen=True, slots=True)
class Multis:
    """What multis came to, and what the same turnover is expected to lose as multis and as singles (micro-units)."""

    bets: int
    turnover_micro: int
    profit_micro: int
    as_multis_micro: int
    as_singles_micro: int

    @property
    def cost_micro(self) -> int:
        """What they cost against singles at fair odds, which on average come out even: above zero is a cost."""
        return -self.profit_micro

    @property
    def extra_micro(self) -> int:
        """What being multis is expected to cost on top of the singles' own margin."""
        return self.as_multis_micro - self.as_singles_micro


@dataclass(frozen=True, slots=True)
class Purse:
    """Own against bonus money: bets, stakes (bonus stakes come back to nobody) and results, micro-units."""

    own_bets: int
    own_profit_micro: int
    bonus_bets: int
    bonus_stake_micro: int
    bonus_profit_micro: int


def median_odds(user: Any, asked: Filter, zone: ZoneInfo) -> dict[str, Decimal]:
    """The middle odds of settled bets that tell them, to two places."""
    rows = _ask(MIDDLE, asked.bets(user, zone).settled().values("currency", "odds"))
    return {currency: average(low + high, 2) or Decimal(0) for currency, low, high in rows}


def closing(user: Any, asked: Filter, zone: ZoneInfo) -> dict[str, Closing]:
    """Odds taken over closing odds, less 1, of back bets that stood and were placed before the event."""
    fit = Q(side=Side.BACK, odds__isnull=False) & ~Q(status=Status.VOID) & ~Q(is_live=True)
    known = fit & Q(closing_odds__gt=1)
    rows = (
        asked.bets(user, zone)
        .values("currency")
        .annotate(
            mean=Avg(F("odds") / F("closing_odds") - 1, filter=known),
            known=Count("pk", filter=known),
            fit=Count("pk", filter=fit),
        )
        .order_by()
    )
    return {
        row["currency"]: Closing(
            None if row["mean"] is None else row["mean"].quantize(SIX_PLACES), row["known"], row["fit"]
        )
        for row in rows
    }


def bankrolls(user: Any, asked: Filter, zone: ZoneInfo) -> dict[str, int]:
    """The most put in on balance up to the last day asked for; nothing where the filter asks for some bets only."""
    if asked.has_bet_terms:
        return {}
    _, end = asked.span(zone)
    moved = Movement.objects.visible_to(user).active().filter(kind__in=IN + OUT)
    moved = moved.filter(effective_at__lt=end) if end else moved
    if asked.currency:
        moved = moved.filter(currency=asked.currency)
    if asked.bookmaker:
        code = f"book:{asked.bookmaker}"
        moved = moved.filter(debit__code=code) | moved.filter(credit__code=code)
    flows: dict[str, list[int]] = {}
    rows = moved.order_by("effective_at", "pk").values_list("currency", "debit__code", "amount_micro")
    for currency, code, micro in rows:
        flows.setdefault(currency, []).append(micro if code.startswith("book:") else -micro)
    return {currency: bankroll(told) for currency, told in flows.items()}


def sat(user: Any, asked: Filter, zone: ZoneInfo) -> dict[str, Sittings]:
    """Sittings by the gaps between the moments of placing."""
    rows = _ask(SITTINGS, asked.bets(user, zone).values("currency", "placed_at"), GAP, GAP)
    return {currency: Sittings(count, within + count * LEAD) for currency, count, within in rows}


def multis(user: Any, asked: Filter, zone: ZoneInfo) -> dict[str, Multis]:
    """Settled multis of two legs and more, of own money: a bonus stake costs nothing and cannot be put on a single."""
    rows = (
        asked.bets(user, zone)
        .settled()
        .filter(structure=Structure.MULTI, legs_count__gt=1, bonus=Bonus.NONE)
        .values("currency", "legs_count")
        .annotate(bets=Count("pk"), turnover=Sum("turnover_micro"), profit=Sum("profit_micro"))
        .order_by()
    )
    found: dict[str, Multis] = {}
    for row in rows:
        known = found.get(row["currency"]) or Multis(0, 0, 0, 0, 0)
        turnover = int(row["turnover"])
        found[row["currency"]] = Multis(
            known.bets + row["bets"],
            known.turnover_micro + turnover,
            known.profit_micro + int(row["profit"]),
            known.as_multis_micro + expected_loss(turnover, row["legs_count"], MARGIN),
            known.as_singles_micro + expected_loss(turnover, 1, MARGIN),
        )
    return found


def purses(user: Any, asked: Filter, zone: ZoneInfo) -> dict[str, Purse]:
    """Settled bets of own money and of bonus money."""
    own, bonus = Q(bonus=Bonus.NONE), ~Q(bonus=Bonus.NONE)
    rows = (
        asked.bets(user, zone)
        .settled()
        .values("currency")
        .annotate(
            own_bets=Count("pk", filter=own),
            own=Sum("profit_micro", filter=own, default=0),
            bonus_bets=Count("pk", filter=bonus),
            staked=Sum("bonus_stake_micro", filter=bonus, default=0),
            made=Sum("profit_micro", filter=bonus, default=0),
        )
        .order_by()
    )
    return {
        row["currency"]: Purse(
            row["own_bets"], int(row["own"]), row["bonus_bets"], int(row["staked"]), int(row["made"])
        )
        for row in rows
    }


def _ask(statement: str, bets: Any, *more: Any) -> list[tuple[Any, ...]]:
    sql, params = bets.order_by().query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(statement.format(bets=sql), [*params, *more])
        return list(cursor.fetchall())
