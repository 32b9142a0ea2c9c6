"""What a wager would bring back as the pools stand: exact, to the micro-unit, before anybody decides."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rounds.forms import WagerForm
from rounds.live import HUNDREDTH, Live
from rounds.models import Side
from rounds.views.finding import found
from web.access import public


@dataclass(frozen=True, slots=True)
class Preview:
    """Micro-units; `odds` are what one unit brings back, the stake included, rounded down to the hundredth.

    `is_alone`: nobody has wagered on the other side, so if that were right nobody would be, and all are refunded.
    """

    side: str
    label: str
    amount_micro: int
    back_micro: int
    odds: Decimal
    currency: str
    is_alone: bool

    @property
    def profit_micro(self) -> int:
        """What would be won."""
        return self.back_micro - self.amount_micro


def preview(live: Live, side: str, amount_micro: int) -> Preview:
    """If nothing followed and the side were right."""
    back = live.pools.would_pay_micro(side, amount_micro, live.one.fee_bps)
    odds = (Decimal(back) / amount_micro).quantize(HUNDREDTH, ROUND_DOWN)
    is_alone = live.pools.total_micro == live.pools.of(side)
    return Preview(side, Side(side).label, amount_micro, back, odds, live.one.currency, is_alone)


@public
@require_safe
def show(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The part beside the form; nothing where there is no whole wager to speak of yet."""
    live = found(slug, code)
    form = WagerForm(request.GET, currency=live.one.currency)
    said = preview(live, form.cleaned_data["side"], form.cleaned_data["amount"]) if form.is_valid() else None
    wrong = (
        ""
        if said or not request.GET.get("amount")
        else " ".join(str(each) for each in form.errors.get("amount", []))
    )
    return render(request, "rounds/preview.html", {"preview": said, "wrong": wrong, "live": live})
