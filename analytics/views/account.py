from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from analytics.reconciled import picture
from ledger.models import Account
from ledger.statement import Position, StatementPage, position_text, read_position, statement
from treasury.statements import with_lines
from web.access import member
from web.http import page

OLDEST: Position = (datetime(1900, 1, 1, tzinfo=UTC), 0)


@member
def account_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """One account's movements with the balance after each, newest first, by key pages."""
    user: Any = request.user
    account = get_object_or_404(Account.objects.visible_to(user), pk=pk)
    shown = _asked(request, account, ZoneInfo(user.time_zone))
    context = {
        "account": account,
        "entries": with_lines(user, shown.rows),
        "newer": position_text(shown.rows[0].position) if shown.rows and shown.has_newer else "",
        "older": position_text(shown.rows[-1].position) if shown.rows and shown.has_older else "",
        "on": request.GET.get("on", ""),
        "picture": picture(user, account) if account.code.startswith("book:") else None,
    }
    return page(request, "money/account.html", context, partials={"statement"})


def _asked(request: HttpRequest, account: Account, zone: ZoneInfo) -> StatementPage:
    """The page the address asks for; the newest one when it asks for nothing that exists."""
    before, after = read_position(request.GET.get("before", "")), read_position(request.GET.get("after", ""))
    if request.GET.get("at") == "last":
        after = OLDEST
    if moment := _end_of_day(request.GET.get("on", ""), zone):
        before = (moment, 0)
    shown = statement(account, after=after) if after else statement(account, before=before)
    return shown if shown.rows else statement(account)


def _end_of_day(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text) + timedelta(days=1), time.min, zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
