from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from analytics.choices import filter_bar
from analytics.columns.pages import ColumnWalk
from analytics.columns.picked import one_moment, pick
from analytics.figures import by_bookmaker, by_currency
from analytics.filters import read_for
from analytics.partials import asks_only_for
from bets.models import Bet
from imports.by_hand.entry import OUTCOMES
from web import keyset, tables
from web.access import member
from web.http import page
from web.keyset import Column, Sorts

SORTS = Sorts(
    {
        "placed": Column("placed_at"),
        "settled": Column("settled_at", is_nullable=True),
        "stake": Column("stake_micro", is_nullable=True),
        "odds": Column("odds", is_nullable=True),
        "profit": Column("profit_micro", is_nullable=True),
        "bookmaker": Column("bookmaker__name"),
    },
    "-placed",
)


class BetTable(tables.Table):
    choose = tables.Text("Choose", "pk")
    placed = tables.When("Placed", "placed_at", sort="placed", is_descending_first=True)
    what = tables.Text("Bet", "selection", is_link=True)
    bookmaker = tables.Text("Bookmaker", "bookmaker.name", sort="bookmaker", is_minor=True)
    odds = tables.Odds("Odds", "odds", sort="odds", is_minor=True)
    stake = tables.Money("Stake", "stake_micro", sort="stake")
    status = tables.Text("State", "status")
    profit = tables.Gain("Result", "profit_micro", sort="profit")

    caption, name = "Bets", "bet-table"
    empty = tables.Empty(
        "No bets fit",
        "Nothing in your book fits this filter. Take a part of it away.",
        "/bets/",
        "Show all bets",
    )

    def row_url(self, record: Bet) -> str:
        """The bet's own page."""
        return reverse("bets:detail", args=[record.pk])

    def render_choose(self, record: Bet, value: Any) -> Any:
        """A box of the form with the bulk actions, which stands above the table."""
        return format_html(
            '<input type="checkbox" name="bet" value="{}" form="many" aria-label="Choose {}">',
            record.pk,
            describe(record),
        )

    def render_what(self, record: Bet, value: Any) -> str:
        """The selection, and what it was about."""
        return describe(record)

    def render_status(self, record: Bet, value: Any) -> Any:
        """The state as a badge; a conclusion of ours says so."""
        return badge(record)


def describe(bet: Bet) -> str:
    """One line for a bet: selection, then event; a multi says how many legs it has."""
    if bet.legs_count > 1:
        return f"{bet.get_structure_display()} of {bet.legs_count}: {bet.selection or bet.event_name or bet.ref}"[
            :120
        ]
    return (
        " · ".join(part for part in (bet.selection, bet.event_name) if part)[:120]
        or bet.market_name
        or bet.ref
    )


def badge(bet: Bet) -> Any:
    """The bet's state as a badge."""
    label = "Lost (concluded)" if bet.is_decided_by_rule else bet.get_status_display()
    return format_html('<span class="badge is-{}">{}</span>', bet.status, label)


@member
@one_moment()
def list_bets(request: HttpRequest) -> HttpResponse:
    """All bets that fit the filter, by key pages."""
    user: Any = request.user
    zone = ZoneInfo(user.time_zone)
    asked, notices = read_for(user, request.GET)
    picked = pick(user, asked, zone)
    bets = Bet.objects.visible_to(user) if picked else asked.bets(user, zone)
    table = BetTable(
        keyset.paginate(
            bets.select_related("bookmaker"),
            request.GET,
            sorts=SORTS,
            walking=partial(ColumnWalk, picked=picked) if picked else None,
        )
    )
    context = {"asked": asked, "notices": notices, "table": table}
    if not asks_only_for(request, "bet-table"):
        totals = by_currency(by_bookmaker(user, asked, zone), with_bets_only=True)
        counted = [total for total in totals if total.bets]
        context |= {
            "choices": filter_bar(user, asked),
            "totals": counted,
            "count": sum(total.bets for total in counted),
            "outcomes": OUTCOMES,
        }
    return page(request, "bets/list.html", context, partials={"found", "bet-table"})
