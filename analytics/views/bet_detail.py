from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from analytics.luck.one_bet import bet_closing
from analytics.recognised_bet import recognised_of
from analytics.sources import sources_of
from analytics.views.bets_list import badge, describe
from bets.models import Bet, Status
from imports.by_hand.forms import RemarkForm
from imports.by_hand.history import history
from imports.by_hand.remarks import remark_of
from imports.by_hand.standing import Standing, standings
from imports.models import Decision, Remark, Row
from ledger.models import Movement
from odds.matching.shown import closings_of, combined
from treasury.models import StatementLine
from web.access import member
from web.http import page

MOST_SOURCES = 500
CONCLUDED = (
    "The file has no row that settles this bet. The account went on for more than thirty days without one and its"
    " running balance is unbroken, so we conclude that it lost. A later row overrules this, and so can you."
)


@member
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One bet: its facts, how it was judged, legs, statement rows and their files, and what it posted."""
    user: Any = request.user
    bets = Bet.objects.visible_to(user).select_related(
        "bookmaker", "sport", "competition", "market_type", "account", "event"
    )
    found = standings(user, [pk])
    if found and found[0].bet.pk != pk:  # it exists as another export's bet
        return redirect("bets:detail", found[0].bet.pk)
    bet = get_object_or_404(bets, pk=pk)
    lines = list(
        StatementLine.objects.visible_to(user)
        .filter(account=bet.account_id, bet_ref=bet.ref)
        .order_by("occurred_at", "pk")
    )
    sources = list(
        Row.objects.visible_to(user)
        .filter(line__in=[line.pk for line in lines])
        .select_related("upload")
        .order_by("upload_id")[:MOST_SOURCES]
    )
    told_by = sources_of(user, bet)
    market_closings = closings_of(user, bet)
    context = {
        "bet": bet,
        "sources": told_by,
        "closing_told_by": [source for source in told_by.sources if source.telling.closing_odds],
        "closing": bet_closing(bet),
        "market_closings": market_closings,
        "market_closing_of_all": combined(market_closings, bet.legs_count),
        "title": describe(bet),
        "judged": how_judged(bet, has_lines=bool(lines), is_by_hand=found[0].is_by_hand),
        "overruled": overruled(user, found[0]),
        "standing": found[0],
        "history": history(user, bet.pk),
        **_remarks(user, bet),
        "badge": badge(bet),
        "heap": heap_of(bet),
        "recognised": recognised_of(user, bet, lines),
        "legs": bet.legs.select_related("sport").order_by("position"),
        "lines": [(line, [source for source in sources if source.line_id == line.pk]) for line in lines],
        "movements": _movements(user, bet, lines),
    }
    return page(request, "bets/detail.html", context)


def heap_of(bet: Bet) -> str:
    """Where among the bets to decide this one lies; nowhere when a file has settled it."""
    if bet.decided_at:
        return "decided"
    if bet.is_decided_by_rule:
        return "concluded"
    return "" if bet.is_settled else bet.status


def overruled(user: Any, found: Standing) -> str:
    """A sentence where a file says otherwise than the person did; nothing where they agree."""
    bet = found.bet
    if not bet.is_settled or found.is_by_hand or bet.decided_at:
        return ""
    decision = Decision.objects.visible_to(user).filter(pk=bet.pk).first()
    said = decision.outcome if decision else ""
    if found.entry and found.entry.result:
        said = found.entry.result.outcome
    if not said or said in ("open", bet.status):
        return ""
    return (
        f"You said that this bet is {Status(said).label.lower()}. A file says that it is"
        f" {bet.get_status_display().lower()}, and goes before you. What you said is in the history below."
    )


def _remarks(user: Any, bet: Bet) -> dict[str, Any]:
    said: Remark | None = remark_of(user, bet.pk)
    initial = {}
    if said:
        chance = f"{(said.probability * 100).normalize():f}" if said.probability else ""
        initial = {
            "tags": ", ".join(said.tags),
            "note": said.note,
            "confidence": said.confidence,
            "probability": chance,
        }
    return {"remark": said, "remark_form": RemarkForm(initial=initial)}


def how_judged(bet: Bet, *, has_lines: bool, is_by_hand: bool = False) -> str:
    """In one or two sentences, where the bet's state comes from."""
    if is_by_hand and not bet.decided_at:
        return "You entered this bet by hand. A file that tells it goes before you."
    if bet.decided_at:
        return "You decided this bet yourself. A later row of the bookmaker overrules you."
    if bet.is_decided_by_rule:
        return CONCLUDED
    if bet.status == Status.UNDECIDED:
        return "The file shows the stake and no row that settles it: lost, or still open. Only you can tell."
    if bet.status == Status.OPEN:
        return "The bookmaker lists this bet as running."
    if bet.is_from_lines and has_lines:
        return "Worked out from the rows of the bookmaker's statement below: what was staked, and what came back."
    return "Taken from the file as it says it: state, stake and return."


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
