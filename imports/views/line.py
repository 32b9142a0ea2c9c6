"""One statement line: what it says, which files told it, what it posted."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from bets.models import Bet
from imports.models import Row
from ledger.models import Movement
from treasury.models import StatementLine
from web.access import member
from web.http import page

MOST = 100


@member
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """The row behind a figure."""
    user: Any = request.user
    found = get_object_or_404(StatementLine.objects.visible_to(user).select_related("account"), pk=pk)
    bet = Bet.objects.visible_to(user).filter(account=found.account_id, ref=found.bet_ref or "").first()
    rows = Row.objects.visible_to(user).filter(line=found).select_related("upload").order_by("-upload_id")
    context = {
        "line": found,
        "bet": bet,
        "rows": rows[:MOST],
        "movements": _movements(user, found),
    }
    return page(request, "imports/line.html", context)


def _movements(user: Any, found: StatementLine) -> list[Movement]:
    """Everything it posted, reversals beside what they reverse."""
    first, behind = f"line:{found.pk}:", f"line:{found.pk};"  # the keys in between, by the index
    posted = Movement.objects.visible_to(user).filter(key__gte=first, key__lt=behind)
    both = list(posted.select_related("debit", "credit"))
    reversed_ = Movement.objects.visible_to(user).filter(reverses__in=[movement.pk for movement in both])
    return sorted([*both, *reversed_.select_related("debit", "credit")], key=lambda movement: movement.pk)
