from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from analytics.views.bets_list import badge, describe
from bets.models import Bet
from imports.models import Row
from ledger.models import Movement
from treasury.models import StatementLine
from web.access import member
from web.http import page


@member
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One bet: its facts, legs, statement rows with the files they came from, and what it posted."""
    user: Any = request.user
    bets = Bet.objects.visible_to(user).select_related(
        "bookmaker", "sport", "competition", "market_type", "account"
    )
    bet = get_object_or_404(bets, pk=pk)
    lines = list(
        StatementLine.objects.visible_to(user)
        .filter(account=bet.account_id, bet_ref=bet.ref)
        .order_by("occurred_at", "pk")
    )
    sources = (
        Row.objects.filter(line__in=[line.pk for line in lines])
        .select_related("upload")
        .order_by("upload_id")
    )
    context = {
        "bet": bet,
        "title": describe(bet),
        "badge": badge(bet),
        "legs": bet.legs.select_related("sport").order_by("position"),
        "lines": lines,
        "sources": list(sources[:200]),
        "movements": _movements(user, bet, lines),
    }
    return page(request, "bets/detail.html", context)


def _movements(user: Any, bet: Bet, lines: list[StatementLine]) -> list[Movement]:
    """Every journal entry of the bet and of its statement rows, the reversed ones too."""
    wanted = _keys(f"bet:{bet.pk}:")
    for line in lines:
        wanted |= _keys(f"line:{line.pk}:")
    posted = Movement.objects.visible_to(user).filter(wanted)
    reversals = Movement.objects.visible_to(user).filter(reverses__in=posted.values("pk"))
    found = list(posted.select_related("debit", "credit")) + list(reversals.select_related("debit", "credit"))
    return sorted(found, key=lambda movement: (movement.effective_at, movement.pk))


def _keys(prefix: str) -> Q:
    """Keys with a prefix, as a range of the key's index (its collation is C)."""
    return Q(key__gte=prefix, key__lt=prefix[:-1] + ";")
