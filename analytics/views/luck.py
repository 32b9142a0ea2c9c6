from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from analytics import series
from analytics.charts.luck import bankroll_chart, luck_chart
from analytics.choices import filter_bar
from analytics.filters import Filter, read_for
from analytics.luck import assumptions
from analytics.luck.bankroll import Played
from analytics.luck.curve import Step
from analytics.luck.report import Report, reports
from analytics.luck.sample import to_cents
from odds.novig import METHODS
from odds.one_price import METHODS as ONE_PRICE
from web import preferences
from web.access import member
from web.csp import chart_styles
from web.figure import as_json
from web.http import page
from web.templatetags.show import money, signed_money

NOT_BY_STATE = (
    "The state was left out: bets chosen by how they ended would prove anything about skill or luck."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A report with its charts as JSON, the rows that are their tables, and what the forms say."""

    report: Report
    curve: str = ""
    rows: tuple[tuple[Step, str], ...] = ()
    fair: str = ""
    seen: str = ""
    fair_rows: tuple[tuple[Any, ...], ...] = ()
    seen_rows: tuple[tuple[Any, ...], ...] = ()
    bankroll_micro: int = 0


@member
@chart_styles
def luck(request: HttpRequest) -> HttpResponse:
    """Can the result be told from luck? The verdict, and every number that it rests on."""
    user: Any = request.user
    zone = ZoneInfo(user.time_zone)
    asked, notices = read_for(user, request.GET)
    if asked.status:
        notices.append(NOT_BY_STATE)
        asked = asked.but(status="")
    supposed, more = assumptions.read(request.GET)
    period = request.GET.get("period", "")
    found = reports(user, asked, zone, supposed, period)
    context = {
        "asked": asked,
        "notices": notices + more,
        "choices": [choice for choice in filter_bar(user, asked) if choice.name != "status"],
        "supposed": supposed,
        "kept": _pairs(supposed.query) + ([("period", period)] if period in series.PERIODS else []),
        "asked_pairs": _pairs(asked.query),
        "methods": [(name, METHODS[name].title, METHODS[name].supposes) for name in ONE_PRICE],
        "periods": list(series.PERIODS),
        "address": "&".join(part for part in (asked.query, supposed.query) if part),
        "shown": [shown(report, asked) for report in found],
        "several": len(found) > 1,
    }
    return page(request, "analytics/luck.html", context, partials={"found"})


def shown(report: Report, asked: Filter) -> Shown:
    """The report with its charts, amounts hidden where the person has asked for that."""
    told = report.told
    if told is None:
        return Shown(report)
    is_masked = preferences.current().is_masked
    signed, plain = (partial(say, currency=report.currency) for say in (signed_money, money))
    mine = asked.but(currency=report.currency, status="settled")
    links = [f"{reverse('bets:list')}?{mine.narrowed_to(step.first, step.last).query}" for step in told.steps]
    return Shown(
        report,
        curve=as_json(luck_chart(told.steps, links, say=signed, is_masked=is_masked)),
        rows=tuple(zip(told.steps, links, strict=True)),
        fair=as_json(bankroll_chart(told.as_fair, say=plain, is_masked=is_masked)),
        seen=as_json(bankroll_chart(told.as_seen, say=plain, is_masked=is_masked)),
        fair_rows=_table(told.as_fair),
        seen_rows=_table(told.as_seen),
        bankroll_micro=to_cents(told.plan.bankroll).item(),
    )


def _table(played: Played) -> tuple[tuple[Any, ...], ...]:
    """Every fourth point: bets from now, and the five percentiles in micro-units."""
    rows = zip(played.after, to_cents(played.percentiles.T).tolist(), strict=True)
    told = list(rows)
    return tuple((after, amounts) for after, amounts in told[::4])


def _pairs(query: str) -> list[tuple[str, str]]:
    """A query's names and values, for the hidden fields of a form."""
    return parse_qsl(query)
