"""The button on an edge's page that enters all its bets."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from analytics import edge_bets
from edges import stakes, taking
from edges.staking_limits import own_rules
from imports.by_hand.entry import EntryWrong
from web.access import member
from web.context import acting_as


@member
@require_POST
def enter_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Taken, entered and linked by one click, at the stakes that the page showed."""
    user: Any = request.user
    with acting_as(user):
        wish = stakes.read(request.POST.dict(), own_rules(user).rules)
    if wish.notices:
        raise edge_bets.NothingToEnter(f"{wish.notices[0].partition(':')[0]}. Nothing was entered.")
    tags = taking.read_tags(request.POST.get("tags", ""))
    try:
        made, beyond = edge_bets.enter_all(
            user=user, edge_id=pk, wish=wish, tags=tags, shown=request.POST.get("shown", "")
        )
    except EntryWrong as wrong:
        messages.error(request, str(wrong))
        return redirect("edges:detail", pk)
    if made:
        bets = "Its bet was" if len(made) == 1 else f"Its {len(made)} bets were"
        messages.success(
            request, f"Taken. {bets} entered and linked: change on its page what was accepted otherwise."
        )
    else:
        messages.info(request, "Its bets were entered before.")
    for sentence in beyond:
        messages.warning(request, f"It goes beyond what you set yourself. {sentence}")
    return redirect("edges:detail", pk)
