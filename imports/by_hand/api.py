"""The API of bets by hand: enter, settle, cash out, void, edit, copy, tag, throw away, bring back, history.

Every write takes an Idempotency-Key; amounts and odds are decimal strings, odds decimal, shares fractions (0.05 is five
percent), times with their offset.
"""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Field, Router, Schema
from pydantic import AwareDatetime, StringConstraints

from accounts.api_auth import ApiRequest, once, secured
from bets.models import Bet
from imports.by_hand import remarks, trash, verbs
from imports.by_hand.entry import Entry, EntryWrong, Leg, Result
from imports.by_hand.errors import HandRefused, NoSuchBet, NotByHand
from imports.by_hand.standing import standing
from imports.models import BetChange, Twin
from ledger.money import format_micro, to_micro
from web.context import alone
from web.numbers import decimal_odds

router = Router(tags=["Bets by hand"])
SCOPE = "api-bets"
WRITE = secured("bets:write", key=True)
DECIMAL = r"^\d{1,12}(\.\d{1,6})?$"
Amount = Annotated[str, StringConstraints(pattern=DECIMAL)]
NO_NUL = r"^[^\x00]*$"
Text = Annotated[str, StringConstraints(max_length=300, strip_whitespace=True, pattern=NO_NUL)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True, pattern=NO_NUL)]
Kind = Literal["single", "multi", "each_way", "lay"]
BonusKind = Literal["none", "kept", "back"]
Outcome = Literal["won", "lost", "void", "half_won", "half_lost", "placed", "cashed_out", "open"]
LegResult = Literal["", "won", "lost", "void", "half_won", "half_lost"]


class HandLegIn(Schema):
    """One leg of a multi."""

    selection: Text = ""
    event: Text = ""
    market: Text = ""
    sport: Text = ""
    odds: Amount | None = None
    result: LegResult = ""


class HandSettleIn(Schema):
    """How a bet ended."""

    outcome: Outcome | Literal[""] = Field("", description="Empty: as the legs of the multi say.")
    returned: Amount | None = Field(
        None, description="What came back, stake included; worked out where not told."
    )
    settled_at: AwareDatetime | None = Field(None, description="Now, where not told.")
    legs: list[LegResult] = Field([], description="The results of a multi's legs, in their order.")
    deduction: Amount = Field("0", description="Rule 4 and the like: a fraction of the winnings.")
    tied: int = Field(1, ge=1, le=100, description="Runners in a dead heat.")
    places: int = Field(1, ge=1, le=100, description="Paying places they share.")
    version: str = Field("", max_length=60, description="Refused where the bet has another version by now.")


class HandBetIn(Schema):
    """A bet placed somewhere."""

    bookmaker: Name
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3,5}$")]
    stake: Amount = Field(description="Each-way: of each of the two parts. Lay: the backer's stake.")
    placed_at: AwareDatetime
    kind: Kind = "single"
    bonus: BonusKind = Field("none", description="Bonus money: stake kept by the bookmaker, or paid back.")
    odds: Amount | None = Field(None, description="Decimal; a multi's follow from its legs unless told.")
    place_fraction: Amount | None = Field(None, description="Each-way: the part of the odds a place pays.")
    commission: Amount = Field("0", description="A fraction of the winnings.")
    selection: Text = ""
    event: Text = ""
    market: Text = ""
    sport: Text = ""
    competition: Text = ""
    closing_odds: Amount | None = None
    legs: list[HandLegIn] = []
    result: HandSettleIn | None = Field(None, description="Where it has ended already.")


class HandBetEdit(Schema):
    """What is to be another; what is left out stays."""

    bookmaker: Name | None = None
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3,5}$")] | None = None
    stake: Amount | None = None
    placed_at: AwareDatetime | None = None
    kind: Kind | None = None
    bonus: BonusKind | None = None
    odds: Amount | None = None
    place_fraction: Amount | None = None
    commission: Amount | None = None
    selection: Text | None = None
    event: Text | None = None
    market: Text | None = None
    sport: Text | None = None
    competition: Text | None = None
    closing_odds: Amount | None = None
    legs: list[HandLegIn] | None = None
    version: str = Field("", max_length=60)


class HandCashOutIn(Schema):
    """Sold before its end."""

    returned: Amount
    settled_at: AwareDatetime | None = None
    version: str = Field("", max_length=60)


class HandVoidIn(Schema):
    """The stake came back."""

    settled_at: AwareDatetime | None = None
    version: str = Field("", max_length=60)


class HandCopyIn(Schema):
    """The same bet again, open."""

    placed_at: AwareDatetime | None = Field(None, description="Now, where not told.")


class HandTagsIn(Schema):
    """Tags to put on and to take off; where `note`, `confidence` or `probability` are told they are said anew."""

    add: list[Annotated[str, StringConstraints(max_length=40)]] = Field([], max_length=20)
    remove: list[Annotated[str, StringConstraints(max_length=40)]] = Field([], max_length=20)
    note: str | None = Field(None, max_length=remarks.LONGEST_NOTE)
    confidence: int | None = Field(None, ge=1, le=5)
    probability: Amount | None = Field(None, description="Between 0 and 1.")


class HandBetOut(Schema):
    """A bet as it stands, and the version to name in the next change."""

    id: int
    version: str
    state: str
    bookmaker: str
    currency: str
    selection: str
    event: str
    odds: str | None
    stake: str | None
    returned: str | None
    commission: str
    profit: str | None
    placed_at: datetime
    settled_at: datetime | None
    is_by_hand: bool
    tags: list[str]
    note: str
    confidence: int | None
    probability: str | None


class HandChangeOut(Schema):
    """One act: how the bet stood before and after, amounts in micro-units under names that end in _micro."""

    act: str
    made_at: datetime
    via: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@router.post("/bets", response={201: HandBetOut}, summary="Enter a bet", **WRITE)
def enter(request: ApiRequest, payload: HandBetIn) -> HttpResponse:
    """Enters a bet and posts it. With an Idempotency-Key it is entered once however often it is sent."""
    return _said(
        request, lambda: verbs.enter(user=request.caller.user, entry=_entry(payload), via="api"), 201
    )


@router.get(
    "/bets/{bet_id}/history", response=list[HandChangeOut], summary="History of a bet", **secured("bets:read")
)
def history(request: ApiRequest, bet_id: int) -> Any:
    """Everything its owner did with it, the first first; of a bet in the trash too."""
    user = request.caller.user
    absorbed = Twin.objects.visible_to(user).filter(into_id=bet_id, is_refused=False).values("bet_id")
    ids = [bet_id, *absorbed.values_list("bet_id", flat=True)]
    found = list(BetChange.objects.visible_to(user).filter(bet_id__in=ids).order_by("pk"))
    if not found and not Bet.objects.visible_to(user).filter(pk=bet_id).exists():
        raise NoSuchBet
    return found


@router.post("/bets/{bet_id}/settle", response=HandBetOut, summary="Settle a bet", **WRITE)
def settle(request: ApiRequest, bet_id: int, payload: HandSettleIn) -> HttpResponse:
    """Says how a bet ended, one entered by hand or one that a file leaves open."""
    said = payload.dict(exclude={"returned", "deduction"})
    said |= {"returned_micro": _micro(payload.returned), "deduction": Decimal(payload.deduction)}
    return _said(request, lambda: verbs.settle(user=request.caller.user, bet_id=bet_id, via="api", **said))


@router.post("/bets/{bet_id}/cash-out", response=HandBetOut, summary="Cash a bet out", **WRITE)
def cash_out(request: ApiRequest, bet_id: int, payload: HandCashOutIn) -> HttpResponse:
    """Never a win, whatever came back."""
    said = payload.dict(exclude={"returned"}) | {"returned_micro": to_micro(payload.returned)}
    return _said(request, lambda: verbs.cash_out(user=request.caller.user, bet_id=bet_id, via="api", **said))


@router.post("/bets/{bet_id}/void", response=HandBetOut, summary="Make a bet void", **WRITE)
def void(request: ApiRequest, bet_id: int, payload: HandVoidIn) -> HttpResponse:
    """The stake comes back and counts as no turnover."""
    return _said(
        request, lambda: verbs.void(user=request.caller.user, bet_id=bet_id, via="api", **payload.dict())
    )


@router.post("/bets/{bet_id}/copy", response={201: HandBetOut}, summary="Enter a bet again", **WRITE)
def copy(request: ApiRequest, bet_id: int, payload: HandCopyIn) -> HttpResponse:
    """The same bet, open, placed now unless said otherwise."""
    user = request.caller.user
    return _said(
        request, lambda: verbs.copy(user=user, bet_id=bet_id, placed_at=payload.placed_at, via="api"), 201
    )


@router.post("/bets/{bet_id}/tags", response=HandBetOut, summary="Tag and annotate a bet", **WRITE)
def tags(request: ApiRequest, bet_id: int, payload: HandTagsIn) -> HttpResponse:
    """Tags, note, confidence and the chance given are the person's own, on any bet."""
    return _said(request, lambda: _remark(request.caller.user, bet_id, payload))


@router.patch("/bets/{bet_id}", response=HandBetOut, summary="Edit a bet entered by hand", **WRITE)
def edit(request: ApiRequest, bet_id: int, payload: HandBetEdit) -> HttpResponse:
    """What it posted is reversed and posted anew where it differs; what was said before stays in its history."""

    def effect() -> int:
        user = request.caller.user
        former = standing(user, bet_id).entry
        if former is None:
            raise NotByHand
        said = _changed(former, payload)
        return verbs.edit(user=user, bet_id=bet_id, entry=said, version=payload.version, via="api")

    return _said(request, effect)


@router.delete("/bets/{bet_id}", response={204: None}, summary="Put a bet into the trash", **WRITE)
def delete(request: ApiRequest, bet_id: int) -> HttpResponse:
    """What it posted is reversed. Twice is once."""

    def effect() -> tuple[int, None]:
        trash.delete(user=request.caller.user, bet_id=bet_id, via="api")
        return 204, None

    answer = once(request, SCOPE, effect)
    answer.content = b""
    return answer


@router.post(
    "/bets/{bet_id}/restore", response=HandBetOut, summary="Bring a bet back from the trash", **WRITE
)
def restore(request: ApiRequest, bet_id: int) -> HttpResponse:
    """What it posted is posted again."""
    return _said(request, lambda: trash.restore(user=request.caller.user, bet_id=bet_id, via="api"))


def _said(request: ApiRequest, verb: Any, status: int = 200) -> HttpResponse:
    """Do it once for the request's Idempotency-Key, and answer the bet as it then stands."""

    def effect() -> tuple[int, Any]:
        alone(request.caller.user.pk)  # what stays as it is is read before the rest is said
        try:
            bet_id = verb()
        except (EntryWrong, InvalidOperation) as wrong:
            raise HandRefused(str(wrong)) from wrong
        return status, _out(request.caller.user, bet_id).dict()

    return once(request, SCOPE, effect)


def _out(user: Any, bet_id: int) -> HandBetOut:
    found = standing(user, bet_id)
    bet, said = found.bet, remarks.remark_of(user, found.bet.pk)
    return HandBetOut(
        id=bet.pk,
        version=found.version,
        state=bet.status,
        bookmaker=bet.bookmaker.name,
        currency=bet.currency,
        selection=bet.selection,
        event=bet.event_name,
        odds=None if bet.odds is None else decimal_odds(bet.odds),
        stake=_money(bet.bonus_stake_micro or bet.stake_micro),
        returned=_money(bet.returned_micro),
        commission=format_micro(bet.commission_micro),
        profit=_money(bet.profit_micro),
        placed_at=bet.placed_at,
        settled_at=bet.settled_at,
        is_by_hand=found.is_by_hand,
        tags=said.tags if said else [],
        note=said.note if said else "",
        confidence=said.confidence if said else None,
        probability=f"{said.probability.normalize():f}" if said and said.probability else None,
    )


def _remark(user: Any, bet_id: int, payload: HandTagsIn) -> int:
    found = standing(user, bet_id).bet.pk
    said = remarks.remark_of(user, found)
    former = set(said.tags) if said else set()
    wanted = (former | set(remarks.tags_in(",".join(payload.add)))) - set(
        remarks.tags_in(",".join(payload.remove))
    )
    told = payload.dict(exclude_unset=True)
    values = {
        name: told[name] if name in told else getattr(said, name, None)
        for name in ("note", "confidence", "probability")
    }
    chance = values["probability"]
    return remarks.remark(
        user=user,
        bet_id=found,
        tags=sorted(wanted),
        note=values["note"] or "",
        confidence=values["confidence"],
        probability=None if chance is None else Decimal(chance),
        via="api",
    )


def _entry(payload: HandBetIn) -> Entry:
    said = _values(payload.dict(exclude={"result"}))
    entry = Entry(**said)
    if payload.result is None or payload.result.outcome == "open":
        return entry
    told = payload.result
    return entry.ended(
        Result(
            outcome=told.outcome or (verbs.outcome_of_legs(entry.legs) or ""),
            settled_at=told.settled_at or max(verbs.now(), entry.placed_at),
            returned_micro=_micro(told.returned),
            deduction=Decimal(told.deduction),
            tied=told.tied,
            places=told.places,
        )
    )


def _changed(former: Entry, payload: HandBetEdit) -> Entry:
    return replace(former, **_values(payload.dict(exclude_unset=True, exclude={"version"})))


def _values(told: dict[str, Any]) -> dict[str, Any]:
    """As Entry has them."""
    values = {name: value for name, value in told.items() if name not in ("stake", "legs")}
    for name in ("odds", "place_fraction", "commission", "closing_odds"):
        if values.get(name) is not None:
            values[name] = Decimal(values[name])
    for name in ("bookmaker", "currency", "placed_at", "kind", "bonus", "commission"):
        if name in values and values[name] is None:
            del values[name]  # these have no nothing: they stay
    for name in ("selection", "event", "market", "sport", "competition"):
        if name in values:
            values[name] = values[name] or ""
    if told.get("stake") is not None:
        values["stake_micro"] = to_micro(told["stake"])
    if told.get("legs") is not None:
        values["legs"] = tuple(
            Leg(**{**leg, "odds": Decimal(leg["odds"]) if leg["odds"] is not None else None})
            for leg in told["legs"]
        )
    return values


def _micro(text: str | None) -> int | None:
    return None if text is None else to_micro(text)


def _money(micro: int | None) -> str | None:
    return None if micro is None else format_micro(micro)
