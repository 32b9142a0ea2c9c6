"""Placing wagers, and following one's own."""

from datetime import datetime
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from accounts import idempotency
from accounts.api_auth import ApiRequest, once, secured
from ledger.money import format_micro
from rounds import wagering
from rounds.api.rounds import found_round
from rounds.errors import AmountInvalid
from rounds.models import PaidAs, Wager
from treasury.wallet_forms import read_amount
from web import ratelimit
from web.api_lists import Listed, Paged, cut
from web.keyset import Column, Sorts

router = Router(tags=["Rounds"])
SORTS = Sorts({"placed": Column("placed_at")}, "-placed")
ONCE = "betsite:wager:"
RESULTS = {PaidAs.WIN: "won", PaidAs.STAKE: "stake_back", PaidAs.REFUND: "refunded"}


class WagerOut(Schema):
    """One of your wagers."""

    id: int
    instrument: str
    code: str = Field(description="The round's.")
    side: str
    amount: str
    currency: str
    placed_at: datetime
    round_state: str = Field(description="open, locked, settled or void.")
    result: str | None = Field(
        description="won, lost, stake_back (nobody was wrong) or refunded; null until the end."
    )
    paid: str | None = Field(
        description="What it brought back, stake included; null until the round has ended."
    )


class WagerIn(Schema):
    """On which round, which side, how much."""

    instrument: str = Field(max_length=50, examples=["nasdaq-composite"])
    code: str = Field(pattern=r"^[0-9]{8}$", description="The round's: YYYYMMDD.", examples=["20260105"])
    side: Literal["up", "down"]
    amount: str = Field(
        max_length=40, pattern=r"^[0-9]+(\.[0-9]{1,6})?$", description="A decimal string.", examples=["12.50"]
    )


class WagersAsked(Paged):
    """Which of your wagers."""

    instrument: str = Field("", max_length=50)
    code: str = Field("", max_length=8, description="Of this round alone.")


@router.post(
    "/wagers",
    response={201: WagerOut},
    summary="Place a wager",
    **secured("rounds:write", key=True),
)
def place(request: ApiRequest, payload: WagerIn) -> HttpResponse:
    """Takes the amount from your wallet and puts it into the round's pool, in one step. It cannot be taken back.
    What is refused (422) takes nothing."""
    ratelimit.check(request, "wager", if_down="refuse")

    def effect() -> tuple[int, Any]:
        on = found_round(payload.instrument, payload.code)
        made = wagering.place(
            user=request.caller.user,
            round_id=on.pk,
            side=payload.side,
            amount_micro=_amount(payload.amount),
            token=uuid5(NAMESPACE_URL, ONCE + idempotency.key_of(request)),
        )
        return 201, _wager(_mine(request).get(pk=made.pk)).model_dump(mode="json")

    return once(request, "wager", effect)


@router.get("/wagers", response=Listed[WagerOut], summary="Your wagers", **secured("rounds:read"))
def list_wagers(request: ApiRequest, asked: Query[WagersAsked]) -> Listed[WagerOut]:
    """Newest first."""
    wanted = _mine(request)
    for name, value in (("round__instrument__slug", asked.instrument), ("round__code", asked.code)):
        if value:
            wanted = wanted.filter(**{name: "" if "\0" in value else value})
    found = cut(wanted, asked, sorts=SORTS)
    return Listed(items=[_wager(each) for each in found.rows], next=found.next)


@router.get("/wagers/{wager_id}", response=WagerOut, summary="A wager", **secured("rounds:read"))
def one_wager(request: ApiRequest, wager_id: int) -> WagerOut:
    """Where it stands."""
    return _wager(get_object_or_404(_mine(request), pk=wager_id))


def _mine(request: ApiRequest) -> Any:
    mine = Wager.objects.visible_to(request.caller.user)
    return mine.select_related("round__instrument", "payout")


def _amount(text: str) -> int:
    """Micro-units. Raises AmountInvalid."""
    try:
        return read_amount(text)
    except ValidationError as error:
        raise AmountInvalid(error.messages[0]) from error


def _wager(one: Wager) -> WagerOut:
    has_ended = one.round.has_ended
    payout = getattr(one, "payout", None)
    return WagerOut(
        id=one.pk,
        instrument=one.round.instrument.slug,
        code=one.round.code,
        side=one.side,
        amount=format_micro(one.amount_micro),
        currency=one.round.currency,
        placed_at=one.placed_at,
        round_state=one.round.state,
        result=None if not has_ended else RESULTS[PaidAs(payout.paid_as)] if payout else "lost",
        paid=None if not has_ended else format_micro(payout.amount_micro if payout else 0),
    )
