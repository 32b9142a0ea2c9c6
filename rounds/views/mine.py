"""A person's wagers in all rounds: what they put on, what came back."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from rounds.models import Wager, WagerQuerySet
from rounds.tables import ENDED, STATE_NAMES, STATES, WAGER_SORTS, WagerTable, with_profit
from web import keyset
from web.access import member
from web.http import page
from web.tables import Empty


@dataclass(frozen=True, slots=True)
class Summed:
    """The wagers of one currency that are decided, micro-units, and how many still run."""

    currency: str
    decided: int
    running: int
    staked_micro: int
    profit_micro: int


@member
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Newest first; `state` leaves some of them."""
    mine = with_profit(Wager.objects.visible_to(request.user))
    state = request.GET.get("state", "")
    chosen = mine.filter(STATES[state]) if state in STATES else mine
    rows = keyset.paginate(
        chosen.select_related("round__instrument", "payout"), request.GET, sorts=WAGER_SORTS
    )
    empty = Empty("No wagers here", "None of your wagers is in this state.", icon="rounds")
    if state not in STATES:
        empty = Empty(
            "No wagers yet", "You have put nothing on a round.", "/rounds/", "See the round", icon="rounds"
        )
    context: dict[str, Any] = {
        "table": WagerTable(rows, empty=empty),
        "sums": sums(mine),
        "states": STATE_NAMES,
        "state": state if state in STATES else "",
    }
    return page(request, "rounds/wagers.html", context, partials={"wager-table"})


def sums(wagers: WagerQuerySet) -> list[Summed]:
    """What all wagers came to, each currency for itself. Within the reader's transaction."""
    found = (
        wagers.order_by()
        .values("round__currency")
        .annotate(
            decided=Count("pk", filter=ENDED),
            running=Count("pk", filter=~Q(ENDED)),
            staked=Sum("amount_micro", filter=ENDED, default=0),
            profit=Sum("profit_micro", default=0),
        )
        .order_by("round__currency")
    )
    return [
        Summed(row["round__currency"], row["decided"], row["running"], int(row["staked"]), int(row["profit"]))
        for row in found
    ]
