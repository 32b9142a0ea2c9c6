"""The wallet: what a person has here, how money comes in, and how it goes out."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from treasury import depositing, hooks, qr, simulating, withdrawing
from treasury.chain.configured import current
from treasury.chain.contract import Chain, ChainError
from treasury.models import Deposit, DepositState, Withdrawal
from treasury.models.withdrawals import ENDED
from treasury.wallet import standing, standings, stops_before_an_address
from treasury.wallet_forms import SimulateForm, WithdrawForm
from web.access import member
from web.context import acting_as
from web.errors import Problem
from web.http import page
from web.ratelimit import limited

SHOWN = 20


@member
@require_http_methods(["GET", "HEAD"])
def show(request: HttpRequest) -> HttpResponse:
    """Everything on one page; the part that changes asks for itself while something is under way."""
    form = WithdrawForm(initial={"token": uuid4()})
    return page(request, "money/wallet.html", _context(request, form), partials={"wallet-live"})


@member
@require_POST
@limited("withdrawal", if_down="refuse")
def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask for a withdrawal. What is refused is said beside the field, and nothing is set aside."""
    user: Any = request.user
    form = WithdrawForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            asked = withdrawing.request(
                user=user, amount_micro=said["amount"], recipient=said["address"], token=said["token"]
            )
        except Problem as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(request, "Requested. The money is set aside; follow its steps here.")
            return redirect("money:withdrawal", asked.pk)
    with acting_as(user):
        return page(request, "money/wallet.html", _context(request, form), status=422).render()


@member
@require_http_methods(["GET", "HEAD"])
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """One withdrawal and its steps."""
    user: Any = request.user
    found = get_object_or_404(Withdrawal.objects.visible_to(user), pk=pk)
    chain = _chain()
    recipient = chain.shown(found.recipient) if chain else found.recipient
    context = {"one": found, "steps": list(found.steps.all()), "chain": chain, "recipient": recipient}
    return page(request, "money/withdrawal.html", context, partials={"withdrawal-live"})


@member
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it off while nothing is signed."""
    user: Any = request.user
    with acting_as(user):
        get_object_or_404(Withdrawal.objects.visible_to(user), pk=pk)
    try:
        withdrawing.cancel(user=user, withdrawal_id=pk)
    except Problem as problem:
        messages.warning(request, problem.message)
    else:
        messages.success(request, "Called off. The money is available again.")
    return redirect("money:withdrawal", pk)


@member
@require_POST
def simulate(request: HttpRequest) -> HttpResponse:
    """Make money arrive on the simulated network; 404 on any other."""
    if not simulating.allowed():
        raise Http404
    form = SimulateForm(request.POST)
    if form.is_valid():
        simulating.arrive(request.user, form.cleaned_data["amount"])
        messages.success(request, "It arrived. Its confirmations come with the next blocks.")
    else:
        messages.warning(request, str(form.errors["amount"][0]))
    return redirect("money:wallet")


@member
@require_POST
def simulate_blocks(request: HttpRequest) -> HttpResponse:
    """Make the blocks that simulated deposits wait for; 404 on any other network."""
    if not simulating.allowed():
        raise Http404
    simulating.make_blocks()
    return redirect("money:wallet")


def _chain() -> Chain | None:
    try:
        return current()
    except ChainError:
        return None


def _context(request: HttpRequest, form: WithdrawForm) -> dict[str, Any]:
    user: Any = request.user
    chain = _chain()
    if chain is None:
        return {"chain": None}
    stops = stops_before_an_address(user, chain.currency)
    address = "" if stops else chain.shown(depositing.deposit_address(user).address)
    deposits = list(Deposit.objects.visible_to(user)[:SHOWN])
    withdrawals = list(Withdrawal.objects.visible_to(user)[:SHOWN])
    return {
        "chain": chain,
        "standing": standing(user, chain.currency),
        "others": [each for each in standings(user) if each.currency != chain.currency and each.total_micro],
        "bank_details": settings.BANK_DETAILS,
        "bank_reference": hooks.known_bank_reference(user) if settings.BANK_DETAILS and not stops else "",
        "stops": stops,
        "address": address,
        "qr": qr.svg(address) if address else "",
        "deposits": deposits,
        "withdrawals": withdrawals,
        "used": sorted({chain.shown(one.recipient) for one in withdrawals}),
        "form": form,
        "simulate_form": SimulateForm() if simulating.allowed() else None,
        "is_moving": any(one.state in (DepositState.OBSERVED, DepositState.CONFIRMING) for one in deposits)
        or any(one.state not in ENDED for one in withdrawals),
    }
