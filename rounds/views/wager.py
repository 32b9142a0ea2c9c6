"""Look at a wager once more, and place it. The money moves when the second page's form is sent, once."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts import protection
from rounds import live, wagering
from rounds.forms import PlaceForm, WagerForm
from rounds.live import Live
from rounds.models import Side
from rounds.views.finding import found
from rounds.views.preview import preview
from treasury.wallet import standing
from web.access import member
from web.clock import now
from web.context import acting_as
from web.errors import Problem
from web.http import page
from web.numbers import money_text
from web.ratelimit import limited

REFUSED = "Nothing was taken from your wallet."


@member
@require_http_methods(["GET", "HEAD", "POST"])
@limited("wager", methods={"POST"}, if_down="refuse")
def place(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """GET shows what would happen, POST does it. The same token again finds the wager it made."""
    if request.method == "POST":
        return _place(request, slug, code)
    standing_now = found(slug, code)
    form = WagerForm(request.GET or None, currency=standing_now.one.currency)
    return page(request, "rounds/wager.html", _context(request, standing_now, form))


def _place(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    user: Any = request.user
    standing_now = found(slug, code)
    form = PlaceForm(request.POST, currency=standing_now.one.currency)
    if form.is_valid():
        said = form.cleaned_data
        try:
            wagering.place(
                user=user,
                round_id=standing_now.one.pk,
                side=said["side"],
                amount_micro=said["amount"],
                token=said["token"],
            )
        except Problem as problem:
            form.add_error(None, problem.message)
        else:
            live.forget(standing_now.one)
            amount = money_text(said["amount"], standing_now.one.currency)
            messages.success(request, f"Your wager of {amount} on {Side(said['side']).label} is placed.")
            return redirect("rounds:current")
    with acting_as(user):
        return page(request, "rounds/wager.html", _context(request, standing_now, form), status=422).render()


def _context(request: HttpRequest, standing_now: Live, form: WagerForm) -> dict[str, Any]:
    user: Any = request.user
    one = standing_now.one
    wallet = standing(user, one.currency)
    context: dict[str, Any] = {
        "live": standing_now,
        "form": form,
        "wallet": wallet,
        "server_now": live.milliseconds(now()),
        "takes_wagers": live.takes_wagers(one, now()),
        "stops": [],
    }
    side, amount = _said(form)
    if amount is None or side is None:
        return context
    stops = protection.problems(
        user, protection.Act.WAGER, amount_micro=amount, currency=one.currency, at=now()
    )
    token = form.cleaned_data.get("token") or uuid4()
    return context | {
        "preview": preview(standing_now, side, amount),
        "after_micro": wallet.available_micro - amount,
        "is_covered": wallet.available_micro >= amount,
        "stops": stops if not form.non_field_errors() else [],
        "token": token,
        "amount_text": str(form["amount"].value()),
    }


def _said(form: WagerForm) -> tuple[str | None, int | None]:
    """The side and the amount that were said, as far as they can be read."""
    if not form.is_bound:
        return None, None
    form.is_valid()
    return form.cleaned_data.get("side"), form.cleaned_data.get("amount")
