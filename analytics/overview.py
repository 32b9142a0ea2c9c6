"""All that the overview shows, put together for one filter. Call everything here inside acting_as(user)."""

from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from analytics import breakdowns, series
from analytics.charts.profit import cash_chart, profit_chart
from analytics.columns import order
from analytics.columns.picked import pick
from analytics.filters import Filter
from analytics.standing import balances_after
from analytics.swings import Swings
from analytics.truth import Truth
from bets.models import Bet
from web import preferences
from web.figure import as_json
from web.templatetags.show import money, signed_money

MOST_LINES, MOST_BETS = 8, 5
SHOWN = ("sport", "competition", "market", "type")  # bookmakers have a table of their own


@dataclass(frozen=True, slots=True)
class Picture:
    """The charts of one currency, as JSON, with the rows that are their tables."""

    story: Truth
    swings: Swings
    period: str
    rows: list[tuple[series.Point, int, str]]
    profit: str
    flows: list[tuple[series.CashPoint, str, int | None]]
    cash: str

    @property
    def currency(self) -> str:
        """The currency all of it is in."""
        return self.story.figures.currency


@dataclass(frozen=True, slots=True)
class Group:
    """Something of one currency: `currency` is empty where there is but one, and nothing need be said."""

    currency: str
    rows: list[Any]


def picture(user: Any, asked: Filter, zone: ZoneInfo, story: Truth, swings: Swings, wanted: str) -> Picture:
    """Results and, where they can be told, deposits and withdrawals by period; a fitting period unless `wanted`."""
    currency = story.figures.currency
    mine = asked.but(currency=currency)
    period = wanted if wanted in series.PERIODS else series.fitting_period(story.first, story.last)
    points = series.results(user, mine, zone, currency, period)
    flows = _flows(user, mine, zone, currency, period, points) if story.has_cash else []
    balances = _balances(user, mine, zone, currency, period, flows)
    links = [_link("bets:list", mine.but(status=asked.status or "settled"), point) for point in points]
    transfers = [_link("overview:transfers", mine, point) for point in flows]
    signed, plain = (partial(say, currency=currency) for say in (signed_money, money))
    is_masked = preferences.current().is_masked
    cash = cash_chart(flows, transfers, balances, say=plain, period=period, is_masked=is_masked)
    return Picture(
        story=story,
        swings=swings,
        period=period,
        rows=list(zip(points, series.cumulative(points), links, strict=True)),
        profit=as_json(profit_chart(points, links, say=signed, period=period, is_masked=is_masked)),
        flows=list(zip_longest(flows, transfers, balances)),
        cash=as_json(cash) if flows else "",
    )


def _balances(
    user: Any, asked: Filter, zone: ZoneInfo, currency: str, period: str, flows: list[series.CashPoint]
) -> list[int]:
    """What lay with bookmakers at the end of each period; nothing for more days than a page should wait for."""
    if period == "day" and len(flows) > series.MOST_DAYS:
        return []
    ends = [point.last if not asked.date_to else min(point.last, asked.date_to) for point in flows]
    return balances_after(user, currency, ends, zone, bookmaker=asked.bookmaker)


def _flows(
    user: Any, asked: Filter, zone: ZoneInfo, currency: str, period: str, points: list[series.Point]
) -> list[series.CashPoint]:
    """Deposits and withdrawals by period, and periods with results alone, in which the balance moved too."""
    moved = {flow.first: flow for flow in series.cash(user, asked, zone, currency, period)}
    for point in points:
        moved.setdefault(point.first, series.CashPoint(point.first, point.last, 0, 0))
    return [moved[first] for first in sorted(moved)]


def broken_down(user: Any, asked: Filter, zone: ZoneInfo, stories: list[Truth]) -> list[dict[str, Any]]:
    """Each dimension's largest lines by currency, with the width of their bars in percent of the largest result."""
    made = []
    for name in SHOWN:
        lines = breakdowns.by(name, user, asked, zone)
        groups = [
            Group(currency, _with_bars([line for line in lines if line.figures.currency == currency]))
            for currency in _currencies(stories)
        ]
        title = breakdowns.DIMENSIONS[name].title
        made.append({"name": name, "title": title, "groups": _named(groups), "count": len(lines)})
    return made


def extremes(user: Any, asked: Filter, zone: ZoneInfo, stories: list[Truth], *, is_best: bool) -> list[Group]:
    """The bets that won (lost) most, by currency."""
    most = MOST_BETS if len(stories) == 1 else MOST_BETS - 2
    return _named(
        [
            Group(currency, _most(user, asked, zone, currency, most, is_best=is_best))
            for currency in _currencies(stories)
        ]
    )


def _most(user: Any, asked: Filter, zone: ZoneInfo, currency: str, most: int, *, is_best: bool) -> list[Bet]:
    """The bets of one currency that won (lost) most, the first of equal ones first."""
    if picked := pick(user, asked, zone):
        ids = order.largest(picked, currency, most, is_best=is_best)
        found = Bet.objects.visible_to(user).select_related("bookmaker").in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]
    rank, bound = ("-profit_micro", "profit_micro__gt") if is_best else ("profit_micro", "profit_micro__lt")
    bets = asked.bets(user, zone).settled().filter(**{bound: 0}).select_related("bookmaker")
    return list(bets.filter(currency=currency).order_by(rank, "pk")[:most])


def _link(page: str, asked: Filter, point: series.Point | series.CashPoint) -> str:
    """What lies behind a period, as far as the filter reaches."""
    return f"{reverse(page)}?{asked.narrowed_to(point.first, point.last).query}"


def _currencies(stories: list[Truth]) -> list[str]:
    return [story.figures.currency for story in stories]


def _named(groups: list[Group]) -> list[Group]:
    """Groups with something in them; a single one needs no name."""
    return groups if len(groups) > 1 else [Group("", group.rows) for group in groups]


def _with_bars(lines: list[breakdowns.Line]) -> list[tuple[breakdowns.Line, int]]:
    most = max((abs(line.figures.profit_micro) for line in lines), default=0)
    return [(line, _width(abs(line.figures.profit_micro), most)) for line in lines[:MOST_LINES]]


def _width(size: int, most: int) -> int:
    return max(1, 100 * size // most) if size else 0
