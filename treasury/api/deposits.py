"""What arrived."""

from datetime import datetime

from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from accounts.api_auth import ApiRequest, secured
from ledger.money import format_micro
from treasury.models import Deposit
from web.api_lists import Listed, Paged, cut
from web.keyset import Column, Sorts

router = Router(tags=["Money in and out"])
SORTS = Sorts({"observed": Column("observed_at")}, "-observed")


class DepositOut(Schema):
    """One transfer to you."""

    id: int
    chain: str = Field(description="The network it came over; bank for a bank transfer.")
    tx: str = Field(description="The transaction, or the bank's own name for the transfer.")
    address: str = Field(description="Where it was sent to: your address, or the words on the transfer.")
    sender: str
    amount: str
    currency: str
    state: str = Field(description="observed, confirming, credited, or orphaned: gone from the network.")
    confirmations: int
    confirmations_needed: int
    note: str = Field(description="What was out of the ordinary.")
    observed_at: datetime
    credited_at: datetime | None
    orphaned_at: datetime | None


@router.get("/deposits", response=Listed[DepositOut], summary="Your deposits", **secured("money:read"))
def list_deposits(request: ApiRequest, asked: Query[Paged]) -> Listed[DepositOut]:
    """What was sent to you, newest first."""
    mine = Deposit.objects.visible_to(request.caller.user).select_related("address")
    found = cut(mine, asked, sorts=SORTS)
    return Listed(items=[_deposit(each) for each in found.rows], next=found.next)


@router.get("/deposits/{deposit_id}", response=DepositOut, summary="A deposit", **secured("money:read"))
def one_deposit(request: ApiRequest, deposit_id: int) -> DepositOut:
    """How far it is."""
    mine = Deposit.objects.visible_to(request.caller.user).select_related("address")
    return _deposit(get_object_or_404(mine, pk=deposit_id))


def _deposit(one: Deposit) -> DepositOut:
    return DepositOut(
        id=one.pk,
        chain=one.chain,
        tx=one.tx_hash,
        address=one.address.address,
        sender=one.sender,
        amount=format_micro(one.amount_micro),
        currency=one.currency,
        state=one.state,
        confirmations=one.confirmations,
        confirmations_needed=one.confirmations_needed,
        note=one.alert,
        observed_at=one.observed_at,
        credited_at=one.credited_at,
        orphaned_at=one.orphaned_at,
    )
