from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from analytics.choices import filter_bar
from analytics.figures import IN, OUT, by_bookmaker, by_currency
from analytics.filters import Filter, read_for
from analytics.partials import asks_only_for
from ledger.models import Movement, MovementQuerySet
from web import keyset, tables
from web.access import member
from web.http import page
from web.keyset import Column, Sorts

SORTS = Sorts({"on": Column("effective_at"), "amount": Column("amount_micro")}, "-on")
LABELS = {"deposit": "Deposit", "withdrawal": "Withdrawal", "withdrawal_returned": "Withdrawal returned"}


class TransferTable(tables.Table):
    effective_at = tables.When("When", "effective_at", sort="on", is_descending_first=True)
    kind = tables.Text("What", "kind", is_link=True)
    bookmaker = tables.Text("Bookmaker", "pk", is_minor=True)
    amount = tables.SignedMoney("In or out", "amount_micro", sort="amount")

    caption, name = "Deposits and withdrawals", "transfer-table"
    empty = tables.Empty(
        "No deposits or withdrawals",
        "Your files tell of none in these days.",
        "/transfers/",
        "Show all",
        "money",
    )

    def row_url(self, record: Movement) -> str:
        """The statement row it came from."""
        line = record.key.split(":")
        return reverse("imports:line", args=[line[1]]) if line[0] == "line" and line[1].isdigit() else ""

    def render_kind(self, record: Movement, value: str) -> str:
        """Deposit or withdrawal."""
        return LABELS[value]

    def render_bookmaker(self, record: Movement, value: Any) -> str:
        """The bookmaker's side of the movement."""
        return (record.debit if record.debit.code.startswith("book:") else record.credit).name

    def render_amount(self, record: Movement, value: int) -> Any:
        """Into the bookmaker's account, or out of it."""
        is_in = record.debit.code.startswith("book:")
        return self.base_columns["amount"].show(value if is_in else -value, record)


@member
def list_transfers(request: HttpRequest) -> HttpResponse:
    """The journal's deposits and withdrawals; of the filter only days, bookmaker and currency apply."""
    user: Any = request.user
    zone = ZoneInfo(user.time_zone)
    asked, notices = read_for(user, request.GET)
    asked = Filter(asked.date_from, asked.date_to, bookmaker=asked.bookmaker, currency=asked.currency)
    rows = keyset.paginate(_transfers(user, asked, zone), request.GET, sorts=SORTS)
    context = {"asked": asked, "notices": notices, "table": TransferTable(rows)}
    if not asks_only_for(request, "transfer-table"):
        choices = [choice for choice in filter_bar(user, asked) if choice.name in ("bookmaker", "currency")]
        totals = by_currency(by_bookmaker(user, asked, zone))
        context |= {"choices": choices, "totals": [total for total in totals if total.has_cash]}
    return page(request, "analytics/transfers.html", context, partials={"found", "transfer-table"})


def _transfers(user: Any, asked: Filter, zone: ZoneInfo) -> MovementQuerySet:
    moved = Movement.objects.visible_to(user).active().filter(kind__in=IN + OUT)
    start, end = asked.span(zone)
    moved = moved.filter(effective_at__gte=start) if start else moved
    moved = moved.filter(effective_at__lt=end) if end else moved
    if asked.currency:
        moved = moved.filter(currency=asked.currency)
    if asked.bookmaker:
        code = f"book:{asked.bookmaker}"
        moved = moved.filter(debit__code=code) | moved.filter(credit__code=code)
    return moved.select_related("debit", "credit")
