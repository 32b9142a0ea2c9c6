"""The monthly activity statement of all bookmakers: a page to print, and two CSV files."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from analytics.choices import filter_bar
from analytics.filters import Filter, read_for
from analytics.harm import words
from analytics.harm.drawing import draw
from analytics.harm.finding import MonthPoint
from analytics.harm.history import month_after, months_between
from analytics.harm.models import Circumstances
from analytics.harm.statement import TREND, Lines, Statement, months, statements
from analytics.series import last_day
from ledger.money import format_micro
from web import csv_file
from web.access import member
from web.http import page

HEADER = (
    "month", "currency", "bookmaker", "opening_balance", "deposits", "withdrawals", "staked", "came_back",
    "net_result", "other_changes", "closing_balance", "bets", "settled", "won", "lost", "undecided",
)  # fmt: skip
DAY_HEADER = ("day", "currency", "bets_settled", "staked", "came_back", "net_result")


@member
def show(request: HttpRequest) -> HttpResponse:
    """One month, the last with anything in it unless another is asked for."""
    user: Any = request.user
    asked, notices, known, month = _asked(request)
    zone = ZoneInfo(user.time_zone)
    made = statements(user, asked, zone, month)
    told = Circumstances.objects.visible_to(user).first()
    country = (told.country if told else "") or words.likely_country(user.time_zone, user.currency)
    context = {
        "asked": asked,
        "notices": notices,
        "month": month,
        "last_day": last_day(month, "month"),
        "months": known,
        "newer": next((one for one in reversed(known) if one > month), None),
        "older": next((one for one in known if one < month), None),
        "choices": [choice for choice in filter_bar(user, asked) if choice.name in ("bookmaker", "currency")],
        "statements": [(one, draw(_trend(one))) for one in made],
        "lines": words.lines_for(country)[0],
    }
    return page(request, "wellbeing/statement.html", context)


@member
def download(request: HttpRequest) -> HttpResponseBase:
    """The month as CSV: a line a bookmaker and one for all, or (by=day) a line a day."""
    user: Any = request.user
    asked, _, _, month = _asked(request)
    made = statements(user, asked, ZoneInfo(user.time_zone), month)
    is_by_day = request.GET.get("by") == "day"
    name = f"activity-{month:%Y-%m}{'-days' if is_by_day else ''}.csv"
    rows = list(_day_rows(made) if is_by_day else _rows(made))
    return csv_file.attachment(name, DAY_HEADER if is_by_day else HEADER, rows)


def _asked(request: HttpRequest) -> tuple[Filter, list[str], list[date], date]:
    user: Any = request.user
    asked, notices = read_for(user, {key: request.GET.get(key, "") for key in ("bookmaker", "currency")})
    known = months(user, asked, ZoneInfo(user.time_zone))
    text = request.GET.get("month", "")
    try:
        month = date.fromisoformat(f"{text}-01") if text else known[0]
    except ValueError:
        month = known[0]
        notices = [*notices, f"{text[:20]} is not a month; write 2026-03. The last one is shown."]
    if not date(1901, 1, 1) <= month <= date(2199, 1, 1):
        month = known[0]
    return asked, notices, known, month


def _trend(one: Statement) -> list[MonthPoint]:
    """The net result of each of the twelve months up to this one."""
    found = {point.first: point for point in one.trend}
    months_shown = months_between(month_after(one.month, 1 - TREND), one.month)
    return [
        MonthPoint(month, Decimal(found[month].profit_micro) if month in found else None, _bets(found, month))
        for month in months_shown
    ]


def _bets(found: dict[date, Any], month: date) -> int:
    return found[month].bets if month in found else 0


def _rows(made: list[Statement]) -> Iterator[tuple[csv_file.Cell, ...]]:
    for one in made:
        for lines in (one.total, *one.books):
            yield _row(one.month, lines)


def _row(month: date, lines: Lines) -> tuple[csv_file.Cell, ...]:
    f = lines.figures
    amounts = (
        lines.opening_micro, f.deposits_micro, f.withdrawals_micro, f.turnover_micro, lines.came_back_micro,
        f.profit_micro, lines.other_micro, lines.closing_micro,
    )  # fmt: skip
    told = (format_micro(micro) for micro in amounts)
    return (
        f"{month:%Y-%m}",
        lines.currency,
        lines.bookmaker,
        *told,
        f.bets,
        f.settled,
        f.won,
        f.lost,
        f.undecided,
    )


def _day_rows(made: list[Statement]) -> Iterator[tuple[csv_file.Cell, ...]]:
    for one in made:
        for day in one.days:
            amounts = (day.turnover_micro, day.turnover_micro + day.profit_micro, day.profit_micro)
            yield (day.first, one.currency, day.bets, *(format_micro(micro) for micro in amounts))
