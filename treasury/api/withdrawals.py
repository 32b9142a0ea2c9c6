"""Asking for money to be paid out, following it, and calling it off."""

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from accounts import idempotency
from accounts.api_auth import ApiRequest, once, secured
from ledger.money import format_micro
from treasury import withdrawing
from treasury.chain.configured import current
from treasury.errors import AmountInvalid, OtherCurrency
from treasury.models import Withdrawal
from treasury.wallet_forms import read_amount
from web import ratelimit
from web.api_lists import Listed, Paged, cut
from web.keyset import Column, Sorts

router = Router(tags=["Money in and out"])
SORTS = Sorts({"requested": Column("requested_at")}, "-requested")
ONCE = "betsite:withdrawal:"


class StepOut(Schema):
    """A state it came to."""

    state: str
    at: datetime
    note: str


class WithdrawalOut(Schema):
    """One payment out of your wallet."""

    id: int
    chain: str
    address: str = Field(description="Where it is paid to.")
    amount: str
    currency: str
    state: str = Field(
        description="requested, approved, signed, broadcast, confirmed; or failed, unknown, refused, cancelled."
    )
    has_ended: bool = Field(description="Nothing more will happen to it.")
    may_be_cancelled: bool
    approvals_needed: int = Field(description="How many of the staff have to say yes.")
    confirmations: int
    requested_at: datetime
    changed_at: datetime
    steps: list[StepOut] = Field(description="Oldest first.")


class WithdrawalIn(Schema):
    """How much, and where to."""

    amount: str = Field(
        max_length=40, pattern=r"^[0-9]+(\.[0-9]{1,6})?$", description="A decimal string.", examples=["12.50"]
    )
    address: str = Field(
        max_length=80, description="What is sent to a wrong address cannot be brought back.", examples=["0x…"]
    )
    currency: str = Field(
        "", max_length=8, description="Refused when it is not what is paid here; none: whatever that is."
    )


@router.get(
    "/withdrawals", response=Listed[WithdrawalOut], summary="Your withdrawals", **secured("money:read")
)
def list_withdrawals(request: ApiRequest, asked: Query[Paged]) -> Listed[WithdrawalOut]:
    """What you asked to be paid, newest first, each with its steps."""
    found = cut(_mine(request), asked, sorts=SORTS)
    return Listed(items=[_withdrawal(each) for each in found.rows], next=found.next)


@router.get(
    "/withdrawals/{withdrawal_id}",
    response=WithdrawalOut,
    summary="A withdrawal",
    **secured("money:read"),
)
def one_withdrawal(request: ApiRequest, withdrawal_id: int) -> WithdrawalOut:
    """Where it is, and how it came there."""
    return _withdrawal(get_object_or_404(_mine(request), pk=withdrawal_id))


@router.post(
    "/withdrawals",
    response={201: WithdrawalOut},
    summary="Ask for a withdrawal",
    **secured("money:write", key=True),
)
def ask(request: ApiRequest, payload: WithdrawalIn) -> HttpResponse:
    """Sets the amount aside and asks for it to be paid. What is refused (422) sets nothing aside."""
    ratelimit.check(request, "withdrawal", if_down="refuse")

    def effect() -> tuple[int, Any]:
        made = withdrawing.request(
            user=request.caller.user,
            amount_micro=_amount(payload),
            recipient=payload.address,
            token=uuid5(NAMESPACE_URL, ONCE + idempotency.key_of(request)),
        )
        return 201, _withdrawal(_mine(request).get(pk=made.pk)).model_dump(mode="json")

    return once(request, "withdrawal", effect)


@router.post(
    "/withdrawals/{withdrawal_id}/cancel",
    response=WithdrawalOut,
    summary="Call a withdrawal off",
    **secured("money:write"),
)
def cancel(request: ApiRequest, withdrawal_id: int) -> WithdrawalOut:
    """While nothing is signed (`may_be_cancelled`); the money is available again. Too late: 422."""
    found = get_object_or_404(_mine(request), pk=withdrawal_id)
    withdrawing.cancel(user=request.caller.user, withdrawal_id=found.pk)
    return _withdrawal(_mine(request).get(pk=found.pk))


def _mine(request: ApiRequest) -> Any:
    return Withdrawal.objects.visible_to(request.caller.user).prefetch_related("steps")


def _amount(payload: WithdrawalIn) -> int:
    """Micro-units. Raises OtherCurrency, AmountInvalid or ChainError."""
    currency = current().currency
    if payload.currency and payload.currency.upper() != currency:
        raise OtherCurrency(f"Withdrawals are paid in {currency}.")
    try:
        return read_amount(payload.amount)
    except ValidationError as error:
        raise AmountInvalid(error.messages[0]) from error


def _withdrawal(one: Withdrawal) -> WithdrawalOut:
    return WithdrawalOut(
        id=one.pk,
        chain=one.chain,
        address=one.recipient,
        amount=format_micro(one.amount_micro),
        currency=one.currency,
        state=one.state,
        has_ended=one.has_ended,
        may_be_cancelled=one.may_be_cancelled,
        approvals_needed=one.approvals_needed,
        confirmations=one.confirmations,
        requested_at=one.requested_at,
        changed_at=one.changed_at,
        steps=[StepOut(state=step.state, at=step.made_at, note=step.note) for step in one.steps.all()],
    )
