from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from analytics import breakdowns
from analytics.choices import filter_bar
from analytics.filters import read_for
from web import tables
from web.access import member
from web.http import page
from web.templatetags.show import signed_percent


class BreakdownTable(tables.Table):
    label = tables.Text("Value", "label", is_link=True)
    currency = tables.Text("Currency", "figures.currency", is_minor=True)
    bets = tables.Number("Bets", "figures.bets")
    strike_rate = tables.Percent("Won", "figures.strike_rate", is_minor=True, help_text="Won of won and lost")
    average_odds = tables.Odds("Average odds", "figures.average_odds", is_minor=True)
    turnover = tables.Money("Turnover", "figures.turnover_micro", currency="figures.currency")
    bet_yield = tables.Percent("Yield", "figures.bet_yield", help_text="Result over turnover")
    profit = tables.Gain("Result", "figures.profit_micro", currency="figures.currency")

    caption = "Break-down"
    empty = tables.Empty("No bets fit", "Nothing in your book fits this filter. Take a part of it away.")

    def row_url(self, record: breakdowns.Line) -> str:
        """The bets of the line."""
        return f"{reverse('bets:list')}?{record.narrowed.query}"

    def render_bet_yield(self, record: breakdowns.Line, value: Decimal | None) -> Any:
        """With its sign."""
        return signed_percent(value)


@member
def breakdown(request: HttpRequest) -> HttpResponse:
    """One break-down (`by`) in full: every value with its figures, each leading to its bets."""
    name = request.GET.get("by", "")
    name = name if name in breakdowns.DIMENSIONS else next(iter(breakdowns.DIMENSIONS))
    user: Any = request.user
    zone = ZoneInfo(user.time_zone)
    asked, notices = read_for(user, request.GET)
    lines = breakdowns.by(name, user, asked, zone)
    context = {
        "asked": asked,
        "notices": notices,
        "choices": filter_bar(user, asked),
        "chosen": name,
        "meaning": breakdowns.DIMENSIONS[name].meaning,
        "title": breakdowns.DIMENSIONS[name].title,
        "dimensions": [(key, each.title) for key, each in breakdowns.DIMENSIONS.items()],
        "table": BreakdownTable(lines),
    }
    return page(request, "analytics/breakdown_page.html", context, partials={"found"})
